"""A cohort in figures: what its projects became, and the hours given, per person and per funder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from incubator.enums import Moment, ProjectStatus
from incubator.models import Cohort, CollectiveDay, FollowUp, Project, SupportSession


@dataclass
class Row:
    """A project of the cohort."""

    project: Project
    minutes: int = 0
    days: int = 0
    told: dict[str, FollowUp] = field(default_factory=dict)

    @property
    def last(self) -> FollowUp | None:
        """The latest figures that it gave."""
        given = [self.told[moment] for moment in Moment.values if moment in self.told]
        return given[-1] if given else None


@dataclass(frozen=True)
class Hours:
    """Time, and of whom."""

    label: str
    minutes: int

    @property
    def hours(self) -> Decimal:
        """In hours, to the quarter that people count in."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Standing:
    """What the projects said at one moment: of how many that answered, of how many asked."""

    label: str
    asked: int
    answered: int
    active: int
    jobs: Decimal
    people_served: int


@dataclass(frozen=True)
class Balance:
    """A cohort on one page."""

    cohort: Cohort
    rows: Sequence[Row]
    by_person: Sequence[Hours]
    by_funder: Sequence[Hours]
    standings: Sequence[Standing]

    @property
    def founded(self) -> int:
        """How many were created in law."""
        return sum(1 for row in self.rows if row.project.founded_on)

    @property
    def stopped(self) -> int:
        """How many stopped on the way."""
        return sum(1 for row in self.rows if row.project.status == ProjectStatus.STOPPED)

    @property
    def minutes(self) -> int:
        """All the time given one to one."""
        return sum(row.minutes for row in self.rows)


def balance(cohort: Cohort) -> Balance:
    """The figures of a cohort, in a constant number of queries. The caller found it through `visible_to`."""
    rows = {
        project.pk: Row(project)
        for project in cohort.projects.select_related("application__owner").order_by("name", "pk")
    }
    sessions = SupportSession.objects.held().filter(project__cohort=cohort).order_by()
    for found in sessions.values("project").annotate(total=Sum("minutes")):
        rows[found["project"]].minutes = found["total"]
    attended = Project.objects.filter(pk__in=rows).annotate(n=Count("attendances__day", distinct=True))
    for pk, days in attended.values_list("pk", "n"):
        rows[pk].days = days
    told = list(FollowUp.objects.filter(project__cohort=cohort))
    for follow_up in told:
        if follow_up.answered_at:
            rows[follow_up.project_id].told[follow_up.moment] = follow_up
    return Balance(
        cohort,
        list(rows.values()),
        _by(
            sessions.values("given_by", label=F("given_by__name")).annotate(total=Sum("minutes")),
            "sans nom",
        ),
        _by(_paid(cohort, sessions), "sans financeur"),
        _standings(told),
    )


HEADERS = (
    "Projet", "Porté par", "État", "Forme juridique", "Créé le", "Heures d’accompagnement",
    "Journées collectives", "Dernier point", "L’activité existe", "Emplois (ETP)", "Bénévoles",
    "Personnes servies", "Ventes et cotisations (€)",
)  # fmt: skip


def sheet(found: Balance) -> Iterable[Sequence[Any]]:
    """The rows of the export."""
    for row in found.rows:
        project, last = row.project, row.last
        yield (
            project.name,
            str(project.application.owner),
            project.get_status_display(),
            project.get_legal_form_display(),
            project.founded_on,
            Hours("", row.minutes).hours,
            row.days,
            last.get_moment_display() if last else "",
            ("oui" if last.is_active else "non") if last else "",
            last.jobs if last else None,
            last.volunteers if last else None,
            last.people_served if last else None,
            last.turnover if last else None,
        )


def _by(found: Iterable[Mapping[str, Any]], nobody: str) -> list[Hours]:
    hours = [Hours(row["label"] or nobody, row["total"]) for row in found]
    return sorted(hours, key=lambda row: (-row.minutes, row.label))


def _paid(cohort: Cohort, sessions: Any) -> list[dict[str, Any]]:
    """One to one, and the collective days once each, whoever came."""
    minutes: dict[str, int] = defaultdict(int)
    for row in sessions.values(label=F("funder__name")).annotate(total=Sum("minutes")):
        minutes[row["label"] or ""] += row["total"]
    for day in CollectiveDay.objects.filter(cohort=cohort).select_related("funder"):
        minutes[day.funder.name if day.funder else ""] += day.minutes
    return [{"label": label, "total": total} for label, total in minutes.items()]


def _standings(told: Sequence[FollowUp]) -> list[Standing]:
    standings = []
    for moment in Moment:
        asked = [row for row in told if row.moment == moment]
        given = [row for row in asked if row.answered_at]
        if asked:
            standings.append(
                Standing(
                    str(moment.label),
                    len(asked),
                    len(given),
                    sum(1 for row in given if row.is_active),
                    sum((row.jobs or Decimal(0) for row in given), Decimal(0)),
                    sum(row.people_served or 0 for row in given),
                )
            )
    return standings
