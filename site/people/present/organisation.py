"""One organisation as those who may see it read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from people.models import Contact, Departure, Membership, Organisation, Paper, Subscription, User
from vault.models import PrivateFile


@dataclass(frozen=True)
class ShownPaper:
    """A document, its files, and whether it holds today."""

    paper: Paper
    files: Sequence[PrivateFile]
    state: str
    kind: str


@dataclass(frozen=True)
class Sheet:
    """All that hangs on one organisation, as this person may see it."""

    organisation: Organisation
    members: Sequence[Membership]
    former_members: Sequence[Membership]
    contacts: Sequence[Contact]
    papers: Sequence[ShownPaper]
    subscriptions: Sequence[Subscription]
    departure: Departure | None
    is_insured: bool
    today: date


def sheet(organisation: Organisation, viewer: User) -> Sheet:
    """Read it in a constant number of queries, each through what the viewer may see."""
    today = viewer.today()
    memberships = list(
        Membership.objects.visible_to(viewer)
        .filter(organisation=organisation)
        .select_related("user")
        .order_by("-starts_on", "user__name", "pk")
    )
    members = [row for row in memberships if row.ends_on is None or row.ends_on >= today]
    papers = list(
        Paper.objects.visible_to(viewer)
        .filter(organisation=organisation)
        .order_by("kind", "-valid_until", "pk")
    )
    return Sheet(
        organisation=organisation,
        members=members,
        former_members=[row for row in memberships if row not in members],
        contacts=list(
            Contact.objects.visible_to(viewer).filter(organisation=organisation).order_by("name", "pk")
        ),
        papers=shown(papers, today),
        subscriptions=list(
            Subscription.objects.visible_to(viewer).filter(organisation=organisation).order_by("-ends_on")
        ),
        departure=Departure.objects.filter(organisation=organisation, closed_at__isnull=True).first(),
        is_insured=organisation.is_insured_on(today),
        today=today,
    )


def shown(papers: Sequence[Paper], today: date) -> list[ShownPaper]:
    """Documents with their files, in one query for all."""
    files: dict[str, list[PrivateFile]] = defaultdict(list)
    for file in PrivateFile.objects.filter(
        owner_type=Paper._meta.label_lower, owner_id__in=[str(paper.pk) for paper in papers]
    ):
        files[file.owner_id].append(file)
    return [ShownPaper(paper, files[str(paper.pk)], *_state(paper, today)) for paper in papers]


def _state(paper: Paper, today: date) -> tuple[str, str]:
    """How it stands today, and the kind of tag that says it."""
    if paper.valid_from and paper.valid_from > today:
        return "à venir", "waiting"
    if paper.valid_until and paper.valid_until < today:
        return "expiré", "past"
    return "valable", "firm"
