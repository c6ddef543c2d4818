"""Each guard of the table of transitions, row by row: what it refuses, in which words, and that nothing moves."""

from datetime import timedelta

import pytest

from incubator.enums import Outcome
from incubator.errors import Refused
from incubator.models import Application
from incubator.transitions import TRANSITIONS, transition
from reminders.models import Notice
from tests.factories.incubator import CLOSES, DURING, brought_to, published_call
from tests.incubator.table import EXPECTED, S, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def unanswered(application):
    application.answers = {}
    application.save()


def closed(application):
    type(application.call).objects.filter(pk=application.call_id).update(closes_at=DURING - timedelta(days=1))


def not_yet_open(application):
    type(application.call).objects.filter(pk=application.call_id).update(opens_at=DURING + timedelta(days=1))


def without_stages(application):
    application.stage = None
    application.save()
    application.call.stages.all().delete()


def unread(application):
    application.stage.minimum_reviews = 1
    application.stage.save()


def outstanding(application):
    reader = somebody("jury", application)
    application.assignments.filter(reviewer=reader).update(reviewed_at=None)


def at_the_last_stage(application):
    application.stage = application.call.stages.last()
    application.save()


def held_otherwise(application):
    application.pending_outcome = Outcome.REJECTED
    application.save()


def behind(application):
    brought_to(S.WAITLISTED, call=application.call)
    first, second = application.call.applications.filter(status=S.WAITLISTED).order_by("waitlist_rank")
    first.waitlist_rank, second.waitlist_rank = 9, first.waitlist_rank
    first.save()
    second.save()


def rank_taken(application):
    brought_to(S.WAITLISTED, call=application.call)


def too_late(application):
    application.confirm_before = DURING - timedelta(seconds=1)
    application.save()


def never_handed_in(application):
    application.submitted_at = None
    application.save()


def nothing_special(application):
    pass


CLOSED = "Cet appel a fermé le lundi 11 janvier 2027"
OPENS_LATER = "Cet appel n’ouvre que le mercredi 13 janvier 2027"
# guard: (transition, state, what is prepared, what is wrong in the payload, how the refusal begins)
ROWS = {
    "call_is_open": [
        ("submit", S.DRAFT, closed, {}, CLOSED),
        ("submit", S.DRAFT, not_yet_open, {}, OPENS_LATER),
    ],
    "answers_are_whole": [
        ("submit", S.DRAFT, unanswered, {}, "4 points sont à revoir"),
        ("resubmit", S.CHANGES_REQUESTED, unanswered, {}, "4 points sont à revoir"),
    ],
    "request_is_clear": [
        ("request_changes", S.SUBMITTED, nothing_special, {"message": ""}, "Dites en quelques mots"),
        ("request_changes", S.SUBMITTED, nothing_special, {"due_at": DURING}, "Choisissez une date"),
        ("request_changes", S.UNDER_REVIEW, nothing_special, {"unlocked": []}, "Choisissez les réponses"),
        ("request_changes", S.UNDER_REVIEW, nothing_special, {"unlocked": ["x"]}, "Choisissez les réponses"),
    ],
    "checklist_is_ticked": [
        ("declare_eligible", S.SUBMITTED, nothing_special, {"checklist": []}, "Un critère n’est pas coché"),
        ("declare_eligible", S.SUBMITTED, without_stages, {}, "Cet appel n’a pas encore d’étape"),
    ],
    "reason_is_known": [
        ("declare_ineligible", S.SUBMITTED, nothing_special, {"reason": "bof"}, "Choisissez pourquoi"),
        ("declare_ineligible", S.UNDER_REVIEW, nothing_special, {"reason": ""}, "Choisissez pourquoi"),
    ],
    "reviews_are_complete": [
        ("advance", S.UNDER_REVIEW, unread, {}, "Il faut encore 1\xa0lecture"),
        ("advance", S.UNDER_REVIEW, outstanding, {}, "Il manque 1\xa0lecture"),
        ("advance", S.UNDER_REVIEW, at_the_last_stage, {}, "C’est la dernière étape"),
    ],
    "outcome_is_known": [
        (
            "hold_outcome",
            S.UNDER_REVIEW,
            nothing_special,
            {"outcome": "draft"},
            "Choisissez ce que le comité",
        ),
        ("hold_outcome", S.WAITLISTED, nothing_special, {"outcome": ""}, "Choisissez ce que le comité"),
    ],
    "decision_is_founded": [
        ("publish", S.UNDER_REVIEW, nothing_special, {"outcome": "confirmed"}, "Choisissez la décision"),
        ("publish", S.UNDER_REVIEW, held_otherwise, {}, "Le comité a décidé autre chose"),
        ("publish", S.UNDER_REVIEW, nothing_special, {"motivation": " "}, "Écrivez pourquoi"),
        (
            "publish",
            S.WAITLISTED,
            nothing_special,
            {"outcome": "waitlisted", "rank": 7},
            "Ce dossier est déjà",
        ),
        ("publish", S.UNDER_REVIEW, nothing_special, {"outcome": "waitlisted"}, "Donnez un rang"),
        (
            "publish",
            S.UNDER_REVIEW,
            rank_taken,
            {"outcome": "waitlisted", "rank": 1},
            "Un autre dossier tient",
        ),
        (
            "publish",
            S.UNDER_REVIEW,
            nothing_special,
            {"outcome": "rejected", "reason": "bof"},
            "Choisissez une raison de la liste",
        ),
    ],
    "nobody_is_ahead": [("promote", S.WAITLISTED, behind, {}, "Un autre dossier attend avant")],
    "more_time_is_ahead": [
        (
            "give_more_time",
            S.SELECTED,
            nothing_special,
            {"confirm_before": DURING},
            "Choisissez une date à venir",
        )
    ],
    "still_time_to_confirm": [("confirm", S.SELECTED, too_late, {}, "Il fallait confirmer avant")],
    "reason_is_listed": [
        ("decline", S.SELECTED, nothing_special, {"reason": "bof"}, "Choisissez une raison de la liste")
    ],
    "reason_is_written": [("close", S.SUBMITTED, nothing_special, {"reason": " "}, "Écrivez pourquoi")],
    "was_handed_in": [
        ("reopen", S.REJECTED, nothing_special, {"reason": ""}, "Écrivez pourquoi"),
        ("reopen", S.CLOSED, never_handed_in, {}, "Ce dossier n’a jamais été déposé"),
        ("reopen", S.INELIGIBLE, without_stages, {}, "Cet appel n’a pas encore d’étape"),
    ],
}
CASES = [
    pytest.param(*row, id=f"{guard}-{number}")
    for guard, rows in ROWS.items()
    for number, row in enumerate(rows)
]


def test_every_guard_of_the_table_has_its_rows():
    asked = {
        (guard.__name__, name)
        for name, rule in TRANSITIONS.items()
        for guard in rule.guards
        if guard.__name__ != "nothing"
    }
    assert asked == {(guard, row[0]) for guard, rows in ROWS.items() for row in rows}


@pytest.mark.parametrize(("name", "start", "prepare", "wrong", "said"), CASES)
def test_a_guard_refuses_in_words_and_nothing_moves(name, start, prepare, wrong, said):
    call = published_call()
    application = brought_to(start, call=call)
    actor = somebody(EXPECTED[name][1].split()[-1], application)
    prepare(application)
    before = Application.objects.values().get(pk=application.pk)
    with pytest.raises(Refused) as refusal:
        transition(application=application, name=name, actor=actor, **{**EXPECTED[name][2], **wrong})
    assert refusal.value.message.startswith(said)
    assert Application.objects.values().get(pk=application.pk) == before
    assert not application.transitions.exists()
    assert not application.revisions.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("name", "start"), [(row[0], row[1]) for rows in ROWS.values() for row in rows[:1]])
def test_the_same_move_passes_when_nothing_is_wrong(name, start):
    application = brought_to(start, call=published_call())
    actor = somebody(EXPECTED[name][1].split()[-1], application)
    transition(application=application, name=name, actor=actor, **EXPECTED[name][2])
    assert [log.name for log in application.transitions.all()] == [name]


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (CLOSES - timedelta(seconds=1), True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=999_999), True),
        (CLOSES + timedelta(seconds=1), False),
    ],
)
def test_the_deadline_is_inclusive_to_the_second_for_whoever_begins(client, time_machine, moment, open_):
    call = published_call()
    time_machine.move_to(moment, tick=False)
    assert (call in type(call).objects.open_at(moment)) is open_
    person = somebody("stranger", brought_to(S.SUBMITTED, call=published_call()))
    client.force_login(person)
    client.post(f"/appels/{call.slug}/commencer/", {"title": "La laverie"})
    assert call.applications.filter(owner=person).exists() is open_
