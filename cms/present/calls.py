"""The call that is open now, as the home page announces it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import clock
from bookings.present.words import day_title, hour_of
from incubator.models import Call


@dataclass(frozen=True)
class OpenCall:
    """A call and what people ask of it first."""

    call: Call
    days_left: int
    facts: list[dict[str, str]]


def open_call(at: datetime) -> OpenCall | None:
    """The published call that closes first among those open at that moment; one query."""
    call = Call.objects.published().open_at(at).select_related("place").order_by("closes_at", "pk").first()
    if call is None:
        return None
    zone = call.place.zone
    last = call.local(call.closes_at).date()
    facts = [("Clôture", f"{day_title(last).lower()} {last.year}, {hour_of(call.closes_at, zone)}")]
    if call.support_amount:
        facts.append(("Soutien", f"{call.support_amount:,.0f} € par projet".replace(",", " ")))
    if call.read_by:
        facts.append(("Lecture", f"avant le {day_title(call.read_by).split(' ', 1)[1].lower()}"))
    if call.answers_on:
        facts.append(("Réponse", f"le {day_title(call.answers_on).split(' ', 1)[1].lower()}"))
    return OpenCall(
        call=call,
        days_left=(last - clock.local(at, zone).date()).days,
        facts=[{"label": label, "value": value} for label, value in facts],
    )
