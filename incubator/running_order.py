"""Who is heard when on a half-day: on the screen, on paper, on the projector."""

from __future__ import annotations

from dataclasses import dataclass

import paper
from incubator import wording
from incubator.models import Audition, AuditionDay


@dataclass(frozen=True)
class Slot:
    """A line of the running order; nobody in it when it is free."""

    position: int
    hour: str
    audition: Audition | None

    @property
    def state(self) -> str:
        """What is known of whoever has it."""
        if self.audition is None:
            return ""
        if self.audition.wish:
            return "demande un autre créneau"
        if self.audition.confirmed_at:
            return "présence confirmée"
        return "en attente de réponse" if self.audition.convoked_at else "pas encore prévenu"


def slots_of(day: AuditionDay, auditions: list[Audition]) -> list[Slot]:
    """Every slot of the day in order, with whoever has it among these auditions."""
    found = {row.position: row for row in auditions if row.day_id == day.pk}
    local = day.stage.call.local
    return [
        Slot(position, wording.hour(local(day.slot(position))), found.get(position))
        for position in range(day.count)
    ]


def printed(day: AuditionDay, slots: list[Slot]) -> bytes:
    """The running order as a tagged PDF."""
    call = day.stage.call
    return paper.pdf(
        "incubator/running_order.typ",
        {
            "title": "Ordre de passage",
            "place": call.place.name,
            "facts": [
                ["Appel", call.title],
                ["Étape", day.stage.name],
                ["Le", wording.moment(call, day.starts_at)],
                ["Où", day.room],
                ["Chacun", wording.counted(day.minutes, "minute", "minutes")],
            ],
            "rows": [_row(slot) for slot in slots],
        },
    )


def _row(slot: Slot) -> dict[str, str]:
    if slot.audition is None:
        return {"hour": slot.hour, "number": "", "title": "", "holder": "", "phone": ""}
    application = slot.audition.application
    return {
        "hour": slot.hour,
        "number": application.number,
        "title": application.title,
        "holder": str(application.owner),
        "phone": application.owner.phone,
    }
