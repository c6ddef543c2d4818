"""A place that was offered and that nobody confirms: its holder gets more time, or the team frees it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from incubator import wording
from incubator.enums import Status
from incubator.models import Application, Call, Transition
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register

UNCONFIRMED = "application.place_unconfirmed"
MORE_TIME = "application.more_time"
KINDS = (UNCONFIRMED, MORE_TIME)


def offered(application: Application) -> None:
    """Write down that those who manage the call hear of it, should the date pass without an answer."""
    if application.confirm_before is None:
        return
    managers = User.objects.filter(
        is_active=True,
        pk__in=application.call.grants.filter(permission__codename="manage_call").values("user"),
    )
    for person in managers.order_by("pk"):
        if person.has_address:
            reminders.schedule(
                kind=UNCONFIRMED,
                subject=application,
                recipient=person,
                due_at=application.confirm_before,
                occurrence=_date(application),
            )


def given_more_time(application: Application, log: Transition) -> None:
    """Say the new date to the holder, and to the team once that one passes."""
    if application.owner.has_address:
        reminders.schedule(
            kind=MORE_TIME,
            subject=application,
            recipient=application.owner,
            due_at=clock.now(),
            occurrence=str(log.pk),
        )
        reminders.wake()
    offered(application)


def replaced(application: Application, log: str) -> str | None:
    """Why a reminder of that date, the first one when it names no gesture, is not said any more."""
    last = application.transitions.filter(name="give_more_time").order_by("-at", "-pk").first()
    return None if log == (str(last.pk) if last else "") else "une autre date a été donnée"


def _date(application: Application) -> str:
    moment = application.confirm_before
    return moment.astimezone(UTC).isoformat() if moment else ""


def _find(subject_id: str) -> Application | None:
    try:
        rows = Application.objects.select_related("call__place", "owner")
        return rows.filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_unconfirmed(application: Application, notice: Any) -> str | None:
    if application.status != Status.SELECTED:
        return "la place est confirmée, ou rendue"
    if notice.occurrence != _date(application):
        return "une autre date a été donnée"
    if not Call.objects.managed_by(notice.recipient).filter(pk=application.call_id).exists():
        return "cette personne ne gère plus l’appel"
    return None


def _still_that_time(application: Application, notice: Any) -> str | None:
    if application.status != Status.SELECTED:
        return "la place est confirmée, ou rendue"
    return replaced(application, notice.occurrence)


def _context(application: Application, notice: Any) -> dict[str, Any]:
    call = application.call
    for_team = notice.kind == UNCONFIRMED
    waiting = call.applications.filter(status=Status.WAITLISTED).order_by("waitlist_rank").first()
    path = reverse("dossiers:inspect", args=[application.pk]) if for_team else application.get_absolute_url()
    return {
        "name": notice.recipient.get_short_name() if notice.recipient else "",
        "title": application.title,
        "number": application.number,
        "holder": str(application.owner),
        "until": wording.moment(call, application.confirm_before) if application.confirm_before else "",
        "next": str(waiting) if waiting and for_team else "",
        "link": settings.BASE_URL + path,
    }


def _sample() -> dict[str, Any]:
    return {
        "name": "Fatou",
        "title": "La laverie du Pré-l’Abbesse",
        "number": "27-014",
        "holder": "Nadia Belkacem",
        "until": "mardi 6 avril 2027, 23 h 59",
        "next": "27-009 La soupe du parvis",
        "link": settings.BASE_URL + "/mes-dossiers/",
    }


def register_place_kinds() -> None:
    """Say to the reminders what is written of places (called when the app is ready)."""
    for key, label, template, still_deserved in (
        (UNCONFIRMED, "Place que personne ne confirme", "place_unconfirmed", _still_unconfirmed),
        (MORE_TIME, "Plus de temps pour confirmer", "more_time", _still_that_time),
    ):
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=_find,
                still_deserved=still_deserved,
                context=_context,
                essential=True,
                sample=_sample,
            )
        )
