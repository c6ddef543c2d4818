"""The table of transitions, row by row: each × each role × each state."""

import pytest

from incubator.enums import Status
from incubator.errors import NotAllowed, WrongState
from incubator.transitions import TRANSITIONS, transition
from tests.factories.incubator import (
    brought_to,
    given,
)
from tests.incubator.table import EXPECTED, ROLES, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_table_holds_every_transition_of_the_design():
    assert set(TRANSITIONS) == set(EXPECTED)
    for name, (sources, *_rest) in EXPECTED.items():
        assert sources == set(TRANSITIONS[name].sources)


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name, row in EXPECTED.items() for role in row[1].split()]
)
def test_those_who_may_move_a_dossier(call, name, role):
    sources, _allowed, payload, target = EXPECTED[name]
    start = min(sources, key=str)
    application = brought_to(start, call=call)
    actor = somebody(role, application)
    assert transition(application=application, name=name, actor=actor, **payload).status == target
    assert [(t.name, t.actor, t.from_status, t.to_status) for t in application.transitions.all()] == [
        (name, actor, start, target)
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_only_those_who_may_move_a_dossier(call, name):
    sources, allowed, payload, _target = EXPECTED[name]
    start = min(sources, key=str)
    application = brought_to(start, call=call)
    for role in (role for role in ROLES if role not in allowed.split()):
        actor = somebody(role, application)
        with pytest.raises(NotAllowed) as refusal:
            transition(application=application, name=name, actor=actor, **payload)
        assert refusal.value.message == "Vous ne pouvez pas faire cela sur ce dossier."
        application.refresh_from_db()
        assert (role, application.status, application.transitions.count()) == (role, start, 0)


@pytest.mark.parametrize(
    ("name", "start"), [(name, start) for name, row in EXPECTED.items() for start in sorted(row[0], key=str)]
)
def test_a_dossier_moves_from_where_it_may(call, name, start):
    _sources, allowed, payload, _target = EXPECTED[name]
    application = brought_to(start, call=call)
    actor = somebody(allowed.split()[-1], application)
    transition(application=application, name=name, actor=actor, **payload)
    assert application.transitions.count() == 1


@pytest.mark.parametrize("start", Status)
def test_a_dossier_only_moves_from_where_it_may(call, start):
    application = brought_to(start, call=call)
    for name, (sources, allowed, payload, _target) in EXPECTED.items():
        if start in sources:
            continue
        actor = somebody(allowed.split()[-1], application)
        with pytest.raises(WrongState):
            transition(application=application, name=name, actor=actor, **payload)
        application.refresh_from_db()
        assert (name, application.status) == (name, start)


@pytest.mark.parametrize("name", [n for n, (_, who, *_r) in EXPECTED.items() if who != "owner"])
def test_nobody_of_the_team_judges_a_dossier_they_write(call, name):
    sources, _allowed, payload, _target = EXPECTED[name]
    manager = given(call, "manage_call")
    application = brought_to(min(sources, key=str), call=call, owner=manager)
    with pytest.raises(NotAllowed):
        transition(application=application, name=name, actor=manager, **payload)
