"""The papers of a meeting: the sheet that people sign, and the minutes."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone

import clock
import paper
from meetings import wording
from meetings.enums import Choice, Presence
from meetings.figures import figures_of
from meetings.models import Decision, Meeting
from meetings.quorum import quorum_of
from meetings.registry import outcome_label


def signing_sheet_pdf(meeting: Meeting) -> bytes:
    """One line per person called, by college, with the proxies they carry, and room to sign."""
    rows = meeting.attendances.select_related("organisation", "college", "proxy_holder").prefetch_related(
        "proxies"
    )
    return paper.pdf(
        "meetings/signing_sheet.typ",
        {
            **_heading(meeting, "Feuille d’émargement"),
            "rows": [
                {
                    "name": row.name,
                    "for": str(row.organisation or ""),
                    "college": str(row.college or ""),
                    "voice": "oui" if row.votes else "non",
                    "proxies": ", ".join(carried.name for carried in row.proxies.all()),
                    "said": f"pouvoir à {row.proxy_holder}"
                    if row.proxy_holder
                    else ("excusé" if row.presence == Presence.EXCUSED else ""),
                }
                for row in rows.order_by("college", "name", "pk")
            ],
        },
    )


def minutes_pdf(meeting: Meeting, reader: Any) -> bytes:
    """What was said and decided; decisions that the reader may not see yet are left out."""
    figures, quorum = figures_of(meeting), quorum_of(meeting)
    decisions = Decision.objects.visible_to(reader).filter(meeting=meeting, recorded_at__isnull=False)
    decisions = decisions.prefetch_related("ballots__attendance")
    signed = ""
    if meeting.signed_at and meeting.signed_by:
        on = date_format(clock.local(meeting.signed_at, get_default_timezone()), "j F Y")
        signed = f"Signé par {meeting.signed_by} le {on}."
    return paper.pdf(
        "meetings/minutes.typ",
        {
            **_heading(meeting, "Compte rendu"),
            "attendance": [f"{figures.present} présents", f"{figures.excused} excusés ou représentés"]
            + [f"{count} {words}" for words, count in figures.kinds],
            "quorum": f"{quorum.needed} voix sur {quorum.total}" if quorum.percent else "",
            "agenda": [
                {"title": f"{item.letter}. {item.title}" if item.letter else item.title, "text": item.text}
                for item in meeting.agenda.all()
            ],
            "decisions": [_decision(decision) for decision in decisions],
            "actions": [
                {
                    "what": action.what,
                    "who": action.who,
                    "due": wording.day(action.due_on) if action.due_on else "—",
                }
                for action in meeting.actions.all()
            ],
            "minutes": meeting.minutes,
            "signed": signed,
        },
    )


def _heading(meeting: Meeting, what: str) -> dict[str, Any]:
    return {
        "title": f"{what} : {meeting.title}",
        "place": meeting.body.name,
        "when": wording.when(meeting),
        "where": meeting.where,
    }


def _decision(decision: Decision) -> dict[str, str]:
    heard = f"{decision.voices_present} présentes, {decision.voices_represented} représentées"
    return {
        "title": decision.title,
        "says": outcome_label(decision),
        "voices": decision.voices_said or "sans vote",
        "heard": heard,
        "aside": ", ".join(
            ballot.attendance.name for ballot in decision.ballots.all() if ballot.choice == Choice.RECUSED
        ),
        "reason": decision.reason,
        "note": decision.note,
    }
