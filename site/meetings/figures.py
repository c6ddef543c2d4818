"""Attendance told in numbers: how many came, how many were excused, and from which kinds of structures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from meetings.enums import Presence
from meetings.models import Meeting
from people.models import Organisation


@dataclass(frozen=True)
class Figures:
    """The attendance of one meeting; `kinds` are (words, how many structures), the most numerous first."""

    present: int
    excused: int
    kinds: tuple[tuple[str, int], ...]

    @property
    def is_known(self) -> bool:
        """Whether anybody counted."""
        return bool(self.present or self.excused or self.kinds)


PLURALS = {
    Organisation.Kind.ASSOCIATION: ("association", "associations"),
    Organisation.Kind.COOPERATIVE: ("coopérative", "coopératives"),
    Organisation.Kind.THIRD_PLACE: ("tiers-lieu", "tiers-lieux"),
    Organisation.Kind.MUTUAL: ("mutuelle", "mutuelles"),
    Organisation.Kind.COMPANY: ("entreprise", "entreprises"),
    Organisation.Kind.PUBLIC_BODY: ("collectivité", "collectivités"),
}


def figures_of(meeting: Meeting) -> Figures:
    """From the sheet of attendance; else from the paper sheet, when only its totals were kept."""
    rows = meeting.attendances.order_by()
    present = rows.filter(presence=Presence.PRESENT)
    if not rows.exists():
        counts = list(meeting.kind_counts.values_list("kind", "organisations"))
        return Figures(meeting.paper_present or 0, meeting.paper_excused or 0, _kinds(counts))
    counts = list(
        present.exclude(organisation=None)
        .values("organisation__kind")
        .annotate(n=Count("organisation", distinct=True))
        .values_list("organisation__kind", "n")
    )
    excused = rows.filter(presence__in=(Presence.EXCUSED, Presence.REPRESENTED)).count()
    return Figures(present.count(), excused, _kinds(counts))


def _kinds(counts: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    known = {kind: n for kind, n in counts if n}
    order = {kind: place for place, kind in enumerate(PLURALS)}
    return tuple(
        (PLURALS[Organisation.Kind(kind)][n > 1], n)
        for kind, n in sorted(known.items(), key=lambda pair: (-pair[1], order[Organisation.Kind(pair[0])]))
    )
