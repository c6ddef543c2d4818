"""A dossier on paper: what its reader sees on the screen, and nothing more, as a tagged PDF."""

from __future__ import annotations

from typing import Any

import paper
from incubator import reading, wording
from incubator.models import Application
from people.access import Visitor


def print_dossier(application: Application, user: Visitor) -> bytes:
    """The PDF of a dossier as this person may read it; the caller found it through `visible_to`."""
    seen = reading.read(application, user)
    call = application.call
    facts = [["Appel", call.title], ["Numéro", application.number]]
    if not seen.is_jury:
        facts.append(["Porté par", str(application.owner)])
    if application.submitted_at:
        facts.append(["Déposé le", wording.moment(call, application.submitted_at)])
    else:
        facts.append(["État", "brouillon, pas encore déposé"])
    return paper.pdf(
        "incubator/dossier.typ",
        {
            "title": seen.title or f"Dossier {application.number}",
            "place": call.place.name,
            "facts": facts,
            "chapters": [
                {"title": chapter.title, "lines": [_line(line) for line in chapter.lines]}
                for chapter in seen.chapters
            ],
        },
    )


def _line(line: reading.Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "text": line.text,
        "files": [file.original_name for file in line.files],
        "sides": sides_of(line),
    }


def sides_of(line: reading.Line) -> list[dict[str, Any]]:
    """The two halves of a budget, for the page of a template."""
    return [
        {
            "title": side.title,
            "rows": [[row.label, row.shown] for row in side.lines if row.amount],
            "total": side.total_shown,
        }
        for side in line.table
    ]
