"""One call with everything that a dossier can hold, each thing marked by a word found nowhere else."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

import clock
import vault.services
from incubator.enums import Moment, Status
from incubator.exports import KEY
from incubator.models import (
    Application,
    CallBack,
    Collaborator,
    FollowUp,
    FundingLine,
    Idea,
    Mentorship,
    Milestone,
    PhoneNote,
    Project,
    SupportAgreement,
    SupportSession,
)
from incubator.services import (
    add_file,
    bring,
    convoke,
    keep_convention,
    plan_auditions,
    seat,
    write_message,
)
from incubator.transitions import transition
from jobs.models import Job
from jobs.models import Status as JobStatus
from meetings import services as meetings
from meetings.enums import BodyKind
from people.models import User
from people.services import grant
from tests.factories.ideas import IdeaScoutFactory, NeedFactory, idea_brought_to
from tests.factories.incubator import WHOLE, ApplicationFactory, brought_to, given, key, published_call
from tests.factories.people import UserFactory
from tests.factories.projects import CohortFactory, CollectiveDayFactory, FunderFactory, project_of
from tests.incubator.jury import confided, grid, read

# What a dossier says, and how it is called: a reader who still has to declare sees names, not words.
WORD, NAME = "Xylofauve", "Zéphyrelle"


@dataclass
class World:
    """The objects that addresses name, and the people of the call."""

    things: dict[str, Any] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def marked_world() -> World:
    """Everything, through the services where the services make it."""
    world = World()
    call = published_call(title="L’appel d’ici")
    stage = call.stages.first()
    criterion = grid(stage, "Utilité")[0]
    team = given(call, "manage_call")
    grant(user=team, permission="manage_place", target=call.place, given_by=None)
    world.people |= {"team": team, "juror": given(call, "review_call")}
    _the_dossier(world, call)
    dossier = world.things["dossier"]
    world.people["holder"] = dossier.owner
    world.things |= {"call": call, "stage": stage, "criterion": criterion}
    world.things["draft"] = ApplicationFactory(call=call, title=f"Brouillon {NAME}", answers=_answers())
    world.things["on_paper"] = ApplicationFactory(
        call=call, title=f"Papier {NAME}", on_paper_since=clock.now(), answers=_answers()
    )
    _the_jury(world)
    _the_committee(world, team)
    _the_project(world, call, team)
    _the_idea(world, call)
    _the_export(world, call, team)
    return world


def _answers() -> dict:
    return {**WHOLE, key("nom"): NAME, key("projet"): f"Le {NAME}", key("demande"): f"Acheter un {WORD}."}


def _the_dossier(world: World, call) -> None:
    team = world.people["team"]
    owner = UserFactory(name=f"{NAME} Martin")
    dossier = ApplicationFactory(call=call, title=f"Le {NAME}", answers=_answers(), owner=owner)
    upload = SimpleUploadedFile("devis.pdf", f"%PDF-1.7 {WORD}".encode())
    world.things["file"] = add_file(application=dossier, actor=owner, key=key("devis"), upload=upload)
    transition(application=dossier, name="submit", actor=owner)
    transition(application=dossier, name="declare_eligible", actor=team, checklist=call.criteria)
    dossier = Application.objects.get(pk=dossier.pk)
    write_message(application=dossier, actor=team, body=f"Un mot sur le {WORD}.")
    world.things["guest"] = Collaborator.objects.create(
        application=dossier, user=UserFactory(), role="editor"
    )
    world.things["callback"] = CallBack.objects.create(
        application=dossier, asked_by=owner, phone="06 12 34 56 78", when=WORD
    )
    PhoneNote.objects.create(
        application=dossier, spoken_with=owner, written_by=team, spoken_at=clock.now(), body=WORD
    )
    world.things["dossier"] = dossier
    stage = call.stages.first()
    day = plan_auditions(
        stage=stage,
        by=team,
        starts_at=clock.now() + timedelta(days=2),
        minutes=20,
        count=3,
        where="Bâtiment B",
    )
    seat(application=dossier, day=day, position=0, by=team)
    convoke(stage=stage, by=team)
    world.things["audition_day"] = day


def _the_jury(world: World) -> None:
    given_to = confided(world.things["dossier"], world.people["juror"])
    world.people["juror about to declare"] = confided(world.things["dossier"], declared=False).reviewer
    read(given_to, 4, comment=f"Le {WORD} convainc.")
    world.things["assignment"] = given_to


def _the_committee(world: World, team: User) -> None:
    start = clock.now() + timedelta(days=7)
    body = meetings.establish(name="Comité d’ici", kind=BodyKind.COMMITTEE, by=team)
    meeting = meetings.prepare(
        body=body,
        title="Comité",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        by=team,
        secretary=team,
    )
    bring(stage=world.things["stage"], meeting=meeting, by=team)
    world.things |= {"body": body, "meeting": meeting, "decision": meeting.decisions.get()}


def _the_project(world: World, call, team: User) -> None:
    cohort = CohortFactory(place=call.place)
    funder = FunderFactory(place=call.place)
    project: Project = project_of(call, name=f"Le projet {NAME}", cohort=cohort)
    mentor = UserFactory()
    today = date(2027, 1, 12)
    rows = {
        "mentorship": Mentorship(project=project, mentor=mentor, starts_on=today),
        "milestone": Milestone(project=project, title=WORD, due_on=today),
        "funding": FundingLine(project=project, source=WORD, kind="grant", amount=1000, status="asked"),
        "agreement": SupportAgreement(project=project, starts_on=today, ends_on=date(2027, 12, 31)),
        "session": SupportSession(
            project=project, given_by=mentor, starts_at=clock.now(), minutes=60, note=WORD, status="planned"
        ),
        "follow_up": FollowUp(project=project, moment=Moment.ENTRY, due_on=today),
    }
    for row in rows.values():
        row.save()
    paper = SimpleUploadedFile("convention.pdf", f"%PDF-1.7 {WORD}".encode())
    world.things |= rows
    world.things["project_file"] = keep_convention(project=project, actor=team, upload=paper)
    world.things |= {"project": project, "cohort": cohort, "funder": funder}
    world.things["collective_day"] = CollectiveDayFactory(cohort=cohort)
    world.people |= {"mentor": mentor, "founder": project.application.owner}


def _the_idea(world: World, call) -> None:
    idea: Idea = idea_brought_to("studying", place=call.place, title=f"Une idée {NAME}")
    world.things["idea"] = idea
    world.things["need"] = NeedFactory(place=call.place, what=f"Il manque un {WORD}.")
    world.things["scout"] = IdeaScoutFactory(place=call.place, name=f"{NAME} Odile")


def _the_export(world: World, call, team: User) -> None:
    job = Job.objects.create(
        kind=KEY,
        owner=team,
        params={"call": call.pk, "status": ""},
        digest="x",
        title=f"de l’appel {WORD}",
        status=JobStatus.DONE,
        finished_at=clock.now(),
    )
    world.things["job"] = job
    made = SimpleUploadedFile("dossiers.pdf", f"%PDF-1.7 {WORD}".encode())
    world.things["export"] = vault.services.store(upload=made, owner=job, uploaded_by=team, field="result")


def neighbours(world: World) -> dict[str, User | None]:
    """Everybody who has some right nearby, and none here."""
    dossier, call, stage = world.things["dossier"], world.things["call"], world.things["stage"]
    other = published_call(title="L’appel d’à côté", place=call.place)
    beside = project_of(other)
    found: dict[str, User | None] = {
        "visitor": None,
        "member": UserFactory(),
        "applicant": brought_to(Status.UNDER_REVIEW, call=call).owner,
        "holder of another call": brought_to(Status.UNDER_REVIEW, call=other).owner,
        "juror without this dossier": given(call, "review_call"),
        "juror of another call": given(other, "review_call"),
        "officer of another call": given(other, "handle_call"),
        "manager of another call elsewhere": given(published_call(), "manage_call"),
        "mentor of another project": UserFactory(),
        "mentor of yesterday": UserFactory(),
        "founder beside": beside.application.owner,
    }
    Mentorship.objects.create(
        project=beside, mentor=found["mentor of another project"], starts_on=date(2027, 1, 1)
    )
    Mentorship.objects.create(
        project=world.things["project"],
        mentor=found["mentor of yesterday"],
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    removed = Collaborator.objects.create(application=dossier, user=UserFactory(), role="editor")
    found["co-writer who was removed"] = removed.user
    removed.delete()
    for name, fields in {
        "juror who steps aside": {"recused_at": clock.now()},
        "juror who did not declare": {},
        "juror of the next stage": {"stage": call.stages.last(), "declared_at": clock.now()},
        "juror of yesterday": {"declared_at": clock.now()},
    }.items():
        person = given(call, "review_call")
        dossier.assignments.create(**{"reviewer": person, "stage": stage, **fields})
        found[name] = person
    call.grants.filter(user=found["juror of yesterday"]).delete()
    asleep = given(call, "manage_call")
    asleep.is_active = False
    asleep.save(update_fields=["is_active"])
    found["manager whose account sleeps"] = asleep
    return found
