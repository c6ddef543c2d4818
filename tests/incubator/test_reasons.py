"""Reasons are those of the call: its team edits them, a dossier keeps the words it was given, figures count them."""

import pytest
from django.urls import reverse

from incubator.call_figures import UNSAID, figures
from incubator.enums import ReasonKind, Status
from incubator.errors import Refused
from incubator.models import Reason
from incubator.services import clone_call, erase_dossier, move_many
from incubator.transitions import transition
from reminders.models import Notice
from reminders.registry import kind_of
from tests.factories.incubator import CLOSES, OPENS, brought_to, given, handed_in, published_call

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]
LATE, WEAK = "la date est passée", "le besoin n’est pas assez montré"


@pytest.fixture
def call():
    call = published_call()
    call.reasons.all().delete()
    for kind, label in (
        (ReasonKind.INELIGIBLE, LATE),
        (ReasonKind.REJECTED, WEAK),
        (ReasonKind.DECLINED, "le projet a changé"),
        (ReasonKind.REDIRECT, "la coopérative d’activité"),
    ):
        Reason.objects.create(call=call, kind=kind, label=label)
    return call


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def mail_of(application) -> str:
    notice = Notice.objects.get(kind="application.decision", subject_id=str(application.pk))
    return kind_of(notice.kind).context(application, notice)["reason"]


def test_the_reasons_offered_are_those_of_the_call(client, call, fatou):
    application = handed_in(call=call)
    address = reverse("incubator_move", args=[application.pk, "declare_ineligible"])
    page = client.get(address).content.decode()
    assert f'<option value="{LATE}">' in page
    assert '<option value="la coopérative d’activité"></option>' in page
    assert "territoire" not in page
    wrong = client.post(address, {"seen": "submitted", "reason": "le projet est hors du territoire"})
    assert wrong.status_code == 422
    client.post(address, {"seen": "submitted", "reason": LATE, "redirected_to": "la mission locale"})
    application.refresh_from_db()
    assert (application.status, application.reason, application.redirected_to) == (
        Status.INELIGIBLE,
        LATE,
        "la mission locale",
    )
    assert mail_of(application) == LATE
    told = client.get(reverse("dossiers:inspect", args=[application.pk])).content.decode()
    assert f"Hors critères de l’appel</strong>&nbsp;: {LATE}" in told
    assert "Réorienté vers <strong>la mission locale</strong>" in told


def test_a_dossier_keeps_the_words_it_was_given(call, fatou):
    application = handed_in(call=call)
    transition(application=application, name="declare_ineligible", actor=fatou, reason=LATE)
    call.reasons.filter(label=LATE).update(label="arrivé après la clôture")
    call.reasons.filter(kind=ReasonKind.REJECTED).delete()
    application.refresh_from_db()
    assert application.reason == LATE
    reopened = transition(application=application, name="reopen", actor=fatou, reason="Nous avions mal lu.")
    assert reopened.reason == ""


def test_a_refusal_may_give_a_reason_of_the_list_and_no_other(call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    said = {"outcome": "rejected", "motivation": "Revenez.", "redirected_to": "la coopérative d’activité"}
    with pytest.raises(Refused, match="Choisissez une raison de la liste, ou aucune"):
        transition(application=application, name="publish", actor=fatou, reason=LATE, **said)
    after = transition(application=application, name="publish", actor=fatou, reason=WEAK, **said)
    assert (after.reason, after.redirected_to) == (WEAK, "la coopérative d’activité")
    assert mail_of(after) == WEAK


def test_a_decision_of_another_kind_has_neither_reason_nor_way_out(call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    said = {"outcome": "selected", "motivation": "Oui.", "reason": WEAK, "redirected_to": "ailleurs"}
    after = transition(application=application, name="publish", actor=fatou, **said)
    assert (after.status, after.reason, after.redirected_to) == (Status.SELECTED, "", "")


def test_whoever_gives_a_place_back_may_say_why(client, call):
    application = brought_to(Status.SELECTED, call=call)
    client.force_login(application.owner)
    page = client.get(reverse("incubator:dossier", args=[application.pk])).content.decode()
    assert "Le projet a changé" in page
    address = reverse("incubator:answer", args=[application.pk])
    client.post(address, {"reponse": "non", "raison": "autre chose"})
    application.refresh_from_db()
    assert application.status == Status.SELECTED
    client.post(address, {"reponse": "non", "raison": "le projet a changé"})
    application.refresh_from_db()
    assert (application.status, application.reason) == (Status.WITHDRAWN, "le projet a changé")


def test_a_batch_gives_the_same_reason_to_all(call, fatou):
    rows = [handed_in(call=call) for _ in range(2)]
    move_many(applications=rows, name="declare_ineligible", actor=fatou, reason=LATE)
    assert set(call.applications.values_list("reason", flat=True)) == {LATE}


def test_a_call_taken_up_again_keeps_its_reasons(call, fatou):
    copy = clone_call(call=call, actor=fatou, title="Encore", slug="encore", opens_at=OPENS, closes_at=CLOSES)
    assert sorted(copy.reasons.values_list("kind", "label")) == sorted(
        call.reasons.values_list("kind", "label")
    )


def test_the_team_edits_the_reasons_on_the_call(client, call, fatou):
    page = client.get(reverse("calls:edit", args=[call.pk])).content.decode()
    assert f'value="{LATE}"' in page
    assert "Les raisons" in page


def end(call, fatou, reason, redirected=""):
    application = handed_in(call=call)
    return transition(
        application=application,
        name="declare_ineligible",
        actor=fatou,
        reason=reason,
        redirected_to=redirected,
    )


def test_the_call_in_figures_counts_each_reason_and_opens_it(client, call, fatou):
    Reason.objects.create(call=call, kind=ReasonKind.INELIGIBLE, label="hors sujet")
    one = end(call, fatou, LATE, "la mission locale")
    end(call, fatou, LATE, "la mission locale")
    end(call, fatou, "hors sujet")
    brought_to(Status.REJECTED, call=call)
    brought_to(Status.CONFIRMED, call=call)
    brought_to(Status.DRAFT, call=call)
    found = figures(call)
    assert [(row.label, row.count, row.total) for row in found.road] == [
        ("commencés", 6, 6),
        ("déposés", 5, 6),
        ("recevables", 2, 5),
        ("retenus", 1, 2),
        ("confirmés", 1, 1),
    ]
    assert [(e.label, e.count, [(r.label, r.count) for r in e.reasons]) for e in found.endings] == [
        ("hors critères de l’appel", 3, [(LATE, 2), ("hors sujet", 1)]),
        ("non retenu", 1, [(UNSAID, 1)]),
    ]
    assert [(row.label, row.count) for row in found.redirected] == [("la mission locale", 2)]
    page = client.get(reverse("incubator_figures", args=[call.pk])).content.decode()
    assert "La mission locale&nbsp;: 2" in page
    opened = client.get(found.endings[0].reasons[0].href)
    assert sorted(row.number for row in opened.context["page"]) == sorted(
        call.applications.filter(reason=LATE).values_list("number", flat=True)
    )
    # Forgetting somebody changes no count.
    erase_dossier(application=one, actor=one.owner)
    assert figures(call).endings == found.endings


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_cost_three_queries(call, fatou, count, django_assert_num_queries):
    for _ in range(count):
        end(call, fatou, LATE)
    with django_assert_num_queries(3):
        figures(call)


def test_only_the_team_reads_the_figures(client, call, fatou):
    client.force_login(given(published_call(), "manage_call"))
    assert client.get(reverse("incubator_figures", args=[call.pk])).status_code == 404
