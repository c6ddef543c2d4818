"""The action plan: what, who, by when; whoever took it on is reminded and says that it is done."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings import services
from meetings.errors import NotAllowed
from meetings.models import Action, AgendaItem, Document
from reminders.models import Notice
from reminders.registry import kind_of
from reminders.typography import unbroken
from tests.factories.meetings import PARIS, foreign_meeting, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def found():
    return room()


@pytest.fixture
def chair(client, found):
    client.force_login(found.chair)
    return client


def gesture(client, found, name, **data):
    return client.post(reverse("meetings_gesture", args=[found.meeting.pk, name]), data)


def test_it_says_what_who_and_when_and_reminds_a_week_before(chair, found, client):
    ana = found.row("Ana").user
    done = gesture(
        chair,
        found,
        "action",
        what="Écrire à la mairie",
        who="",
        email=ana.email.upper(),
        due_on="2027-04-20",
    )
    assert done.status_code == 302
    gesture(chair, found, "action", what="Faire les clés", who="Les Petites Mains", email="", due_on="")
    assert list(Action.objects.values_list("what", "who", "user", "due_on")) == [
        ("Écrire à la mairie", "Ana", ana.pk, date(2027, 4, 20)),
        ("Faire les clés", "Les Petites Mains", None, None),
    ]
    (notice,) = Notice.objects.filter(kind="meeting.action")
    assert (notice.recipient, notice.due_at) == (ana, datetime(2027, 4, 13, 8, tzinfo=PARIS))

    client.force_login(ana)
    page = client.get(reverse("meetings:own")).content.decode()
    assert "Écrire à la mairie" in page
    assert unbroken("20 avril 2027") in page
    assert "Faire les clés" not in page
    action = Action.objects.get(user=ana)
    assert client.post(reverse("meetings:own_action", args=[action.pk])).status_code == 302
    action.refresh_from_db()
    assert action.done_on == date(2027, 3, 1)
    assert "Écrire à la mairie" not in client.get(reverse("meetings:own")).content.decode()


def test_nobody_is_reminded_of_what_is_done(found):
    bilal = found.row("Bilal").user
    action = services.add_action(
        meeting=found.meeting,
        by=found.chair,
        what="Compter les chaises",
        user=bilal,
        due_on=date(2027, 3, 10),
    )
    notice, kind = Notice.objects.get(kind="meeting.action"), kind_of("meeting.action")
    assert kind.still_deserved(action, notice) is None
    action = services.finish_action(action=action, by=bilal)
    assert kind.still_deserved(action, notice) == "c’est fait"


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"what": ""}, "what", "Il manque une réponse ici."),
        ({"what": "   "}, "what", "Il manque une réponse ici."),
        ({"who": "", "email": ""}, "who", "Dites qui s’en charge : une personne, une structure, un groupe."),
        ({"email": "inconnue@caserne.example"}, "email", "Personne n’a de compte à cette adresse."),
        ({"due_on": "2027-02-30"}, "due_on", "date"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_written(chair, found, typed, field, says):
    data = {"what": "Écrire", "who": "Ana", "email": "", "due_on": "2027-04-20"} | typed
    answer = gesture(chair, found, "action", **data)
    assert answer.status_code == 422
    (form,) = [form for name, _gesture, form in answer.context["forms"] if name == "action"]
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]
    assert Action.objects.count() == 0


def test_nobody_ticks_what_another_took_on(client, found):
    action = services.add_action(meeting=found.meeting, by=found.chair, what="Écrire", who="Le bureau")
    client.force_login(found.row("Ana").user)
    assert client.post(reverse("meetings:own_action", args=[action.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        services.finish_action(action=action, by=UserFactory())
    services.finish_action(action=action, by=found.chair)
    assert Action.objects.get().done_on == date(2027, 3, 1)


def test_workshops_and_documents_are_kept_with_the_meeting(chair, found):
    for letter in "AB":
        data = {"kind": "workshop", "letter": letter, "title": f"Atelier {letter}", "text": "Trois pistes."}
        assert gesture(chair, found, "point", **data).status_code == 302
    assert list(AgendaItem.objects.values_list("kind", "letter", "title")) == [
        ("workshop", "A", "Atelier A"),
        ("workshop", "B", "Atelier B"),
    ]
    sheet = SimpleUploadedFile("budget.pdf", b"%PDF-1.4\n%%EOF\n")
    assert gesture(chair, found, "document", upload=sheet, title="Budget").status_code == 302
    document = Document.objects.get()
    assert (document.title, document.is_public, document.meeting) == ("Budget", False, found.meeting)
    trap = SimpleUploadedFile("budget.pdf", b"MZ\x90\x00")
    assert gesture(chair, found, "document", upload=trap, title="Piège").status_code == 422
    assert Document.objects.count() == 1
    assert foreign_meeting().documents.count() == 0
