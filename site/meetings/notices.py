"""What meetings write to people, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import get_default_timezone

import clock
from meetings import wording
from meetings.enums import MeetingStatus
from meetings.models import Action, Attendance, Meeting
from meetings.private_links import answer_path
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register

CONVOCATION = "meeting.convocation"
REMINDER = "meeting.reminder"
MOVED = "meeting.moved"
CANCELLED = "meeting.cancelled"
MINUTES = "meeting.minutes"
ACTION = "meeting.action"

BEFORE_MEETING = timedelta(days=2)
BEFORE_ACTION = timedelta(days=7)
MORNING = time(8)


def convened(meeting: Meeting) -> None:
    """Everybody on the sheet is called once, and reminded two days before."""
    _tell_all(CONVOCATION, meeting)
    _remind(meeting)


def moved(meeting: Meeting) -> None:
    """Another hour, another place; the reminder follows."""
    _tell_all(MOVED, meeting, occurrence=f"{clock.now():%Y%m%dT%H%M%S%f}")
    _remind(meeting)


def cancelled(meeting: Meeting) -> None:
    """Nobody is called nor reminded any more; those who were are told."""
    reminders.cancel(subject=meeting, kinds=[CONVOCATION, REMINDER, MOVED], reason="la rencontre est annulée")
    _tell_all(CANCELLED, meeting)


def signed(meeting: Meeting) -> None:
    """The minutes can be read."""
    _tell_all(MINUTES, meeting)


def taken_on(action: Action) -> None:
    """Remind somebody of what they took on, a week before it is due."""
    if action.user is None or action.due_on is None:
        return
    due = datetime.combine(action.due_on, MORNING, tzinfo=get_default_timezone()) - BEFORE_ACTION
    reminders.schedule(kind=ACTION, subject=action, recipient=action.user, due_at=max(due, clock.now()))


def _tell_all(kind: str, meeting: Meeting, *, occurrence: str = "") -> None:
    reminders.schedule_many(
        kind=kind,
        subject=meeting,
        recipients=_addresses(meeting),
        due_at=clock.now(),
        occurrence=occurrence,
        expires_at=None if kind in (CANCELLED, MINUTES) else meeting.ends_at,
    )
    reminders.wake()


def _remind(meeting: Meeting) -> None:
    due = meeting.starts_at - BEFORE_MEETING
    if due > clock.now():
        reminders.schedule_many(
            kind=REMINDER,
            subject=meeting,
            recipients=_addresses(meeting),
            due_at=due,
            occurrence=f"{meeting.starts_at:%Y%m%dT%H%M}",
            expires_at=meeting.starts_at,
        )


def _addresses(meeting: Meeting) -> list[User | str]:
    rows = meeting.attendances.select_related("user").order_by("pk")
    return [row.user or row.email for row in rows if row.user or row.email]


def _find(subject_id: str) -> Meeting | None:
    try:
        return Meeting.objects.select_related("body", "secretary").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _find_action(subject_id: str) -> Action | None:
    return Action.objects.select_related("meeting", "user").filter(pk=subject_id).first()


def _while_to_come(meeting: Meeting, notice: Any) -> str | None:
    return None if meeting.status == MeetingStatus.CONVENED else "la rencontre n’est plus à venir"


def _while_at_that_hour(meeting: Meeting, notice: Any) -> str | None:
    if notice.occurrence != f"{meeting.starts_at:%Y%m%dT%H%M}":
        return "la rencontre a changé d’heure"
    return _while_to_come(meeting, notice) or _while_not_excused(meeting, notice)


def _while_not_excused(meeting: Meeting, notice: Any) -> str | None:
    row = _line(meeting, notice)
    return "cette personne s’est excusée" if row and row.presence in ("excused", "represented") else None


def _line(meeting: Meeting, notice: Any) -> Attendance | None:
    """The line of the sheet of whoever is written to: their account, or the address of somebody without one."""
    rows = meeting.attendances.select_related("user").order_by("pk")
    if notice.recipient_id:
        return rows.filter(user=notice.recipient_id).first()
    return rows.filter(user=None, email__iexact=notice.email).first() if notice.email else None


def _always(meeting: Meeting, notice: Any) -> str | None:
    return None


def _while_undone(action: Action, notice: Any) -> str | None:
    return "c’est fait" if action.done_on else None


def _context(meeting: Meeting, notice: Any) -> dict[str, Any]:
    row = _line(meeting, notice)
    return {
        "name": row.user.get_short_name() if row and row.user else "",
        "title": meeting.title,
        "body": meeting.body.name,
        "when": wording.when(meeting),
        "where": meeting.where,
        "introduction": meeting.introduction,
        "agenda": list(meeting.agenda.values_list("title", flat=True)),
        "secretary": str(meeting.secretary or ""),
        "reason": meeting.cancel_reason,
        "why_no_vote": row.why_no_vote if row else "",
        "proxies": bool(row and row.votes and meeting.proxies_per_holder),
        "link": settings.BASE_URL + (meeting.get_absolute_url() if row.user else answer_path(row))
        if row
        else "",
    }


def _action_context(action: Action, notice: Any) -> dict[str, Any]:
    return {
        "name": action.user.get_short_name() if action.user else "",
        "what": action.what,
        "due": wording.day(action.due_on) if action.due_on else "",
        "title": action.meeting.title,
        "link": settings.BASE_URL + reverse("meetings:own"),
    }


def _sample() -> dict[str, Any]:
    return {
        "name": "Lucie",
        "title": "Assemblée générale",
        "body": "L’assemblée de La Caserne",
        "when": "jeudi 18 mars 2027, de 18\N{NO-BREAK SPACE}h à 20\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30",
        "where": "Halle aux camions",
        "introduction": "Nous arrêtons les comptes et nous parlons de l’année qui vient.",
        "agenda": ["Rapport moral", "Comptes de l’année", "Élection au conseil"],
        "secretary": "Samir Haddad",
        "reason": "Le chauffage est en panne.",
        "why_no_vote": "",
        "proxies": True,
        "link": settings.BASE_URL + "/mon-espace/rencontres/",
    }


def _action_sample() -> dict[str, Any]:
    return {
        "name": "Lucie",
        "what": "Écrire aux bailleurs du quartier",
        "due": "vendredi 26 mars 2027",
        "title": "Rencontre du collectif",
        "link": settings.BASE_URL + "/mon-espace/rencontres/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice of meetings is (called when the app is ready)."""
    for key, label, template, still_deserved, essential in [
        (CONVOCATION, "Convocation à une rencontre", "convocation", _while_to_come, True),
        (REMINDER, "Rencontre dans deux jours", "reminder", _while_at_that_hour, False),
        (MOVED, "Rencontre déplacée", "moved", _while_to_come, True),
        (CANCELLED, "Rencontre annulée", "cancelled", _always, True),
        (MINUTES, "Compte rendu d’une rencontre", "minutes", _always, False),
    ]:
        register(
            Kind(
                key=key,
                label=label,
                template=f"meetings/mail/{template}",
                find=_find,
                still_deserved=still_deserved,
                context=_context,
                sample=_sample,
                essential=essential,
            )
        )
    register(
        Kind(
            key=ACTION,
            label="Action promise en rencontre",
            template="meetings/mail/action",
            find=_find_action,
            still_deserved=_while_undone,
            context=_action_context,
            sample=_action_sample,
        )
    )
