"""What is said on the telephone: noted by the team, for the team, and for whoever was on the line."""

from datetime import timedelta

import pytest
from django.urls import reverse

from incubator.enums import Role, Status
from incubator.errors import NotAllowed, Refused
from incubator.models import Collaborator, PhoneNote
from incubator.services import ask_call_back, erase_dossier, note_call
from incubator.services.erasure import export_of
from privacy.holdings import holdings
from reminders.typography import unbroken
from tests.factories.incubator import DURING, brought_to, given, handed_in, published_call
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def fatou(client, call):
    person = given(call, "handle_call")
    client.force_login(person)
    return person


@pytest.fixture
def dossier(call):
    return handed_in(call=call)


def note(dossier, by, **more):
    facts = {"spoken_with": dossier.owner, "spoken_at": DURING, "body": "Le devis arrive mardi."}
    return note_call(application=dossier, actor=by, **{**facts, **more})


def test_a_call_is_noted_from_the_dossier(client, fatou, dossier):
    address = reverse("incubator_telephone", args=[dossier.pk])
    form = client.get(address)
    assert 'value="2027-01-12"' in form.content.decode()
    assert 'value="14:03"' in form.content.decode()
    sent = {
        "spoken_with": dossier.owner_id,
        "on": "2027-01-11",
        "at": "09:30",
        "body": "Elle attend le devis.",
    }
    answer = client.post(address, sent)
    assert answer["Location"] == reverse("dossiers:inspect", args=[dossier.pk]) + "#telephone"
    kept = PhoneNote.objects.get()
    assert (kept.spoken_with, kept.written_by, kept.body) == (dossier.owner, fatou, "Elle attend le devis.")
    assert dossier.call.local(kept.spoken_at).isoformat() == "2027-01-11T09:30:00+01:00"
    page = client.get(answer["Location"]).content.decode()
    assert "Elle attend le devis." in page
    assert f"noté par {fatou}" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"body": ""}, "Écrivez en quelques mots ce qui s’est dit."),
        ({"on": "2027-01-13"}, "Cet appel n’a pas encore eu lieu"),
        ({"on": "hier"}, "Saisissez une date valide"),
    ],
)
def test_a_bad_note_is_refused_and_nothing_typed_is_lost(client, fatou, dossier, wrong, said):
    sent = {
        "spoken_with": dossier.owner_id,
        "on": "2027-01-11",
        "at": "09:30",
        "body": "Tout ce que j’ai dit.",
    }
    answer = client.post(reverse("incubator_telephone", args=[dossier.pk]), {**sent, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert ("Tout ce que j’ai dit." in page) is ("body" not in wrong)
    assert not PhoneNote.objects.exists()


def test_one_notes_a_call_with_those_of_the_dossier_only(fatou, dossier):
    with pytest.raises(Refused, match="Choisissez une personne du dossier"):
        note(dossier, fatou, spoken_with=UserFactory())
    friend = UserFactory()
    Collaborator.objects.create(application=dossier, user=friend, role=Role.EDITOR)
    assert note(dossier, fatou, spoken_with=friend).spoken_with == friend
    with pytest.raises(Refused, match="Écrivez en quelques mots"):
        note(dossier, fatou, body=" ")
    with pytest.raises(Refused, match="pas encore eu lieu"):
        note(dossier, fatou, spoken_at=DURING + timedelta(seconds=1))


def test_only_the_team_of_the_call_notes_and_reads(client, call, fatou, dossier):
    kept = note(dossier, fatou)
    jury = given(call, "review_call")
    elsewhere = given(published_call(), "manage_call")
    for person in (dossier.owner, jury, elsewhere, UserFactory()):
        assert not PhoneNote.objects.visible_to(person).exists()
        with pytest.raises(NotAllowed):
            note(dossier, person)
    assert PhoneNote.objects.visible_to(fatou).get() == kept
    client.force_login(dossier.owner)
    for address in (
        reverse("incubator:dossier", args=[dossier.pk]),
        reverse("incubator:read", args=[dossier.pk]),
        reverse("incubator:messages", args=[dossier.pk]),
    ):
        assert "Le devis arrive mardi." not in client.get(address).content.decode()


def test_whoever_of_the_team_writes_a_dossier_does_not_read_its_notes(client, fatou, dossier):
    note(dossier, fatou)
    Collaborator.objects.create(application=dossier, user=fatou, role=Role.HELPER)
    assert not PhoneNote.objects.visible_to(fatou).exists()
    page = client.get(reverse("dossiers:inspect", args=[dossier.pk])).content.decode()
    assert "Le devis arrive mardi." not in page


def test_whoever_waited_for_a_call_was_called(fatou, dossier):
    waiting = ask_call_back(application=dossier, actor=dossier.owner, phone="06 12 34 56 78")
    note(dossier, fatou)
    waiting.refresh_from_db()
    assert (waiting.done_at, waiting.done_by) == (DURING, fatou)


def test_a_person_takes_away_what_was_noted_about_them_and_only_that(fatou, dossier):
    friend = UserFactory()
    Collaborator.objects.create(application=dossier, user=friend, role=Role.EDITOR)
    note(dossier, fatou)
    note(dossier, fatou, spoken_with=friend, body="Il hésite.")
    assert [row["ce qui s’est dit"] for row in export_of(dossier)["appels notés par l’équipe"]] == [
        "Le devis arrive mardi."
    ]
    (trace,) = [
        trace
        for holding in holdings()
        for trace in holding.traces
        if trace.path == "incubator.PhoneNote.spoken_with"
    ]
    assert [row.body for row in trace.rows(friend)] == ["Il hésite."]
    assert "body" in trace.told


def test_the_notes_go_with_the_dossier(client, fatou, dossier):
    note(dossier, fatou)
    dossier.status = Status.WITHDRAWN
    dossier.save()
    erase_dossier(application=dossier, actor=dossier.owner)
    assert not PhoneNote.objects.exists()
    page = client.get(reverse("dossiers:inspect", args=[dossier.pk]))
    assert page.status_code == 200
    assert "ce dossier a été effacé" in page.content.decode()


def test_the_page_of_a_dossier_says_who_is_late(client, call, fatou, dossier, time_machine):
    late = brought_to(Status.CHANGES_REQUESTED, call=call)
    late.changes_due_at = DURING - timedelta(days=2)
    late.save()
    page = client.get(reverse("dossiers:inspect", args=[late.pk])).content.decode()
    assert unbroken("Le complément était attendu le dimanche 10 janvier 2027, 14\xa0h\xa003.") in page
    assert "En retard" not in client.get(reverse("dossiers:inspect", args=[dossier.pk])).content.decode()


def test_a_reader_who_is_late_is_named(client, call, fatou):
    read = brought_to(Status.UNDER_REVIEW, call=call)
    read.stage.ends_on = (DURING - timedelta(days=1)).date()
    read.stage.save()
    reader = given(call, "review_call")
    read.assignments.create(stage=read.stage, reviewer=reader)
    page = client.get(reverse("dossiers:inspect", args=[read.pk])).content.decode()
    assert unbroken(f"{reader} devait rendre sa lecture le lundi 11 janvier 2027.") in page


def test_a_place_not_confirmed_in_time_is_late(client, call, fatou):
    chosen = brought_to(Status.SELECTED, call=call)
    chosen.confirm_before = DURING - timedelta(days=1)
    chosen.save()
    page = client.get(reverse("dossiers:inspect", args=[chosen.pk])).content.decode()
    assert unbroken("La place était à confirmer avant le lundi 11 janvier 2027, 14\xa0h\xa003.") in page
