"""The table of ideas, row by row: each step × each role × each state; the committee decides twice."""

from datetime import date

import pytest
from django.urls import reverse

from incubator.enums import LIVING_IDEA, IdeaStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.idea_steps import CHAPTERS, IDEA_STEPS, step_idea
from incubator.models import IdeaStep
from incubator.path import road
from people.services import grant
from reminders.models import Notice
from tests.factories.ideas import IdeaFactory, NeedFactory, idea_brought_to
from tests.factories.incubator import DURING, given, published_call
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.projects import project_of
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db

S = IdeaStatus
DECIDED = {"decided_on": date(2027, 1, 11)}
# step: (states it starts from, who, a payload that passes, where it leads)
EXPECTED = {
    "qualify": ({S.CAPTURED}, "officer manager place", {}, S.QUALIFIED),
    "study": ({S.QUALIFIED}, "manager place", DECIDED, S.STUDYING),
    "validate": ({S.STUDYING}, "officer manager place", {}, S.VALIDATED),
    "seek_holder": ({S.VALIDATED}, "manager place", DECIDED, S.SEEKING_HOLDER),
    "transfer": ({S.SEEKING_HOLDER}, "manager place", {"holder": None}, S.TRANSFERRED),
    "hold": (set(LIVING_IDEA), "officer manager place", {"reason": "Nous attendons."}, S.ON_HOLD),
    "resume": ({S.ON_HOLD}, "officer manager place", {}, S.QUALIFIED),
    "drop": ({*LIVING_IDEA, S.ON_HOLD}, "manager place", {"reason": "Elle existe déjà."}, S.DROPPED),
    "reopen": ({S.DROPPED}, "manager place", {"reason": "Elle a fermé."}, S.CAPTURED),
}
ROLES = ["officer", "manager", "place", "jury", "elsewhere", "stranger", "asleep"]


@pytest.fixture
def call():
    return published_call(stages=0)


def somebody(role, call):
    match role:
        case "officer":
            return given(call, "handle_call")
        case "manager":
            return given(call, "manage_call")
        case "jury":
            return given(call, "review_call")
        case "elsewhere":
            return given(published_call(stages=0), "manage_call")
        case "asleep":
            person = given(call, "manage_call")
            person.is_active = False
            person.save()
            return person
    person = UserFactory()
    if role == "place":
        grant(user=person, permission="manage_place", target=call.place, given_by=None)
    return person


def payload_of(name):
    payload = EXPECTED[name][2]
    return {"holder": OrganisationFactory()} if name == "transfer" else payload


def test_the_table_holds_every_step_of_the_design():
    assert {name: (sources, target) for name, (sources, _, _, target) in EXPECTED.items()} == {
        name: (set(rule.sources), S.QUALIFIED if callable(rule.target) else rule.target)
        for name, rule in IDEA_STEPS.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name, row in EXPECTED.items() for role in row[1].split()]
)
def test_those_who_may_move_an_idea(call, name, role):
    sources, _, _, target = EXPECTED[name]
    origin = min(sources, key=str)
    idea, actor = idea_brought_to(origin, place=call.place), somebody(role, call)
    assert step_idea(idea=idea, name=name, actor=actor, **payload_of(name)).status == target
    assert list(idea.steps.values_list("name", "actor", "from_status", "to_status")) == [
        (name, actor.pk, origin, target)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_only_those_who_may_move_an_idea(call, name):
    sources, allowed, *_ = EXPECTED[name]
    origin = min(sources, key=str)
    idea = idea_brought_to(origin, place=call.place)
    for role in (role for role in ROLES if role not in allowed.split()):
        with pytest.raises(NotAllowed):
            step_idea(idea=idea, name=name, actor=somebody(role, call), **payload_of(name))
        idea.refresh_from_db()
        assert (role, idea.status, idea.steps.count()) == (role, origin, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "origin"),
    [(name, origin) for name, row in EXPECTED.items() for origin in sorted(row[0], key=str)],
)
def test_an_idea_moves_from_where_it_may(call, name, origin):
    idea, manager = idea_brought_to(origin, place=call.place), given(call, "manage_call")
    step_idea(idea=idea, name=name, actor=manager, **payload_of(name))
    assert idea.steps.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("origin", S)
def test_an_idea_only_moves_from_where_it_may(call, origin):
    idea, manager = idea_brought_to(origin, place=call.place), given(call, "manage_call")
    for name in EXPECTED:
        if origin in EXPECTED[name][0]:
            continue
        with pytest.raises(WrongState):
            step_idea(idea=idea, name=name, actor=manager, **payload_of(name))
        idea.refresh_from_db()
        assert (name, idea.status) == (name, origin)


@pytest.mark.parametrize(
    ("name", "payload", "sentence"),
    [
        ("study", {}, "Dites quel comité l’a décidé, ou à quelle date."),
        ("study", {"decided_on": date(2027, 1, 13)}, "Le comité ne peut pas l’avoir décidé dans l’avenir."),
        ("seek_holder", {}, "Dites quel comité l’a décidé, ou à quelle date."),
        ("transfer", {}, "Dites qui la porte : un projet accompagné, ou une structure. L’un des deux."),
        ("hold", {"reason": " "}, "Écrivez pourquoi : celles et ceux qui ont signalé le besoin le liront."),
        ("drop", {}, "Écrivez pourquoi : celles et ceux qui ont signalé le besoin le liront."),
    ],
)
def test_each_guard_says_what_is_missing(call, name, payload, sentence):
    idea = idea_brought_to(min(EXPECTED[name][0], key=str), place=call.place)
    with pytest.raises(Refused) as refusal:
        step_idea(idea=idea, name=name, actor=given(call, "manage_call"), **payload)
    assert refusal.value.message == sentence


def test_an_idea_without_words_is_not_qualified_and_a_hollow_study_is_not_validated(call):
    officer = given(call, "handle_call")
    with pytest.raises(Refused):
        step_idea(idea=IdeaFactory(place=call.place, summary=" "), name="qualify", actor=officer)
    idea = idea_brought_to(S.STUDYING, place=call.place)
    idea.study.sections.update(body="  ")
    with pytest.raises(Refused) as refusal:
        step_idea(idea=idea, name="validate", actor=officer)
    assert refusal.value.message == "Il manque un chapitre à l’étude : le besoin."


def test_somebody_who_looked_at_an_older_state_changes_nothing(call):
    idea = idea_brought_to(S.QUALIFIED, place=call.place)
    with pytest.raises(WrongState):
        step_idea(idea=idea, name="drop", actor=given(call, "manage_call"), seen="captured", reason="Non.")


def test_an_idea_goes_from_a_need_to_whoever_carries_it_and_its_reporters_hear_three_times(call):
    manager = given(call, "manage_call")
    idea = IdeaFactory(place=call.place)
    NeedFactory(place=call.place, status="joined", idea=idea, email="odile@caserne.example")
    NeedFactory(place=call.place, status="joined", idea=idea)
    step_idea(idea=idea, name="qualify", actor=manager)
    step_idea(idea=idea, name="study", actor=manager, **DECIDED)
    study = idea.study
    assert [s.title for s in study.sections.all()] == [title for title, _ in CHAPTERS]
    study.sections.update(body="Écrit.")
    for name, payload in [
        ("validate", {}),
        ("seek_holder", DECIDED),
        ("transfer", {"holder": OrganisationFactory(name="La Régie")}),
    ]:
        idea = step_idea(idea=idea, name=name, actor=manager, **payload)
    assert Notice.objects.filter(kind="need.news", email="odile@caserne.example").count() == 3
    assert Notice.objects.filter(kind="need.news").count() == 3
    assert [(step.state, step.note) for step in road(idea)] == [
        ("done", "mardi 12 janvier 2027"),
        ("done", "mardi 12 janvier 2027"),
        ("done", "lundi 11 janvier 2027"),
        ("done", "mardi 12 janvier 2027"),
        ("done", "lundi 11 janvier 2027"),
        ("done", "mardi 12 janvier 2027"),
    ]
    assert IdeaStep.objects.get(name="transfer").payload["holder"] == "La Régie"


@pytest.mark.parametrize("is_public", [True, False])
def test_the_road_is_walked_from_both_ends_when_the_project_agrees_to_be_shown(client, call, is_public):
    manager = given(call, "manage_call")
    call.is_published = True
    call.save()
    project = project_of(
        call, name="La cantine", is_public=is_public, public_text="Ici.", public_agreed_at=DURING
    )
    idea = idea_brought_to(S.SEEKING_HOLDER, place=call.place, call=call, is_public=True)
    idea = step_idea(idea=idea, name="transfer", actor=manager, project=project)
    there = reverse("incubator:project", args=[project.pk])
    page = client.get(idea.get_absolute_url()).content.decode()
    assert (page.count(f'href="{there}"'), "La cantine" in page) == ((2, True) if is_public else (0, False))
    assert f'href="{call.get_absolute_url()}"' in page
    if is_public:
        back = client.get(there).content.decode()
        assert f'href="{idea.get_absolute_url()}"' in back
        assert f'href="{call.get_absolute_url()}"' in back
        assert f'href="{there}"' not in back


def test_a_paused_idea_resumes_where_it_was(call):
    manager = given(call, "manage_call")
    idea = idea_brought_to(S.VALIDATED, place=call.place)
    paused = step_idea(idea=idea, name="hold", actor=manager, reason="La régie change de direction.")
    assert (paused.status, paused.resume_status) == (S.ON_HOLD, S.VALIDATED)
    resumed = step_idea(idea=idea, name="resume", actor=manager)
    assert (resumed.status, resumed.resume_status, resumed.reason) == (S.VALIDATED, "", "")


def test_the_ideas_of_another_place_are_not_seen():
    mine, theirs = published_call(stages=0), PlaceFactory()
    officer = given(mine, "handle_call")
    seen, hidden, shown = (
        IdeaFactory(place=mine.place),
        IdeaFactory(place=theirs),
        IdeaFactory(place=theirs, is_public=True),
    )
    from incubator.models import Idea

    assert set(Idea.objects.visible_to(officer)) == {seen, shown}
    assert set(Idea.objects.handled_by(officer)) == {seen}
    assert hidden not in Idea.objects.changeable_by(officer)
