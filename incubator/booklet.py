"""The reading booklet: a pile of dossiers on paper, each with its grid to fill in by hand."""

from __future__ import annotations

from typing import Any

import paper
from incubator import wording
from incubator.desk import Item, Pile
from incubator.forms.grid import Grid, grid_of
from incubator.models import Review
from incubator.printed import sides_of


def printed(pile: Pile) -> bytes:
    """One PDF, holding what this reader may open and nothing else."""
    lasts = {
        review.assignment_id: review
        for review in Review.objects.current()
        .filter(assignment__in=[item.assignment for item in pile.opened])
        .prefetch_related("scores")
    }
    grid = grid_of(pile.opened[0].assignment, None)
    return paper.pdf(
        "incubator/booklet.typ",
        {
            "title": "Cahier de lecture",
            "place": pile.stage.call.place.name,
            "call": pile.stage.call.title,
            "stage": pile.stage.name,
            "size": pile.size,
            "ends": wording.day(pile.stage.ends_on) if pile.stage.ends_on else "",
            "dossiers": [_dossier(item, grid, lasts.get(item.assignment.pk)) for item in pile.opened],
        },
    )


def _dossier(item: Item, grid: Grid, last: Review | None) -> dict[str, Any]:
    given = {s.criterion_id: wording.mark(s.value) for s in last.scores.all()} if last else {}
    return {
        "number": item.assignment.application.number,
        "title": item.reading.title,
        "holder": item.holder,
        "chapters": [
            {
                "title": chapter.title,
                "lines": [
                    {
                        "label": line.label,
                        "text": line.text,
                        "files": [file.original_name for file in line.files],
                        "sides": sides_of(line),
                    }
                    for line in chapter.lines
                ],
            }
            for chapter in item.reading.chapters
        ],
        "grid": [
            {
                "name": row.criterion.name,
                "help": row.criterion.help_text,
                "scale": row.scale,
                "given": given.get(row.criterion.pk, ""),
            }
            for row in grid.rows
        ],
        "comment": last.comment if last else "",
    }
