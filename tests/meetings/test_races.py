"""Proxies and votes at the same instant, from real connections: counts and rights hold."""

import pytest

from meetings import services
from meetings.enums import Choice, Outcome, Presence
from meetings.models import Attendance, Ballot
from meetings.services import attendance as verbs
from tests.factories.meetings import room
from tests.spaces.racing import race, refusals, winners

pytestmark = pytest.mark.usefixtures("shared_database")
NAMES = tuple(f"Personne {number}" for number in range(9))


def give_all_to_the_first(held, unlocked: bool = False):
    """Eight people give their proxy to the ninth, who may carry one."""
    holder, *others = [held.row(name) for name in NAMES]

    def work(number):
        if unlocked:
            turn_the_lock_off()
        row = others[number]
        services.give_proxy(attendance=row, holder=holder, by=row.user)

    return race(len(others), work)


def turn_the_lock_off() -> None:
    """In a client's process: read the meeting without holding it."""
    verbs.locked = lambda meeting, *_states: type(meeting).objects.select_related("body").get(pk=meeting.pk)


def test_eight_people_give_their_proxy_to_one_who_may_carry_one():
    held = room(names=NAMES)
    outcomes = give_all_to_the_first(held)
    assert (winners(outcomes), refusals(outcomes)) == (1, ["ProxyRefused"] * 7)
    assert Attendance.objects.filter(proxy_holder=held.row(NAMES[0])).count() == 1


def test_without_the_lock_the_limit_is_passed():
    """The control: this race is known to be able to fail."""
    for number in range(10):
        held = room(names=NAMES, name=f"Instance {number}")
        give_all_to_the_first(held, unlocked=True)
        if Attendance.objects.filter(proxy_holder=held.row(NAMES[0])).count() > 1:
            return
    raise AssertionError("ten rounds without the lock, and never two proxies for one")


def test_nobody_is_represented_by_somebody_who_has_just_been_excused():
    held = room(names=NAMES)
    holder, *others = [held.row(name) for name in NAMES]

    def work(number):
        if number % 2:
            return services.answer(attendance=holder, by=holder.user, coming=False)
        return services.give_proxy(attendance=others[number], holder=holder, by=others[number].user)

    race(8, work)
    holder.refresh_from_db()
    assert holder.presence == Presence.EXCUSED
    assert not Attendance.objects.filter(presence=Presence.REPRESENTED).exists()


def test_two_people_do_not_end_up_speaking_for_each_other():
    held = room(names=NAMES[:2])
    first, second = (held.row(name) for name in NAMES[:2])

    def work(number):
        row, holder = (first, second) if number % 2 else (second, first)
        services.give_proxy(attendance=row, holder=holder, by=row.user)

    race(2, work)
    # The later one takes back what the earlier one had confided to them.
    assert Attendance.objects.filter(presence=Presence.REPRESENTED).count() == 1


@pytest.mark.parametrize("clients", [8, 16])
def test_one_voice_is_counted_once_whatever_comes_at_the_same_time(clients):
    held = room(names=NAMES)
    held.open(*NAMES)
    question = services.put(meeting=held.meeting, by=held.chair, title="Ouvrir le samedi ?")
    rows = [held.row(name) for name in NAMES]

    def work(number):
        if number == clients - 1:
            return services.record(decision=question, by=held.chair, outcome=Outcome.POSTPONED).pk
        choice = [Choice.FOR, Choice.AGAINST, Choice.ABSTAINED][number % 3]
        return services.vote(decision=question, attendance=rows[0], choice=choice, by=held.chair).pk

    outcomes = race(clients, work)
    assert Ballot.objects.filter(decision=question).count() <= 1
    assert set(refusals(outcomes)) <= {"OutcomeRefused", "DomainError", "VoteRefused"}
    question.refresh_from_db()
    if question.is_recorded:
        counted = sum(filter(None, [question.votes_for, question.votes_against, question.votes_abstained]))
        assert counted == Ballot.objects.filter(decision=question).count()


def test_no_decision_is_noted_once_the_quorum_has_left():
    held = room(names=NAMES[:4])
    held.open(*NAMES[:2])
    question = services.put(meeting=held.meeting, by=held.chair, title="Ouvrir le samedi ?")
    leaver = held.row(NAMES[0])

    def work(number):
        if number == 0:
            return services.leave(attendance=leaver, by=held.chair).pk
        return services.record(decision=question, by=held.chair, outcome=Outcome.ADOPTED).pk

    outcomes = race(8, work)
    assert outcomes[0].refused == ""
    assert set(refusals(outcomes)) <= {"QuorumLost"}
    question.refresh_from_db()
    if question.is_recorded:
        assert question.voices_present == 2
