"""Each guard of each transition, and what a move leaves behind."""

from datetime import timedelta

import pytest

from incubator.enums import Outcome
from incubator.errors import Incomplete, Refused, WrongState
from incubator.models import Project
from incubator.services import assign
from incubator.transitions import transition
from reminders.models import Notice
from tests.factories.incubator import (
    CLOSES,
    DURING,
    ApplicationFactory,
    brought_to,
    given,
    handed_in,
    key,
    published_call,
)
from tests.incubator.table import EXPECTED, S, somebody

pytestmark = pytest.mark.django_db


def refused(application, name, role="manager", **payload) -> str:
    with pytest.raises(Refused) as refusal:
        transition(application=application, name=name, actor=somebody(role, application), **payload)
    before = application.status
    application.refresh_from_db()
    assert application.status == before
    assert not application.transitions.exists()
    return refusal.value.message


@pytest.mark.parametrize(
    ("moment", "arrives"),
    [
        (CLOSES - timedelta(seconds=1), True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=999_999), True),
        (CLOSES + timedelta(minutes=15, microseconds=999_999), True),
        (CLOSES + timedelta(minutes=15, seconds=1), False),
    ],
)
def test_a_draft_begun_in_time_has_a_quarter_of_an_hour_more(call, time_machine, moment, arrives):
    application = ApplicationFactory(call=call)
    time_machine.move_to(moment, tick=False)
    if arrives:
        assert (
            transition(application=application, name="submit", actor=application.owner).submitted_at == moment
        )
    else:
        assert refused(application, "submit", "owner") == (
            "Cet appel a fermé le vendredi 29 janvier 2027, 23\xa0h\xa059. Votre dossier est gardé, mais il ne "
            "peut plus être déposé. Écrivez-nous si c’est à cause de nous."
        )


def test_a_draft_begun_after_the_deadline_has_no_grace(call, time_machine):
    late = CLOSES + timedelta(seconds=1)
    application = ApplicationFactory(call=call, created_at=late)
    time_machine.move_to(late, tick=False)
    assert refused(application, "submit", "owner").startswith("Cet appel a fermé le vendredi 29 janvier 2027")


def test_nothing_arrives_before_the_opening(call, time_machine):
    application = ApplicationFactory(call=call)
    time_machine.move_to(call.opens_at - timedelta(seconds=1), tick=False)
    assert refused(application, "submit", "owner") == (
        "Cet appel n’ouvre que le lundi 4 janvier 2027, 9\xa0h."
    )


def test_what_is_missing_keeps_a_dossier_from_leaving(call):
    application = ApplicationFactory(call=call, answers={key("structure"): key("oui")})
    with pytest.raises(Incomplete) as refusal:
        transition(application=application, name="submit", actor=application.owner)
    assert [(flaw.page.slug, flaw.sentence) for flaw in refusal.value.flaws] == [
        ("vous", "«\xa0Votre nom\xa0» manque"),
        ("vous", "«\xa0Laquelle\xa0?\xa0» manque"),
        ("le-projet", "«\xa0Nom du projet\xa0» manque"),
        ("le-projet", "La demande manque"),
    ]


def test_handing_in_freezes_what_is_shown_and_sends_a_receipt(call):
    application = ApplicationFactory(call=call)
    application.answers[key("laquelle")] = "posée puis cachée"
    application.save()
    transition(application=application, name="submit", actor=application.owner)
    (revision,) = application.revisions.all()
    assert revision.number == 1
    assert key("laquelle") not in revision.answers
    assert revision.answers[key("demande")] == "Acheter deux machines."
    assert application.transitions.get().revision == revision
    assert list(Notice.objects.values_list("kind", "email")) == [
        ("application.receipt", application.owner.email)
    ]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"message": " "}, "Dites en quelques mots ce qui manque."),
        ({"due_at": DURING}, "Choisissez une date de réponse à venir."),
        ({"due_at": "demain"}, "Choisissez une date de réponse à venir."),
        ({"unlocked": []}, "Choisissez les réponses à rouvrir."),
        ({"unlocked": ["inconnue"]}, "Choisissez les réponses à rouvrir."),
    ],
)
def test_a_request_for_changes_is_clear(call, payload, message):
    good = EXPECTED["request_changes"][2]
    application = brought_to(S.SUBMITTED, call=call)
    assert refused(application, "request_changes", "officer", **{**good, **payload}) == message


@pytest.mark.parametrize("start", [S.SUBMITTED, S.UNDER_REVIEW])
def test_a_completed_dossier_goes_back_where_it_was_and_keeps_the_difference(call, start):
    application = handed_in(call=call)
    manager = somebody("manager", application)
    if start == S.UNDER_REVIEW:
        transition(
            application=application, name="declare_eligible", actor=manager, **EXPECTED["declare_eligible"][2]
        )
    transition(
        application=application, name="request_changes", actor=manager, **EXPECTED["request_changes"][2]
    )
    application.refresh_from_db()
    application.answers[key("demande")] = "Acheter trois machines."
    application.save()
    after = transition(application=application, name="resubmit", actor=application.owner)
    assert (after.status, after.resume_status, after.unlocked_fields, after.changes_due_at) == (
        start,
        "",
        [],
        None,
    )
    assert after.transitions.get(name="resubmit").payload == {"changed": [key("demande")], "late": False}
    assert [r.number for r in after.revisions.all()] == [1, 2]


def test_an_answer_after_the_due_date_is_taken_and_marked_late(call, time_machine):
    application = brought_to(S.CHANGES_REQUESTED, call=call)
    time_machine.move_to(CLOSES + timedelta(days=3), tick=False)
    transition(application=application, name="resubmit", actor=application.owner)
    assert application.transitions.get().payload["late"] is True


def test_every_criterion_is_checked(call):
    application = brought_to(S.SUBMITTED, call=call)
    assert refused(application, "declare_eligible", "officer", checklist=["autre"]) == (
        "Un critère n’est pas coché : Le projet est à Grand Poitiers."
    )


def test_a_call_without_stages_reads_nothing():
    application = brought_to(S.SUBMITTED, call=published_call(stages=0))
    good = EXPECTED["declare_eligible"][2]
    assert refused(application, "declare_eligible", "officer", **good) == (
        "Cet appel n’a pas encore d’étape de lecture."
    )


def test_a_dossier_is_set_aside_for_a_known_reason(call):
    application = brought_to(S.SUBMITTED, call=call)
    assert refused(application, "declare_ineligible", reason="parce que") == (
        "Choisissez pourquoi ce dossier est hors critères."
    )
    after = transition(
        application=application,
        name="declare_ineligible",
        actor=somebody("manager", application),
        reason="le projet est hors du territoire",
        redirected_to="La fabrique du Thouarsais",
    )
    assert after.redirected_to == "La fabrique du Thouarsais"
    assert Notice.objects.get().kind == "application.decision"


def test_a_stage_ends_when_it_is_read(call):
    first, second = call.stages.all()
    first.minimum_reviews = 2
    first.save()
    application = brought_to(S.UNDER_REVIEW, call=call)
    manager, one = somebody("manager", application), given(call, "review_call")
    assert refused(application, "advance") == "Il faut encore 2\xa0lectures à cette étape."
    assignment = assign(application=application, actor=manager, reviewer=one)
    assert refused(application, "advance") == "Il manque 1\xa0lecture à cette étape."
    assignment.recused_at = DURING
    assignment.save()
    assert refused(application, "advance") == "Il faut encore 2\xa0lectures à cette étape."
    for _ in range(2):
        somebody("jury", application)
    after = transition(application=application, name="advance", actor=manager)
    assert after.stage == second
    with pytest.raises(Refused, match="C’est la dernière étape"):
        transition(application=application, name="advance", actor=manager)


def test_a_held_outcome_is_known_and_told_to_nobody(call):
    application = brought_to(S.UNDER_REVIEW, call=call)
    assert (
        refused(application, "hold_outcome", outcome="peut-être") == "Choisissez ce que le comité a décidé."
    )
    after = transition(
        application=application,
        name="hold_outcome",
        actor=somebody("manager", application),
        outcome="waitlisted",
        votes={"pour": 4, "contre": 1},
    )
    assert (after.status, after.pending_outcome) == (S.UNDER_REVIEW, Outcome.WAITLISTED)
    assert after.transitions.get().payload["votes"] == {"pour": 4, "contre": 1}
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"outcome": ""}, "Choisissez la décision à publier."),
        ({"outcome": "draft"}, "Choisissez la décision à publier."),
        ({"motivation": ""}, "Écrivez pourquoi : la personne lira ces mots."),
        ({"outcome": "waitlisted"}, "Donnez un rang en liste d’attente."),
        ({"outcome": "waitlisted", "rank": 0}, "Donnez un rang en liste d’attente."),
        ({"outcome": "waitlisted", "rank": 1}, "Un autre dossier tient déjà ce rang."),
    ],
)
def test_a_decision_is_founded(call, payload, message):
    brought_to(S.WAITLISTED, call=call)
    application = brought_to(S.UNDER_REVIEW, call=call)
    assert refused(application, "publish", **{**EXPECTED["publish"][2], **payload}) == message


def test_a_decision_agrees_with_the_committee(call):
    application = brought_to(S.UNDER_REVIEW, call=call, pending_outcome="")
    application.pending_outcome = Outcome.REJECTED
    application.save()
    assert (
        refused(application, "publish", **EXPECTED["publish"][2])
        == "Le comité a décidé autre chose : non retenu."
    )
    after = transition(
        application=application,
        name="publish",
        actor=somebody("manager", application),
        motivation="Trop tôt.",
    )
    assert (after.status, after.pending_outcome, after.motivation) == (S.REJECTED, "", "Trop tôt.")


def test_a_dossier_on_the_waiting_list_is_not_put_there_twice(call):
    application = brought_to(S.WAITLISTED, call=call)
    payload = {"outcome": "waitlisted", "motivation": "Encore.", "rank": 5}
    assert refused(application, "publish", **payload) == "Ce dossier est déjà en liste d’attente."


def test_a_selected_dossier_has_three_weeks_to_confirm(call):
    application = brought_to(S.UNDER_REVIEW, call=call)
    after = transition(
        application=application,
        name="publish",
        actor=somebody("manager", application),
        **EXPECTED["publish"][2],
    )
    assert after.confirm_before == DURING + timedelta(days=21)
    assert after.decided_at == DURING


def test_the_waiting_list_goes_in_its_order(call):
    first, second = brought_to(S.WAITLISTED, call=call), brought_to(S.WAITLISTED, call=call)
    assert refused(second, "promote") == "Un autre dossier attend avant celui-ci."
    manager = somebody("manager", first)
    assert transition(application=first, name="promote", actor=manager).waitlist_rank is None
    assert transition(application=second, name="promote", actor=manager).status == S.SELECTED


def test_confirming_makes_one_project(call, time_machine):
    application = brought_to(S.SELECTED, call=call)
    application.confirm_before = DURING
    application.save()
    transition(application=application, name="confirm", actor=application.owner)
    assert [p.name for p in Project.objects.all()] == ["La laverie"]
    with pytest.raises(WrongState):
        transition(application=application, name="confirm", actor=application.owner)
    assert Project.objects.count() == 1


def test_confirming_too_late_is_refused_and_says_what_to_do(call):
    application = brought_to(S.SELECTED, call=call)
    application.confirm_before = DURING - timedelta(seconds=1)
    application.save()
    assert refused(application, "confirm", "owner") == (
        "Il fallait confirmer avant le mardi 12 janvier 2027, 14\xa0h\xa002. Écrivez vite à l’équipe."
    )


@pytest.mark.parametrize(("name", "start"), [("close", S.SUBMITTED), ("reopen", S.REJECTED)])
def test_closing_and_reopening_say_why(call, name, start):
    application = brought_to(start, call=call)
    assert (
        refused(application, name, reason=" ")
        == "Écrivez pourquoi : cela reste dans l’historique du dossier."
    )


def test_what_was_never_handed_in_is_not_reopened(call):
    application = ApplicationFactory(call=call)
    manager = somebody("manager", application)
    transition(application=application, name="close", actor=manager, reason="Doublon.")
    assert not Notice.objects.exists()
    with pytest.raises(Refused, match="Ce dossier n’a jamais été déposé"):
        transition(application=application, name="reopen", actor=manager, reason="Erreur.")


def test_whoever_looks_at_an_old_page_changes_nothing(call):
    application = brought_to(S.UNDER_REVIEW, call=call)
    manager = somebody("manager", application)
    payload = {"motivation": "Une place se libère peut-être.", "outcome": "waitlisted", "rank": 1}
    transition(application=application, name="publish", actor=manager, seen="under_review", **payload)
    with pytest.raises(WrongState) as refusal:
        transition(
            application=application,
            name="publish",
            actor=manager,
            seen="under_review",
            outcome="rejected",
            motivation="Non.",
        )
    assert refusal.value.message == "Ce dossier a changé d’état : il est maintenant « liste d’attente »."
