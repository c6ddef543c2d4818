"""What the jury is written: dossiers to read, before the day they are due, and once after it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings

import clock
from incubator import wording
from incubator.jury_links import link_for
from incubator.models import Call, ReviewAssignment, Stage
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register

CONFIDED = "review.confided"
DUE = "review.due"
OVERDUE = "review.overdue"

# Several dossiers given one after the other make one mail.
PAUSE = timedelta(minutes=10)
AHEAD = timedelta(days=3)
BEHIND = timedelta(days=1)
MORNING = time(9)


def confided(stage: Stage, reader: User) -> None:
    """Somebody was given dossiers of this stage: tell them today, and write down what will remind them."""
    now = clock.now()
    reminders.schedule(
        kind=CONFIDED,
        subject=stage,
        recipient=reader,
        due_at=now + PAUSE,
        occurrence=stage.call.local(now).date().isoformat(),
    )
    _remind(stage, reader, now)
    reminders.wake()


def recall(call: Call) -> None:
    """The calendar of a call changed: move what is still to be said to its readers."""
    now = clock.now()
    waiting = (
        ReviewAssignment.objects.outstanding()
        .filter(stage__call=call)
        .select_related("stage__call__place", "reviewer")
        .order_by("stage_id", "reviewer_id")
        .distinct("stage_id", "reviewer_id")
    )
    for given in waiting:
        _remind(given.stage, given.reviewer, now)


def _remind(stage: Stage, reader: User, now: datetime) -> None:
    if stage.ends_on is None:
        return
    day = datetime.combine(stage.ends_on, MORNING, tzinfo=stage.call.place.zone)
    for kind, due_at in ((DUE, day - AHEAD), (OVERDUE, day + BEHIND)):
        if due_at > now:
            reminders.schedule(kind=kind, subject=stage, recipient=reader, due_at=due_at)


def _find(subject_id: str) -> Stage | None:
    if not subject_id.isdecimal():
        return None
    return Stage.objects.select_related("call__place").filter(pk=subject_id).first()


def _waiting(stage: Stage, notice: Any) -> int:
    if notice.recipient is None:
        return 0
    rows = ReviewAssignment.objects.on_the_desk_of(notice.recipient).outstanding()
    return rows.filter(stage=stage).count()


def _while_waiting(stage: Stage, notice: Any) -> str | None:
    return None if _waiting(stage, notice) else "tout est lu"


def _context(stage: Stage, notice: Any) -> dict[str, Any]:
    call, reader = stage.call, notice.recipient
    return {
        "name": reader.get_short_name(),
        "call": call.title,
        "stage": stage.name,
        "dossiers": wording.counted(_waiting(stage, notice), "dossier", "dossiers"),
        "ends": wording.day(stage.ends_on) if stage.ends_on else "",
        "contact": call.contact_name,
        "phone": call.contact_phone,
        "link": link_for(reader),
    }


def _sample() -> dict[str, Any]:
    return {
        "name": "Yann",
        "call": "Services de proximité",
        "stage": "Première lecture",
        "dossiers": wording.counted(12, "dossier", "dossiers"),
        "ends": "vendredi 12 mars 2027",
        "contact": "Fatou",
        "phone": "05 36 49 12 27",
        "link": settings.BASE_URL + "/jury/lien/MzE/",
    }


def register_kinds() -> None:
    """Say to the reminders what the jury is written (called when the app is ready)."""
    for key, label, template in (
        (CONFIDED, "Dossiers à lire", "review_confided"),
        (DUE, "Lectures bientôt attendues", "review_due"),
        (OVERDUE, "Lectures en retard", "review_overdue"),
    ):
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=_find,
                still_deserved=_while_waiting,
                context=_context,
                essential=key == CONFIDED,
                sample=_sample,
            )
        )
