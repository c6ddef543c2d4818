"""What the fabrique expects of one person today, for the page where they find everything that is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from incubator.models import Project, ReviewAssignment
from people.access import Visitor


@dataclass(frozen=True)
class Expected:
    """One heap of work: how much of it is left, and where it is done."""

    title: str
    count: int
    view: str
    words: str


def expected_of(user: Visitor) -> list[Expected]:
    """Dossiers to read for a jury, projects to support or to carry: only what is this person's, in three queries."""
    given = ReviewAssignment.objects.on_the_desk_of(user)
    reviewed = list(given.values_list("reviewed_at", "recused_at"))
    supported = Project.objects.supported_by(user).filter(status="supported").count()
    held = Project.objects.held_by(user).count()
    found = []
    if reviewed:
        left = sum(done is None and recused is None for done, recused in reviewed)
        words = "Lire et noter" if left else "Tout est rendu, merci"
        found.append(Expected("À lire pour le jury", left, "incubator:jury", words))
    if supported:
        words = "Noter un temps, un rendez-vous"
        found.append(Expected("Projets accompagnés", supported, "incubator:supported", words))
    if held:
        title = "Mon projet" if held == 1 else "Mes projets"
        found.append(Expected(title, held, "incubator:supported", "Rendez-vous, jalons et financements"))
    return found
