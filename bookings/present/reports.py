"""A report as whoever made it reads it, and as the team does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from bookings.models import Report
from bookings.models.report import ReportStatus
from people.grants import holding
from people.models import User
from spaces.models import Place
from spaces.wording import moments
from vault.models import PrivateFile

STAMPS = {
    ReportStatus.NEW: "REÇU",
    ReportStatus.FOLLOWED: "SUIVI",
    ReportStatus.CLOSED: "RÉGLÉ",
    ReportStatus.DISMISSED: "CLASSÉ",
}


@dataclass(frozen=True)
class Word:
    """Something said, by whom and when."""

    who: str
    when: str
    text: str
    by_team: bool
    is_note: bool


@dataclass(frozen=True)
class ReportPage:
    """What is known of a report."""

    report: Report
    stamp: str
    spot: str
    when: str
    facts: Sequence[dict[str, str]]
    words: Sequence[Word]
    photos: Sequence[PrivateFile]
    team: Sequence[User]


def report_page(report: Report) -> ReportPage:
    """For whoever holds the private link: no name of the team's people, none of its notes."""
    words = [
        Word(
            "L’équipe" if word.by_team else "Vous", _at(report, word.said_at), word.text, word.by_team, False
        )
        for word in report.words.filter(is_note=False)
    ]
    return _page(report, words, photos=[], team=[])


def team_page(report: Report) -> ReportPage:
    """For those who manage the place: everything."""
    words = [
        Word(
            str(word.author or "La personne, par son lien"),
            _at(report, word.said_at),
            word.text,
            word.by_team,
            word.is_note,
        )
        for word in report.words.select_related("author")
    ]
    photos = list(PrivateFile.objects.of(report))
    return _page(report, words, photos=photos, team=holding("manage_place", Place, [report.place_id]))


def _page(
    report: Report, words: Sequence[Word], *, photos: Sequence[PrivateFile], team: Sequence[User]
) -> ReportPage:
    facts: list[tuple[str, Any]] = [
        ("Où", report.spot),
        ("Urgence", report.get_urgency_display()),
        ("État", report.get_status_display()),
    ]
    if report.closure is not None and report.closure.lifted_at is None:
        facts.append(("Fermé jusqu’au", _at(report, report.closure.ends_at)))
    return ReportPage(
        report=report,
        stamp=STAMPS[ReportStatus(report.status)],
        spot=report.spot,
        when=capfirst(_at(report, report.created_at)),
        facts=[{"label": label, "value": str(value)} for label, value in facts],
        words=words,
        photos=photos,
        team=team,
    )


def _at(report: Report, at: Any) -> str:
    local = at.replace(second=0, microsecond=0)
    return moments(local, local, report.place.zone)
