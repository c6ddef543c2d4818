"""A dossier that came on paper: a number and a receipt at once, the same rules and the same life afterwards."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incubator.enums import Status
from incubator.errors import NotAllowed, NotWritable, Refused
from incubator.models import Application, Collaborator
from incubator.services import enter_on_paper, erase_dossier, start
from incubator.services.writing import save_answers
from incubator.transitions import possible, transition
from people.models import User
from reminders.models import Notice
from reminders.typography import unbroken
from tests.factories.incubator import (
    CLOSES,
    DURING,
    OPENS,
    WHOLE,
    ApplicationFactory,
    CallFactory,
    given,
    key,
    published_call,
)
from tests.factories.people import UserFactory
from tests.incubator.table import EXPECTED
from vault.errors import Refused as FileRefused
from vault.models import PrivateFile

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]
PDF = b"%PDF-1.7 papier"


@pytest.fixture
def fatou(client, call):
    person = given(call, "handle_call")
    client.force_login(person)
    return person


def scan(content=PDF, name="papier.pdf"):
    return SimpleUploadedFile(name, content)


def entered(call, by, **more) -> Application:
    facts = {"title": "La laverie", "name": "Odile Caillaud", "received_at": DURING, "scans": [scan()]}
    return enter_on_paper(call=call, actor=by, **{**facts, **more})


def test_a_paper_becomes_a_dossier_through_the_pages(client, call, fatou):
    board = client.get(reverse("incubator_board", args=[call.pk])).content.decode()
    address = reverse("incubator_on_paper", args=[call.pk])
    assert address in board
    assert "Papier, à saisir" not in board
    answer = client.post(
        address,
        {
            "name": "Odile Caillaud",
            "title": "La laverie",
            "received_at": "2027-01-11T17:30",
            "phone": "05 49 00 00 00",
            "scans": [scan(), scan(name="suite.pdf")],
        },
    )
    application = Application.objects.get()
    assert answer["Location"] == reverse("dossiers:inspect", args=[application.pk])
    assert (application.number, application.status, str(application.owner)) == (
        "27-001",
        Status.DRAFT,
        "Odile Caillaud",
    )
    page = client.get(answer["Location"]).content.decode()
    for words in (
        "papier.pdf",
        "suite.pdf",
        "n’a pas d’adresse électronique",
        "05 49 00 00 00",
        "11\xa0janvier\xa02027, 17\u202fh\u202f30",
    ):
        assert unbroken(words) in page
    assert "personne.invalid" not in page
    receipt = client.get(reverse("incubator_paper_receipt", args=[application.pk])).content.decode()
    assert "27-001" in receipt
    assert "Reçu sur papier le lundi 11\xa0janvier\xa02027, 17\u202fh\u202f30" in receipt
    assert "Papier, à saisir" in client.get(reverse("incubator_board", args=[call.pk])).content.decode()
    # Its answers are written out on the very pages of the applicants, with what they check and save.
    first = client.get(application.get_absolute_url(), follow=True)
    assert "Vous saisissez ce que Odile Caillaud a écrit sur papier" in first.content.decode()
    vous = reverse("incubator:page", args=[application.pk, "vous"])
    client.post(
        vous, {"revision": "0", key("nom"): "Odile Caillaud", key("structure"): key("non"), "suite": "1"}
    )
    review = reverse("incubator:review", args=[application.pk])
    incomplete = client.post(review)
    assert incomplete.status_code == 422
    assert "La demande manque" in incomplete.content.decode()
    second = reverse("incubator:page", args=[application.pk, "le-projet"])
    client.post(second, {"revision": "99", key("projet"): "La laverie", key("demande"): "Deux machines."})
    assert client.post(review)["Location"] == reverse("incubator_paper_receipt", args=[application.pk])
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert call.local(application.submitted_at).isoformat() == "2027-01-11T17:30:00+01:00"
    log = application.transitions.get()
    assert (log.name, log.actor) == ("submit", fatou)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Écrivez qui porte ce dossier."),
        ({"received_at": "2027-01-13T09:00"}, "Ce papier n’est pas encore arrivé"),
        ({"received_at": "2027-01-03T09:00"}, "Cet appel n’ouvrait que le lundi 4 janvier 2027"),
        ({"email": "odile"}, "adresse"),
        ({"scans": []}, "Joignez le papier numérisé"),
        ({"scans": [SimpleUploadedFile("virus.pdf", b"MZ\x90\x00 program")]}, "virus.pdf"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, call, fatou, wrong, said):
    sent = {
        "name": "Odile Caillaud",
        "title": "La laverie",
        "received_at": "2027-01-11T17:30",
        "scans": [scan()],
        **wrong,
    }
    answer = client.post(reverse("incubator_on_paper", args=[call.pk]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert unbroken(said) in page.replace("&#x27;", "’")
    assert 'value="La laverie"' in page
    assert not Application.objects.exists()
    assert not User.objects.filter(name="Odile Caillaud").exists()
    assert not PrivateFile.objects.exists()


@pytest.mark.parametrize(
    ("received", "taken"),
    [(CLOSES, True), (CLOSES + timedelta(seconds=0.9), True), (CLOSES + timedelta(seconds=1), False)],
)
def test_the_deadline_is_that_of_everybody_judged_by_the_arrival(call, fatou, time_machine, received, taken):
    time_machine.move_to(CLOSES + timedelta(days=4), tick=False)
    if not taken:
        with pytest.raises(NotWritable, match="un papier arrivé après ne peut pas être pris"):
            entered(call, fatou, received_at=received)
        return
    application = entered(call, fatou, received_at=received)
    written = save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    after = transition(application=written, name="submit", actor=fatou)
    assert (after.status, after.submitted_at) == (Status.SUBMITTED, received)


def test_before_the_opening_nothing_arrives(call, fatou):
    with pytest.raises(NotWritable):
        entered(call, fatou, received_at=OPENS - timedelta(seconds=1))


def test_somebody_with_an_address_is_told_and_finds_the_dossier(client, call, fatou):
    nadia = UserFactory(email="nadia@caserne.example", name="Nadia Belkacem")
    application = entered(call, fatou, email="NADIA@caserne.example", name="N. Belkacem")
    assert application.owner == nadia
    written = save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    transition(application=written, name="submit", actor=fatou)
    assert list(Notice.objects.values_list("kind", "email")) == [("application.receipt", nadia.email)]
    client.force_login(nadia)
    assert application.number in client.get(reverse("incubator:mine")).content.decode()


def test_a_draft_begun_online_is_not_doubled(call, fatou):
    nadia = UserFactory(email="nadia@caserne.example")
    start(call=call, owner=nadia, title="La laverie")
    with pytest.raises(Refused, match="a déjà commencé un dossier pour cet appel"):
        entered(call, fatou, email=nadia.email)
    assert call.applications.count() == 1


def test_a_refused_scan_keeps_nothing(call, fatou, shelf):
    with pytest.raises(FileRefused):
        entered(call, fatou, scans=[scan(), scan(b"MZ program", "suite.pdf")])
    assert not Application.objects.exists()
    assert not User.objects.filter(name="Odile Caillaud").exists()


def test_the_team_makes_the_moves_of_whoever_wrote_on_paper(call, fatou):
    application = entered(call, fatou)
    save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    manager = given(call, "manage_call")
    for name in ("submit", "declare_eligible"):
        transition(application=application, name=name, actor=manager, **EXPECTED[name][2])
    transition(
        application=application, name="request_changes", actor=manager, **EXPECTED["request_changes"][2]
    )
    application.refresh_from_db()
    save_answers(application=application, actor=fatou, values={key("demande"): "Trois."}, based_on=99)
    for name in ("resubmit", "publish", "confirm"):
        transition(application=application, name=name, actor=manager, **EXPECTED[name][2])
    application.refresh_from_db()
    assert application.status == Status.CONFIRMED
    assert application.project.name == "La laverie"
    # What would have told the team that nobody confirms is taken back; nobody was ever written to.
    assert {*Notice.objects.values_list("kind", "outcome")} == {
        ("application.place_unconfirmed", "cancelled")
    }


def test_only_the_team_of_the_call_enters_and_writes_papers(client, call, fatou):
    application = entered(call, fatou)
    jury, elsewhere = given(call, "review_call"), given(published_call(), "manage_call")
    for person in (jury, elsewhere, UserFactory()):
        with pytest.raises(NotAllowed):
            entered(call, person)
        with pytest.raises(NotAllowed):
            save_answers(application=application, actor=person, values=WHOLE, based_on=0)
        assert not Application.objects.visible_to(person).exists()
        client.force_login(person)
        for address in (
            reverse("incubator:page", args=[application.pk, "vous"]),
            reverse("incubator:read", args=[application.pk]),
            PrivateFile.objects.get().get_absolute_url(),
        ):
            assert client.get(address).status_code == 404
        for address in (
            reverse("incubator_on_paper", args=[call.pk]),
            reverse("incubator_paper_receipt", args=[application.pk]),
        ):
            assert client.get(address).status_code in (302, 403, 404)


def test_the_team_writes_out_papers_and_no_other_draft(call, fatou):
    online = ApplicationFactory(call=call)
    with pytest.raises(NotAllowed):
        save_answers(application=online, actor=fatou, values=WHOLE, based_on=0)
    assert not Application.objects.visible_to(fatou).filter(pk=online.pk).exists()
    assert "submit" not in possible(online, fatou)


def test_whoever_of_the_team_takes_part_does_not_stand_in(call, fatou):
    application = entered(call, fatou)
    Collaborator.objects.create(application=application, user=fatou, role="reader")
    with pytest.raises(NotAllowed):
        save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    assert possible(application, fatou) == {}


def test_the_team_reads_the_scan_and_the_jury_does_not(client, call, fatou):
    application = entered(call, fatou)
    address = PrivateFile.objects.get().get_absolute_url()
    assert client.get(address).status_code == 200
    written = save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    for name in ("submit", "declare_eligible"):
        transition(application=written, name=name, actor=fatou, **EXPECTED[name][2])
    written.refresh_from_db()
    reader = given(call, "review_call")
    written.assignments.create(stage=written.stage, reviewer=reader, declared_at=DURING)
    client.force_login(reader)
    assert client.get(reverse("incubator:read", args=[application.pk])).status_code == 200
    assert client.get(address).status_code == 404


def test_the_team_erases_for_nobody(call, fatou):
    application = entered(call, fatou)
    with pytest.raises(NotAllowed):
        erase_dossier(application=application, actor=fatou)


def test_the_team_says_why_a_place_is_given_back(client, call, fatou):
    application = entered(call, fatou)
    save_answers(application=application, actor=fatou, values=WHOLE, based_on=0)
    manager = given(call, "manage_call")
    for name in ("submit", "declare_eligible", "publish"):
        transition(application=application, name=name, actor=manager, **EXPECTED[name][2])
    address = reverse("incubator_move", args=[application.pk, "decline"])
    assert "le temps manque à l’équipe" in client.get(address).content.decode()
    client.post(address, {"seen": "selected", "reason": "le temps manque à l’équipe"})
    application.refresh_from_db()
    assert (application.status, application.reason) == (Status.WITHDRAWN, "le temps manque à l’équipe")


def test_a_call_without_a_form_takes_no_paper():
    call = CallFactory()
    with pytest.raises(NotWritable, match="n’a pas encore de formulaire"):
        entered(call, given(call, "manage_call"))
    assert not PrivateFile.objects.exists()


def test_a_paper_that_nobody_scanned_is_not_entered(call, fatou):
    with pytest.raises(Refused, match="Joignez le papier numérisé"):
        entered(call, fatou, scans=[])
