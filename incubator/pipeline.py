"""Where the dossiers of a call stand: the board, the table, the ranking. Each costs a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

import clock
from incubator import wording
from incubator.enums import Status
from incubator.models import Application, Call, Criterion, Review, ReviewAssignment, Score, Stage
from incubator.scoring import Mark, Standing, ranked, standing
from people.access import Visitor

CARDS = 12
TWENTY = Decimal(20)
# The columns of the board, in the order in which dossiers go through them.
COLUMNS = (
    (Status.DRAFT, "Papier, à saisir"),
    (Status.SUBMITTED, "À vérifier"),
    (Status.CHANGES_REQUESTED, "Complément demandé"),
    (Status.UNDER_REVIEW, "En lecture"),
    (Status.WAITLISTED, "Liste d’attente"),
    (Status.SELECTED, "Retenus, à confirmer"),
    (Status.CONFIRMED, "Confirmés"),
)
ENDED = (Status.INELIGIBLE, Status.REJECTED, Status.WITHDRAWN, Status.CLOSED)


@dataclass(frozen=True)
class Column:
    """One state of the board, with its first dossiers and how many there are."""

    status: str
    label: str
    count: int
    cards: tuple[Application, ...]

    @property
    def hidden(self) -> int:
        """How many the board leaves to the table."""
        return self.count - len(self.cards)


def dossiers(call: Call, user: Visitor) -> QuerySet[Application]:
    """The dossiers of the call that this person handles, with what a line of the table shows."""
    here = Q(assignments__stage=F("stage"), assignments__recused_at__isnull=True)
    return (
        Application.objects.handled_by(user)
        .filter(call=call)
        .select_related("owner", "stage", "call__place")
        .defer("answers", "touched", "call__form_blocks")
        .annotate(
            confided=Count("assignments", filter=here, distinct=True),
            read=Count("assignments", filter=here & Q(assignments__reviewed_at__isnull=False), distinct=True),
            is_late=Exists(late_dossiers(call).filter(pk=OuterRef("pk"))),
        )
    )


def late_dossiers(call: Call) -> QuerySet[Application]:
    """Those of the call that wait beyond a date."""
    return late(Application.objects.filter(call=call), call.local(clock.now()).date())


def late(rows: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those that wait beyond a date: a completion not sent, a reading not given, a place not confirmed."""
    now = clock.now()
    unread = ReviewAssignment.objects.outstanding().filter(
        application=OuterRef("pk"), stage=OuterRef("stage"), stage__ends_on__lt=today
    )
    return rows.filter(
        Q(status=Status.CHANGES_REQUESTED, changes_due_at__lt=now)
        | Q(status=Status.UNDER_REVIEW) & Q(Exists(unread))
        | Q(status=Status.SELECTED, confirm_before__lt=now)
    )


def lateness(application: Application) -> list[str]:
    """What keeps this dossier waiting beyond its date, and who; two queries."""
    call, now = application.call, clock.now()
    found = []
    due, confirm = application.changes_due_at, application.confirm_before
    if application.status == Status.CHANGES_REQUESTED and due is not None and due < now:
        found.append(f"Le complément était attendu le {wording.moment(call, due)}.")
    if application.status == Status.SELECTED and confirm is not None and confirm < now:
        found.append(f"La place était à confirmer avant le {wording.moment(call, confirm)}.")
    stage = application.stage
    if application.status == Status.UNDER_REVIEW and stage is not None and _is_over(stage, call.local(now)):
        rows = application.assignments.outstanding().filter(stage=stage).select_related("reviewer")
        found += [
            f"{row.reviewer} devait rendre sa lecture le {wording.day(stage.ends_on)}."
            for row in rows.order_by("reviewer__name", "pk")
            if stage.ends_on
        ]
    return found


def _is_over(stage: Stage, there: datetime) -> bool:
    return stage.ends_on is not None and stage.ends_on < there.date()


def board(call: Call, user: Visitor) -> list[Column]:
    """Every column with its first cards, the oldest first; two queries, however many dossiers."""
    rows = Application.objects.handled_by(user).filter(call=call)
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by=F("status"), order_by=(F("submitted_at"), F("pk")))
    shown = list(
        dossiers(call, user)
        .annotate(place=place)
        .filter(place__lte=CARDS, status__in=[status for status, _ in COLUMNS])
        .order_by("submitted_at", "pk")
    )
    columns = [
        Column(status, label, counts.get(status, 0), tuple(d for d in shown if d.status == status))
        for status, label in COLUMNS
        if status != Status.DRAFT or counts.get(status)
    ]
    ended = sum(counts.get(status, 0) for status in ENDED)
    return [*columns, Column("ended", "Terminés", ended, ())]


@dataclass(frozen=True)
class Late:
    """A reader who keeps others waiting."""

    name: str
    email: str
    waiting: int
    given: int


def readers(stage: Stage) -> list[Late]:
    """Who reads in a stage, and what each still has to give; one query."""
    rows = (
        ReviewAssignment.objects.filter(
            stage=stage, recused_at__isnull=True, application__status=Status.UNDER_REVIEW
        )
        .filter(application__stage=stage)
        .values("reviewer__name", "reviewer__email")
        .annotate(given=Count("pk"), waiting=Count("pk", filter=Q(reviewed_at__isnull=True)))
        .order_by("-waiting", "reviewer__name")
    )
    return [Late(row["reviewer__name"], row["reviewer__email"], row["waiting"], row["given"]) for row in rows]


@dataclass(frozen=True)
class Ranked:
    """A line of the ranking, ready to read: marks on one scale, and what stops the dossier."""

    dossier: Application
    place: Standing | None
    scale: Decimal
    low: tuple[str, ...] = ()

    @property
    def rank(self) -> str:
        """1er, 2e, 2e ex æquo; a dash where a threshold stops it or nobody read it."""
        if self.place is None or self.place.rank is None:
            return "—"
        written = "1er" if self.place.rank == 1 else f"{self.place.rank}e"
        return f"{written} ex æquo" if self.place.tied else written

    @property
    def mean(self) -> str:
        """The mean of its readings."""
        return self._shown(self.place.mean if self.place else None)

    @property
    def median(self) -> str:
        """Half of its readings give more."""
        return self._shown(self.place.median if self.place else None)

    @property
    def spread(self) -> str:
        """From the most severe to the kindest."""
        return self._shown(self.place.spread if self.place else None)

    @property
    def readings(self) -> int:
        """How many readings count."""
        return self.place.readings if self.place else 0

    @property
    def verdict(self) -> str:
        """Whether the thresholds are met, in words."""
        if self.place is None:
            return "pas encore lu"
        if self.low:
            return f"sous le seuil : {', '.join(self.low)}"
        return "seuils atteints" if self.place.verdict.passes else "total sous le seuil"

    def _shown(self, share: Fraction | None) -> str:
        return "—" if share is None else wording.mark(share * Fraction(self.scale), 2)


@dataclass(frozen=True)
class Ranking:
    """A stage ranked."""

    stage: Stage
    scale: Decimal
    rows: tuple[Ranked, ...]
    criteria: tuple[Criterion, ...]


def ranking(stage: Stage, dossiers: QuerySet[Application], seen: QuerySet[Review] | None = None) -> Ranking:
    """The given dossiers of a stage, best first; four queries, however many.

    `seen` narrows the readings to those that whoever looks may see.
    """
    criteria = tuple(stage.criteria.all())
    found = {dossier.pk: dossier for dossier in dossiers}
    readings = _readings(stage, found, seen)
    standings = [
        place
        for dossier, marks in readings.items()
        if (place := standing(dossier, marks, stage.total_threshold)) is not None
    ]
    named = sorted((c.tie_break, c.pk) for c in criteria if c.tie_break is not None)
    ordered = ranked(standings, [pk for _, pk in named])
    names = {criterion.pk: criterion.name for criterion in criteria}
    maxima = {criterion.maximum for criterion in criteria if criterion.is_in_use}
    scale = maxima.pop() if len(maxima) == 1 else TWENTY
    rows = [
        Ranked(found[place.dossier], place, scale, tuple(names.get(pk, "") for pk in place.verdict.low))
        for place in ordered
    ]
    read = {place.dossier for place in ordered}
    rows += [Ranked(dossier, None, scale) for pk, dossier in found.items() if pk not in read]
    return Ranking(stage, scale, tuple(rows), criteria)


def _readings(
    stage: Stage, found: Mapping[UUID, Application], seen: QuerySet[Review] | None
) -> dict[UUID, list[list[Mark]]]:
    reviews = (Review.objects.all() if seen is None else seen).current()  # type: ignore[attr-defined]
    reviews = reviews.filter(assignment__stage=stage, assignment__recused_at__isnull=True)
    owners: dict[Any, UUID] = dict(reviews.values_list("pk", "assignment__application"))
    marks: dict[Any, list[Mark]] = {}
    rows = Score.objects.filter(review__assignment__stage=stage).values_list(
        "review", "criterion", "value", "weight", "maximum", "threshold"
    )
    for review, criterion, value, weight, maximum, threshold in rows:
        if review in owners:
            marks.setdefault(review, []).append(Mark(criterion, value, weight, maximum, threshold))
    readings: dict[UUID, list[list[Mark]]] = {}
    for review, dossier in owners.items():
        if dossier in found:
            readings.setdefault(dossier, []).append(marks.get(review, []))
    return readings
