"""The team at work in the back office, through its pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from incubator.enums import Status
from incubator.models import Call
from incubator.services import save_answers, start
from incubator.transitions import transition
from people.services import grant
from reminders.models import Notice
from tests.factories.incubator import DURING, CallFactory, brought_to, given, handed_in, key
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory
from tests.incubator.jury import confided, grid, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def do(client, application, name, **data):
    address = reverse("incubator_move", args=[application.pk, name])
    assert client.get(address).status_code == 200
    return client.post(address, {"seen": application.status, **data})


def test_a_dossier_goes_from_arrival_to_decision(client, call, fatou):
    application = handed_in(call=call)
    reader = given(call, "review_call")
    do(client, application, "declare_eligible", checklist=call.criteria)
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW
    client.post(reverse("incubator_confide", args=[application.pk]), {"reviewer": reader.pk})
    assert application.assignments.get().reviewer == reader
    client.post(reverse("incubator_say", args=[application.pk]), {"body": "Nous lisons."})
    assert application.messages.get().from_team is True
    do(client, application, "hold_outcome", outcome="selected")
    application.refresh_from_db()
    do(client, application, "publish", outcome="selected", motivation="Le besoin est là.")
    application.refresh_from_db()
    assert (application.status, application.motivation) == (Status.SELECTED, "Le besoin est là.")
    page = client.get(reverse("dossiers:inspect", args=[application.pk])).content.decode()
    assert "Acheter deux machines." in page
    assert "Nous lisons." in page
    assert Notice.objects.filter(kind="application.decision").count() == 1


def test_a_request_for_changes_ends_with_its_day(client, call, fatou):
    application = handed_in(call=call)
    do(
        client,
        application,
        "request_changes",
        message="Le devis ?",
        due_on="2027-01-20",
        unlocked=[key("demande")],
    )
    application.refresh_from_db()
    assert application.status == Status.CHANGES_REQUESTED
    assert call.local(application.changes_due_at).isoformat() == "2027-01-20T23:59:59+01:00"


def test_what_the_service_refuses_is_said_on_the_page(client, call, fatou):
    application = handed_in(call=call)
    answer = do(client, application, "declare_eligible")
    assert answer.status_code == 422
    assert "Un critère n’est pas coché" in answer.content.decode()


def test_a_page_opened_before_somebody_else_decided_changes_nothing(client, call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    address = reverse("incubator_move", args=[application.pk, "close"])
    answer = client.post(address, {"seen": "submitted", "reason": "Doublon."})
    assert answer.status_code == 422
    assert "Ce dossier a changé d’état" in answer.content.decode()


@pytest.mark.parametrize("name", ["submit", "confirm", "inconnu"])
def test_the_verbs_of_others_are_not_offered(client, call, fatou, name):
    application = handed_in(call=call)
    assert client.get(reverse("incubator_move", args=[application.pk, name])).status_code == 404


def test_only_the_jury_of_the_call_is_given_dossiers(client, call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    client.post(reverse("incubator_confide", args=[application.pk]), {"reviewer": UserFactory().pk})
    assert not application.assignments.exists()


def test_drafts_stay_with_those_who_write_them(client, call, fatou):
    draft, arrived = brought_to(Status.DRAFT, call=call), brought_to(Status.SUBMITTED, call=call)
    page = client.get(reverse("dossiers:index")).content.decode()
    assert arrived.number in page
    assert draft.number not in page


def test_the_first_page_tells_what_arrived(client, call, fatou):
    brought_to(Status.DRAFT, call=call)
    arrived = brought_to(Status.SUBMITTED, call=call)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 arrivé, 1 à vérifier, 1 brouillon en cours" in page
    assert arrived.number in page


def test_a_list_writes_a_round_hour_without_its_minutes(client, call, fatou):
    Call.objects.filter(pk=call.pk).update(opens_at=datetime(2026, 11, 14, 8, tzinfo=UTC))
    page = client.get("/gestion/appels/").content.decode()
    assert re.findall(r'data-label="Ouvre le">([^<]+)<', page) == ["14\xa0novembre 2026, 9\xa0h"]
    assert re.search(r'data-label="Ferme le">[^<]+\d\xa0h\xa0\d\d<', page)


def test_the_list_is_exported_without_formulas(client, call, fatou):
    brought_to(Status.SUBMITTED, call=call, title="=1+1")
    answer = client.get(reverse("dossiers:index") + "?export=csv")
    assert "'=1+1" in b"".join(answer.streaming_content).decode()


def test_a_form_is_published_with_its_consequences_told(client, call, fatou):
    brought_to(Status.DRAFT, call=call)
    call.form_blocks = CallFactory(form_blocks=[]).form_blocks
    call.save()
    address = reverse("incubator_publish_form", args=[call.pk])
    assert "1 brouillon est en cours" in client.get(address).content.decode()
    answer = client.post(address)
    assert answer.status_code == 422
    assert "Ce formulaire ne demande rien" in answer.content.decode()


def test_a_manager_of_a_place_opens_a_call_and_manages_it(client):
    place, person = PlaceFactory(), UserFactory()
    grant(user=person, permission="manage_place", target=place, given_by=None)
    client.force_login(person)
    answer = client.post(
        reverse("calls:add"),
        {
            "title": "Appel d’automne", "slug": "automne", "place": place.pk, "summary": "En une phrase.",
            "opens_at": "2027-09-01T09:00", "closes_at": "2027-10-15T23:59",
            "draft_retention_months": "6", "rejected_retention_months": "24",
            "form_blocks-count": "0",
            "stages-TOTAL_FORMS": "0", "stages-INITIAL_FORMS": "0",
            "stages-MIN_NUM_FORMS": "0", "stages-MAX_NUM_FORMS": "1000",
            "reasons-TOTAL_FORMS": "0", "reasons-INITIAL_FORMS": "0",
            "reasons-MIN_NUM_FORMS": "0", "reasons-MAX_NUM_FORMS": "1000",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    call = Call.objects.managed_by(person).get()
    assert call.local(call.closes_at).isoformat() == "2027-10-15T23:59:59+02:00"
    assert call.form_blocks[0].value["title"] == "Vous"
    client.post(reverse("incubator_publish_form", args=[call.pk]))
    call.refresh_from_db()
    assert call.form_version.number == 1


def test_a_later_closing_moves_the_recalls_of_drafts(client, call, fatou):
    start(call=call, owner=UserFactory(), title="La laverie")
    data = {
        **{name: getattr(call, name) for name in ("title", "slug", "checklist")},
        "summary": "En une phrase.",
        "place": call.place_id, "opens_at": "2027-01-04T09:00", "closes_at": "2027-02-05T23:59",
        "is_published": "on", "draft_retention_months": "6", "rejected_retention_months": "24",
        "form_blocks-count": "0",
        "stages-TOTAL_FORMS": "0", "stages-INITIAL_FORMS": "0",
        "stages-MIN_NUM_FORMS": "0", "stages-MAX_NUM_FORMS": "1000",
        "reasons-TOTAL_FORMS": "0", "reasons-INITIAL_FORMS": "0",
        "reasons-MIN_NUM_FORMS": "0", "reasons-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    assert client.post(reverse("calls:edit", args=[call.pk]), data).status_code == 302
    call.refresh_from_db()
    assert call.local(call.closes_at).isoformat() == "2027-02-05T23:59:59+01:00"
    recalls = Notice.objects.filter(kind="application.not_submitted").order_by("due_at")
    assert [(n.occurrence, call.closes_at - n.due_at) for n in recalls] == [
        ("7 jours", timedelta(days=7)),
        ("48 heures", timedelta(hours=48)),
        ("3 heures", timedelta(hours=3)),
    ]
    assert Notice.objects.filter(kind="application.extended").count() == 1


def test_an_officer_reads_a_call_but_does_not_change_it(client, call):
    client.force_login(given(call, "handle_call"))
    assert client.get(reverse("calls:index")).status_code == 200
    assert client.get(reverse("calls:edit", args=[call.pk])).status_code == 404
    assert client.get(reverse("incubator_publish_form", args=[call.pk])).status_code == 404


def test_the_pages_of_dossiers_keep_the_strict_policy(client, call, fatou):
    application = handed_in(call=call)
    for address in (
        reverse("dossiers:index"),
        reverse("dossiers:inspect", args=[application.pk]),
        reverse("incubator_move", args=[application.pk, "close"]),
    ):
        assert "unsafe-inline" not in client.get(address)["Content-Security-Policy"]
    assert (
        "script-src 'self' 'unsafe-inline'"
        in client.get(reverse("calls:edit", args=[call.pk]))["Content-Security-Policy"]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(client, call, fatou, count, django_assert_num_queries):
    for _ in range(count):
        brought_to(Status.SUBMITTED, call=call)
    client.get(reverse("dossiers:index"))
    with django_assert_num_queries(24):
        client.get(reverse("dossiers:index"))


def test_the_page_of_a_dossier_shows_its_readings_and_what_was_completed(client, call, fatou):
    application = handed_in(call=call)
    transition(
        application=application,
        name="request_changes",
        actor=fatou,
        message="Le devis ?",
        due_at=DURING + timedelta(days=7),
        unlocked=[key("demande")],
    )
    application.refresh_from_db()
    save_answers(
        application=application,
        actor=application.owner,
        values={key("demande"): "Acheter trois machines."},
        based_on=application.revision,
    )
    application.refresh_from_db()
    transition(application=application, name="resubmit", actor=application.owner)
    application.refresh_from_db()
    transition(application=application, name="declare_eligible", actor=fatou, checklist=call.criteria)
    application.refresh_from_db()
    grid(application.stage, "Utilité")
    read(confided(application), 4, comment="Le besoin est montré.")
    page = client.get(reverse("dossiers:inspect", args=[application.pk])).content.decode()
    assert "<del>Acheter deux machines.</del>" in page
    assert "<ins>Acheter trois machines.</ins>" in page
    assert "Le besoin est montré." in page
    assert "Utilité\xa0: 4" in page.replace("&nbsp;", "\xa0")
