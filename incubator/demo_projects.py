"""A past cohort of the demo: three projects that lived through it, with their hours and their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from incubator.demo_calls import open_call
from incubator.enums import FundingKind, FundingStatus, LegalForm, SessionStatus, Status
from incubator.models import (
    Application,
    Call,
    Cohort,
    CollectiveDay,
    DayAttendance,
    FollowUp,
    FormVersion,
    Funder,
    FundingLine,
    Mentorship,
    Milestone,
    NumberSequence,
    Project,
    Stage,
    SupportAgreement,
    SupportSession,
)
from incubator.presets import simple_call
from incubator.project_notices import figures_given
from incubator.services import end_support, show_project
from people.models import User
from people.services import open_account
from spaces.models import Place

SLUG = "premiers-pas"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Lived:
    """A project of the past cohort, and what it became."""

    owner: str
    name: str
    title: str
    words: str
    legal_form: str = ""
    stopped: bool = False
    going_on: bool = False
    sessions: tuple[int, ...] = (90, 60, 90, 120)
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


PAST = (
    Lived(
        "helene.caron",
        "Hélène Caron",
        "La ressourcerie des Rocs",
        "On nous apporte ce qui encombre, nous le réparons, il repart pour quelques euros. Onze tonnes "
        "l’an dernier, et un café le samedi.",
        LegalForm.ASSOCIATION,
        sessions=(90, 90, 60, 120, 90, 60),
        figures={
            "entry": {"is_active": False, "volunteers": 6},
            "exit": {"is_active": True, "jobs": Decimal("1.5"), "volunteers": 14, "people_served": 380},
            "m12": {
                "is_active": True,
                "jobs": Decimal("2.5"),
                "volunteers": 19,
                "people_served": 910,
                "turnover": Decimal(41200),
            },
        },
    ),
    Lived(
        "idriss.meunier",
        "Idriss Meunier",
        "Roule ma poule",
        "Des vélos-cargos qui livrent le maraîcher, la pharmacie et le linge, sans moteur et sans retard.",
        LegalForm.SCOP,
        figures={
            "entry": {"is_active": False, "volunteers": 2},
            "exit": {"is_active": True, "jobs": Decimal(2), "people_served": 45, "turnover": Decimal(18600)},
            "m12": {
                "is_active": True,
                "jobs": Decimal("3.2"),
                "people_served": 72,
                "turnover": Decimal(67900),
            },
        },
    ),
    Lived(
        "claire.dumas",
        "Claire Dumas",
        "Le piano de la gare",
        "Un piano, une salle, des cours à prix libre.",
        stopped=True,
        sessions=(90, 60),
        figures={"entry": {"is_active": False, "volunteers": 1}, "exit": {"is_active": False}},
    ),
    Lived(
        "mathilde.roy",
        "Mathilde Roy",
        "La cantine de Pont-Achard",
        "Soixante repas par jour, cuisinés ici, avec ce qui pousse à moins de trente kilomètres.",
        LegalForm.SCIC,
        going_on=True,
        sessions=(90, 60, 30),
        figures={"entry": {"is_active": True, "jobs": Decimal(1), "volunteers": 4}},
    ),
)


def load_projects(place: Place, people: dict[str, User], at: datetime) -> None:
    """Write the past call, its cohort and what its projects became; loading again changes nothing."""
    if Call.objects.filter(slug=SLUG).exists():
        return
    version = _past_call(place, people, at)
    begun = at - 2 * YEAR - timedelta(days=40)
    cohort = Cohort.objects.create(
        place=place,
        name=f"Promotion {begun.year}",
        starts_on=begun.date(),
        ends_on=(begun + YEAR).date(),
    )
    region = Funder.objects.create(place=place, name="Région")
    town = Funder.objects.create(place=place, name="Grand Poitiers")
    day = CollectiveDay.objects.create(
        place=place,
        cohort=cohort,
        title="Compter sans se perdre",
        starts_at=datetime.combine(begun.date() + timedelta(days=40), time(9), tzinfo=place.zone),
        ends_at=datetime.combine(begun.date() + timedelta(days=40), time(16, 30), tzinfo=place.zone),
        led_by="Mireille Thomas",
        funder=region,
    )
    for rank, lived in enumerate(PAST, 1):
        project = _project(version, cohort, lived, rank, begun)
        _supported(project, lived, people, (region, town), begun)
        DayAttendance.objects.create(
            day=day,
            project=project,
            person=project.application.owner,
            signed_by=project.application.owner,
            signed_at=day.starts_at,
        )
        _became(project, lived, people, begun, at)


def _past_call(place: Place, people: dict[str, User], at: datetime) -> FormVersion:
    call = Call.objects.create(
        place=place,
        title="Premiers pas",
        slug=SLUG,
        summary="Le premier appel de la maison : dix mois pour passer de l’envie au premier client.",
        opens_at=at - 2 * YEAR - timedelta(days=160),
        closes_at=at - 2 * YEAR - timedelta(days=100),
        form_blocks=simple_call(),
    )
    Stage.objects.create(call=call, position=1, name="Jury des partenaires")
    rights = [("incubateur", "manage_call"), ("gestion", "handle_call")]
    return open_call(call=call, people=people, rights=rights)


def _project(version: FormVersion, cohort: Cohort, lived: Lived, rank: int, begun: datetime) -> Project:
    owner = open_account(email=f"{lived.owner}@dossiers.caserne.example", name=lived.name)
    sequence, _ = NumberSequence.objects.get_or_create(year=begun.year)
    sequence.last = max(sequence.last, rank)
    sequence.save(update_fields=["last"])
    application = Application.objects.create(
        call=version.call,
        form_version=version,
        number=f"{begun.year % 100:02}-{rank:03}",
        title=lived.title,
        owner=owner,
        status=Status.CONFIRMED,
        submitted_at=begun - timedelta(days=90),
        decided_at=begun - timedelta(days=20),
        created_at=begun - timedelta(days=120),
        saved_at=begun - timedelta(days=90),
    )
    return Project.objects.create(
        application=application,
        name=lived.title,
        started_at=begun,
        cohort=cohort,
        legal_form=lived.legal_form,
        founded_on=(begun + timedelta(days=200)).date() if lived.legal_form else None,
    )


def _supported(
    project: Project, lived: Lived, people: dict[str, User], funders: tuple[Funder, Funder], begun: datetime
) -> None:
    mentor = people["mentor"]
    if lived.going_on:
        Mentorship.objects.create(project=project, mentor=mentor, starts_on=begun.date())
    SupportAgreement.objects.create(
        project=project,
        starts_on=begun.date(),
        ends_on=(begun + YEAR).date(),
        signed_on=begun.date(),
        amount=5000,
    )
    for title, days in [("Un local", 120), ("Le premier client", 240)]:
        due = (begun + timedelta(days=days)).date()
        reached = None if lived.stopped and days > 200 else due + timedelta(days=9)
        Milestone.objects.create(project=project, title=title, due_on=due, reached_on=reached)
    FundingLine.objects.create(
        project=project,
        source="Appel « Premiers pas »",
        kind=FundingKind.GRANT,
        amount=5000,
        status=FundingStatus.RECEIVED,
    )
    SupportSession.objects.bulk_create(
        SupportSession(
            project=project,
            given_by=mentor if n % 2 else people["incubateur"],
            starts_at=begun + timedelta(days=20 + 30 * n, hours=1),
            minutes=minutes,
            status=SessionStatus.HELD,
            funder=funders[n % 2],
            noted_at=begun + timedelta(days=20 + 30 * n, hours=3),
        )
        for n, minutes in enumerate(lived.sessions)
    )


def _became(project: Project, lived: Lived, people: dict[str, User], begun: datetime, at: datetime) -> None:
    if not lived.stopped:
        show_project(project=project, actor=project.application.owner, public_text=lived.words, agrees=True)
    FollowUp.objects.create(project=project, moment="entry", due_on=(begun + timedelta(days=14)).date())
    if not lived.going_on:
        end_support(
            project=project, actor=people["incubateur"], on=(begun + YEAR).date(), stopped=lived.stopped
        )
    for follow_up in project.follow_ups.filter(moment__in=lived.figures):
        for name, value in lived.figures[follow_up.moment].items():
            setattr(follow_up, name, value)
        asked = datetime.combine(follow_up.due_on, time(18), tzinfo=project.place.zone)
        follow_up.answered_at = min(asked + timedelta(days=3), at)
        follow_up.save()
        figures_given(follow_up)
