"""What is written about a report: to the team when it comes, to whoever made it when something happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings.models import Report, ReportWord
from bookings.models.report import Urgency
from bookings.private_links import report_path
from people.grants import holding
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.models import Place
from spaces.wording import day

CAME, DANGER, ASSIGNED = "report.came", "report.danger", "report.assigned"
RECEIVED, SAID, SETTLED = "report.received", "report.said", "report.settled"
ANSWERED = "report.answered"

HEADINGS = {
    CAME: "Un signalement",
    DANGER: "Signalement : quelqu’un peut se blesser",
    ASSIGNED: "On vous confie un signalement",
    ANSWERED: "Une réponse sur un signalement",
    RECEIVED: "Merci, votre signalement est arrivé",
    SAID: "Une réponse à votre signalement",
    SETTLED: "Votre signalement est réglé",
}


def reported(report: Report) -> None:
    """It has just come: the team knows, and whoever left an address has their link."""
    kind = DANGER if report.urgency == Urgency.DANGER else CAME
    for manager in holding("manage_place", Place, [report.place_id]):
        _tell(kind, report, manager)
    if report.email:
        _tell(RECEIVED, report, report.email)


def assigned(report: Report) -> None:
    """Somebody of the team was given it."""
    if report.assigned_to is not None:
        _tell(ASSIGNED, report, report.assigned_to, occurrence=f"{clock.now():%Y%m%dT%H%M%S}")


def said(report: Report, word: ReportWord) -> None:
    """The team answers whoever reported, or the other way round."""
    if word.by_team:
        _tell_person(SAID, report, occurrence=str(word.pk))
    elif report.assigned_to is not None:
        _tell(ANSWERED, report, report.assigned_to, occurrence=str(word.pk))


def settled(report: Report) -> None:
    """It is done."""
    _tell_person(SETTLED, report, occurrence=f"{report.ended_at:%Y%m%dT%H%M%S}")


def _tell_person(kind: str, report: Report, *, occurrence: str) -> None:
    recipient = report.reporter or report.email
    if recipient:
        _tell(kind, report, recipient, occurrence=occurrence)


def _tell(kind: str, report: Report, recipient: User | str, *, occurrence: str = "") -> None:
    reminders.schedule(
        kind=kind, subject=report, recipient=recipient, due_at=clock.now(), occurrence=occurrence
    )
    reminders.wake()


def _find(subject_id: str) -> Report | None:
    try:
        return Report.objects.select_related("place", "space").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_open(report: Report, notice: Any) -> str | None:
    return None if report.is_open else f"le signalement est {report.get_status_display()}"


def _for_team(heading: str) -> Callable[[Report, Any], dict[str, Any]]:
    def context(report: Report, notice: Any) -> dict[str, Any]:
        return {
            "heading": heading,
            "spot": report.spot,
            "urgency": report.get_urgency_display(),
            "what": report.what,
            "link": settings.BASE_URL + reverse("report_follow", args=[report.pk]),
        }

    return context


def _for_person(heading: str) -> Callable[[Report, Any], dict[str, Any]]:
    """Nothing of what was typed goes back to an address that nobody has proved: only what the team says."""

    def context(report: Report, notice: Any) -> dict[str, Any]:
        words = report.words.filter(by_team=True, is_note=False).order_by("-said_at", "-pk")
        last = words.first() if heading != HEADINGS[RECEIVED] else None
        return {
            "heading": heading,
            "spot": str(report.space or report.place),
            "day": day(clock.local(report.created_at, report.place.zone)),
            "text": last.text if last else "",
            "link": settings.BASE_URL + report_path(report),
        }

    return context


def _sample_of(heading: str) -> Callable[[], dict[str, Any]]:
    def sample() -> dict[str, Any]:
        return {
            "heading": heading,
            "spot": "Salle du Clain",
            "urgency": "cela gêne",
            "what": "Le vidéoprojecteur ne s’allume plus.",
            "day": "lundi 2 mars 2026",
            "text": "",
            "link": settings.BASE_URL + "/signalements/exemple/",
        }

    return sample


def register_kinds() -> None:
    """Say to the reminders what each notice of a report is (called when the app is ready)."""
    team = {CAME: False, DANGER: True, ASSIGNED: True, ANSWERED: False}
    for key, heading in HEADINGS.items():
        of_team = key in team
        register(
            Kind(
                key=key,
                label=heading,
                template="bookings/mail/report_team" if of_team else "bookings/mail/report_person",
                find=_find,
                still_deserved=_still_open if of_team else _always,
                context=_for_team(heading) if of_team else _for_person(heading),
                essential=team.get(key, True),
                sample=_sample_of(heading),
            )
        )


def _always(report: Report, notice: Any) -> str | None:
    return None
