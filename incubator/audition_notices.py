"""What a project holder is written about an audition: when it is, that it moved, that it is off, the day before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from incubator import wording
from incubator.audition_calendar import calendar_file
from incubator.enums import Status
from incubator.models import Application, Audition
from reminders import services as reminders
from reminders.registry import Attachment, Kind, nothing_attached, register

CONVOKED = "application.audition"
MOVED = "application.audition_moved"
CANCELLED = "application.audition_cancelled"
TOMORROW = "application.audition_tomorrow"
TO_COME = (CONVOKED, MOVED, TOMORROW)
DAY = timedelta(days=1)


def convoked(audition: Audition) -> None:
    """Say when and where, once; and again the day before when there is a day before."""
    _tell(CONVOKED, audition)
    _remind(audition)


def moved(audition: Audition) -> None:
    """Another hour or another room."""
    _tell(MOVED, audition)
    _remind(audition)


def cancelled(audition: Audition) -> None:
    """It will not take place at that hour, and no other is set yet."""
    _tell(CANCELLED, audition)


def _tell(kind: str, audition: Audition) -> None:
    application = audition.application
    if application.owner.has_address:
        reminders.schedule(
            kind=kind,
            subject=application,
            recipient=application.owner,
            due_at=clock.now(),
            occurrence=_occurrence(audition),
            expires_at=audition.starts_at,
        )
        reminders.wake()


def _remind(audition: Audition) -> None:
    application, starts_at = audition.application, audition.starts_at
    if application.owner.has_address and starts_at is not None and starts_at - DAY > clock.now():
        reminders.schedule(
            kind=TOMORROW,
            subject=application,
            recipient=application.owner,
            due_at=starts_at - DAY,
            occurrence=_occurrence(audition),
            expires_at=starts_at,
        )


def _occurrence(audition: Audition) -> str:
    """Which audition of the dossier, as told for the how-manieth time."""
    return f"{audition.pk}-{audition.sequence}"


def _find(subject_id: str) -> Application | None:
    try:
        return Application.objects.select_related("owner").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _audition(application: Application, notice: Any) -> Audition | None:
    number = notice.occurrence.partition("-")[0]
    rows = Audition.objects.with_slot().filter(application=application)
    return rows.filter(pk=number).first() if number.isdecimal() else None


def _still_so(application: Application, notice: Any) -> str | None:
    audition = _audition(application, notice)
    if audition is None or notice.occurrence != _occurrence(audition):
        return "l’audition a encore changé"
    if notice.kind != CANCELLED and audition.day is None:
        return "l’audition n’a plus de créneau"
    if application.status != Status.UNDER_REVIEW or application.stage_id != audition.stage_id:
        return "le dossier n’est plus dans cette étape"
    return None


def _context(application: Application, notice: Any) -> dict[str, Any]:
    audition = _audition(application, notice)
    context = {"name": application.owner.get_short_name(), "title": application.title, **_EMPTY}
    if audition is None:
        return context
    call = audition.stage.call
    context |= {
        "call": call.title,
        "contact": call.contact_name,
        "phone": call.contact_phone,
        "link": settings.BASE_URL + reverse("incubator:audition", args=[application.pk]),
    }
    if audition.day is not None and audition.starts_at is not None:
        context |= {
            "when": wording.moment(call, audition.starts_at),
            "minutes": audition.day.minutes,
            "where": ", ".join(filter(None, [audition.day.room, call.place.name])),
        }
    return context


_EMPTY: dict[str, Any] = {
    "call": "", "when": "", "minutes": 0, "where": "", "contact": "", "phone": "", "link": "",
}  # fmt: skip


def _attached(application: Application, notice: Any) -> list[Attachment]:
    audition = _audition(application, notice)
    return [("audition.ics", calendar_file(audition), "text/calendar")] if audition else []


def _sample() -> dict[str, Any]:
    return {
        "name": "Nadia",
        "title": "La laverie du Pré-l’Abbesse",
        "call": "Services de proximité",
        "when": "jeudi 25 mars 2027, 14 h 20",
        "minutes": 20,
        "where": "Salle du Clain, La Caserne",
        "contact": "Fatou",
        "phone": "05 36 49 12 27",
        "link": settings.BASE_URL + "/mes-dossiers/",
    }


def register_audition_kinds() -> None:
    """Say to the reminders what is written about auditions (called when the app is ready)."""
    for key, label, template, attachments in (
        (CONVOKED, "Convocation à une audition", "audition", _attached),
        (MOVED, "Audition déplacée", "audition_moved", _attached),
        (CANCELLED, "Audition annulée", "audition_cancelled", _attached),
        (TOMORROW, "Audition demain", "audition_tomorrow", nothing_attached),
    ):
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=_find,
                still_deserved=_still_so,
                context=_context,
                attachments=attachments,
                essential=key != TOMORROW,
                sample=_sample,
            )
        )
