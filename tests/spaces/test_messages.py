"""« Nous écrire »: anyone writes, those who run the place read and answer, and nothing stays for ever."""

import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from backoffice.tasks import tasks_for
from journal.models import AuditEvent
from people.explaining import answers, behind
from people.services import grant
from privacy.archive import archive
from privacy.services import apply_retention, erase
from reminders.models import Notice, Outcome, Pace
from reminders.services import choose
from reminders.sweep import sweep
from reminders.typography import unbroken
from spaces.errors import InvalidMessage, NotAllowed
from spaces.models import Message, MessageStatus
from spaces.private_links import message_path
from spaces.services.messages import send_message, sort_message
from tests.factories.people import UserFactory
from tests.factories.spaces import MessageFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

TEXT = "Bonjour,\nPeut-on visiter la Caserne un mardi matin ?"
WRITE = "/nous-ecrire/"


@pytest.fixture(autouse=True)
def _nobody_wrote_yet():
    cache.clear()


@pytest.fixture
def place():
    return PlaceFactory(name="La Caserne")


def running(place, email="samir@caserne.example"):
    user = UserFactory(email=email, name="Samir")
    grant(user=user, permission="manage_place", target=place, given_by=None)
    return user


@pytest.fixture
def manager(place):
    return running(place)


def opened(client, time_machine, seconds=20, query="") -> dict:
    """Open the page, wait as a person does, and give what its form sends."""
    page = client.get(WRITE + query).content.decode()
    time_machine.move_to(clock.now() + timedelta(seconds=seconds), tick=False)
    started = re.search(r'name="started" value="([^"]+)"', page)[1]
    return {"started": started, "text": TEXT, "name": "Odile", "email": "odile@exemple.example"}


def told() -> list[str]:
    return list(Notice.objects.order_by("email").values_list("email", flat=True))


def test_anyone_writes_and_those_who_run_the_place_are_told_once_each(client, time_machine, place, manager):
    other = running(place, "zoe@caserne.example")
    running(PlaceFactory(), "ailleurs@caserne.example")
    answer = client.post(WRITE, opened(client, time_machine) | {"subject": "Une  visite", "place": place.pk})
    message = Message.objects.get()
    assert (message.place, message.author, message.name, message.email, message.subject, message.text) == (
        place, None, "Odile", "odile@exemple.example", "Une visite", TEXT,
    )  # fmt: skip
    assert answer["Location"] == message_path(message)
    assert Notice.objects.filter(kind="message.came", outcome=Outcome.WAITING).count() == 2
    # Whoever typed an address is not written to: it may be somebody else's.
    assert told() == [manager.email, other.email]

    page = client.get(answer["Location"])
    shown = page.content.decode()
    assert "C’est bien arrivé, merci." in shown
    assert "odile@exemple.example" in shown
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex, nofollow")


def test_the_mail_leaves_once_and_is_answered_to_whoever_wrote(place, manager):
    sent = send_message(place=place, name="Odile", email="odile+caserne@exemple.example", text=TEXT)
    assert [sweep()[0], sweep()[0]] == [1, 0]
    (told_by_mail,) = mail.outbox
    assert (told_by_mail.to, told_by_mail.reply_to) == ([manager.email], ["odile+caserne@exemple.example"])
    subject = "Odile écrit à La Caserne : Bonjour, Peut-on visiter la Caserne un mardi matin ?"
    assert told_by_mail.subject == subject
    assert reverse("message_read", args=[sent.pk]) in told_by_mail.body
    assert TEXT in told_by_mail.body
    assert "mailto:odile%2Bcaserne@exemple.example?subject=Re" in told_by_mail.html


def test_a_manager_who_reads_one_summary_a_day_gets_it_there(place, manager):
    choose(user=manager, pace=Pace.DAILY)
    send_message(place=place, name="Odile", email="odile@exemple.example", text=TEXT)
    assert sweep()[0] == 0
    assert Notice.objects.get(kind="message.came").title.startswith("Odile écrit à La Caserne")


def test_where_nobody_manages_the_mailbox_of_the_place_is_told(place):
    place.email = "bonjour@caserne.example"
    place.save()
    send_message(place=place, name="Odile", email="odile@exemple.example", text=TEXT)
    assert told() == ["bonjour@caserne.example"]


def test_where_nobody_and_no_mailbox_is_there_the_message_waits(place):
    message = send_message(place=place, name="Odile", email="odile@exemple.example", text=TEXT)
    assert (told(), message.status) == ([], MessageStatus.NEW)


def test_a_visitor_is_asked_for_the_place_only_when_there_are_several(client, time_machine, place):
    assert 'name="place"' not in client.get(WRITE).content.decode()
    other = PlaceFactory(name="La Grange")
    sent = opened(client, time_machine, query=f"?lieu={other.slug}")
    assert f'value="{other.pk}"' in client.get(f"{WRITE}?lieu={other.slug}").content.decode()
    refused = client.post(WRITE, sent)
    assert refused.status_code == 422
    assert "Choisissez le lieu auquel vous écrivez." in refused.content.decode()
    assert client.post(WRITE, sent | {"place": other.pk}).status_code == 302
    assert Message.objects.get().place == other
    assert client.post(WRITE, sent | {"place": 0}).status_code == 422


@pytest.mark.parametrize("query", ["?lieu=%00&objet=%00", "?lieu=rien", "?objet=" + "x" * 500])
def test_what_the_address_suggests_may_be_anything(client, place, query):
    assert client.get(WRITE + query).status_code == 200


def test_the_subject_and_the_person_are_written_beforehand(client, place):
    person = UserFactory(name="Léa Martin", email="lea@caserne.example")
    client.force_login(person)
    page = client.get(f"{WRITE}?objet=Salle du Clain").content.decode()
    assert [f'value="{said}"' in page for said in ("Salle du Clain", "Léa Martin", "lea@caserne.example")] == [
        True, True, True,
    ]  # fmt: skip


def test_a_house_without_a_place_has_nobody_to_write_to(client):
    assert client.get(WRITE).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " "}, "Écrivez votre message : une phrase suffit."),
        ({"text": "x" * 5001}, "5000"),
        ({"name": ""}, "Dites-nous comment vous vous appelez."),
        ({"email": ""}, "Sans votre courriel, nous ne pouvons pas répondre."),
        ({"email": "odile@"}, "adresse"),
        ({"email": "odile@exemple.example\nBcc: tous@exemple.example"}, "adresse"),
        ({"text": "a\0b"}, "nul"),
        ({"website": "https://exemple.example"}, "Une case cachée a été remplie"),
        ({"started": "9999999999:faux"}, "Ce formulaire est parti trop vite"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, time_machine, place, manager, wrong, said):
    answer = client.post(WRITE, opened(client, time_machine) | {"subject": "Une visite"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert unbroken(said) in page
    assert "Une visite" in page
    assert (Message.objects.count(), told()) == (0, [])


def test_six_messages_an_hour_from_one_address_and_to_one_mailbox(client, time_machine, place):
    data = opened(client, time_machine)
    assert [client.post(WRITE, data).status_code for _ in range(6)] == [302] * 6
    refused = client.post(WRITE, data)
    page = refused.content.decode()
    assert refused.status_code == 429
    assert "renvoyez-le un peu plus tard, ou dites-le-nous à l’accueil." in page
    assert "Peut-on visiter la Caserne" in page
    # Elsewhere with the same mailbox: refused too. With another mailbox: somebody else.
    assert client.post(WRITE, data, REMOTE_ADDR="203.0.113.9").status_code == 429
    neighbour = data | {"email": "nassim@exemple.example"}
    assert client.post(WRITE, neighbour, REMOTE_ADDR="203.0.113.10").status_code == 302
    assert Message.objects.count() == 7


def test_whoever_wrote_erases_it_and_nothing_more_leaves(client, place, manager):
    message = send_message(place=place, name="Odile", email="odile@exemple.example", text=TEXT)
    path = message_path(message)
    answer = client.post(path, follow=True)
    assert "Votre message est effacé, avec votre nom et votre courriel." in answer.content.decode()
    assert Message.objects.count() == 0
    assert client.get(path).status_code == 404
    assert Notice.objects.get().outcome == Outcome.CANCELLED


@pytest.mark.parametrize("token", ["faux", "faux:faux", "00000000-0000-4000-8000-000000000000"])
def test_an_invented_address_opens_nothing(client, place, token):
    assert client.get(f"{WRITE}{token}/").status_code == 404


def test_only_those_who_run_the_place_read(client, place, manager):
    message = MessageFactory(place=place)
    page = reverse("message_read", args=[message.pk])
    stranger = running(PlaceFactory(), "ailleurs@caserne.example")
    assert list(Message.objects.visible_to(manager)) == [message]
    assert list(Message.objects.visible_to(stranger)) == []
    client.force_login(stranger)
    assert (client.get(page).status_code, client.post(page, {"status": "answered"}).status_code) == (404, 404)
    with pytest.raises(NotAllowed):
        sort_message(message=message, actor=stranger, status=MessageStatus.ANSWERED)
    client.force_login(manager)
    assert unbroken(message.text) in client.get(page).content.decode()


def test_who_reads_it_and_why_is_explained(place, manager):
    message = MessageFactory(place=place)
    page = reverse("message_read", args=[message.pk])
    stranger = running(PlaceFactory(), "ailleurs@caserne.example")
    assert behind(page, manager) == message
    assert behind(page, stranger) is None
    assert [answers(person, message)[0].may for person in (manager, stranger)] == [True, False]


@pytest.mark.parametrize(
    ("status", "said"), [("answered", "L’équipe vous a répondu"), ("set_aside", "L’équipe l’a lu.")]
)
def test_the_team_says_what_became_of_it(client, place, manager, status, said):
    message = send_message(place=place, name="Odile", email="odile@exemple.example", text=TEXT)
    client.force_login(manager)
    page = reverse("message_read", args=[message.pk])
    assert client.post(page, {"status": status})["Location"] == reverse("messages:index")
    message.refresh_from_db()
    handled_at = message.handled_at
    assert (message.status, message.handled_by) == (status, manager)
    assert "Samir" in client.get(reverse("messages:index")).content.decode()
    assert said in client.get(message_path(message)).content.decode()
    # A second manager says the same: the first one answered.
    sort_message(message=message, actor=running(place, "zoe@caserne.example"), status=status)
    message.refresh_from_db()
    assert (message.handled_by, message.handled_at) == (manager, handled_at)
    assert sweep()[0] == 0
    notice = Notice.objects.get()
    expected = (Outcome.SKIPPED, f"le message est {message.get_status_display()}")
    assert (notice.outcome, notice.reason) == expected
    # And it may be read again.
    assert client.post(page, {"status": "new"}).status_code == 302
    message.refresh_from_db()
    assert (message.status, message.handled_by, message.handled_at) == (MessageStatus.NEW, None, None)
    actions = [f"message.{status}", "message.new"]
    assert list(AuditEvent.objects.filter(action__startswith="message.").order_by("pk").values_list(
        "action", flat=True
    )) == actions  # fmt: skip


def test_an_unknown_state_is_refused(client, place, manager):
    client.force_login(manager)
    answer = client.post(reverse("message_read", args=[MessageFactory(place=place).pk]), {"status": "perdu"})
    assert answer.status_code == 422
    assert "Dites si vous y avez répondu" in answer.content.decode()


def test_nothing_said_is_nothing_sent(place):
    with pytest.raises(InvalidMessage):
        send_message(place=place, name="Odile", email="odile@exemple.example", text="  \n ")


@pytest.mark.parametrize("wrong", [{"status": "perdu"}, {"text": ""}, {"status": "answered"}])
def test_the_database_refuses_what_makes_no_sense(place, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(place=place, **wrong)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_for_the_same_whatever_its_length(
    client, place, manager, rows, django_assert_num_queries
):
    for number in range(rows):
        MessageFactory(place=place, name=f"Odile {number}")
    client.force_login(manager)
    client.get(reverse("messages:index"))
    with django_assert_num_queries(39):
        assert client.get(reverse("messages:index")).content.decode().count("Odile ") == rows


def test_it_is_a_task_until_somebody_answers(place, manager):
    message = MessageFactory(place=place, subject="x" * 80, sent_at=clock.now() - timedelta(days=9))
    today = clock.today(place.zone)
    (task,) = tasks_for(manager, today)
    assert (task.due, task.title, task.what) == (
        today, "Répondre à Odile Prévost", f"« {'x' * 59}… », La Caserne.",
    )  # fmt: skip
    sort_message(message=message, actor=manager, status=MessageStatus.SET_ASIDE)
    assert tasks_for(manager, today) == []


def test_a_year_later_it_is_gone(place, manager):
    old = MessageFactory(place=place, sent_at=clock.now() - timedelta(days=366))
    kept = MessageFactory(place=place, sent_at=clock.now() - timedelta(days=364))
    applied = {one.rule.key: one.let_go for one in apply_retention()}
    assert applied["spaces.messages"] == 1
    assert list(Message.objects.all()) == [kept]
    assert old not in Message.objects.all()


def test_one_takes_ones_messages_along_and_they_go_with_the_account(place, manager):
    person = UserFactory(email="lea@caserne.example")
    MessageFactory(place=place, author=person, email="autre@exemple.example", text="De mon compte")
    MessageFactory(place=place, email="LEA@caserne.example", text="Sans me connecter")
    MessageFactory(place=place, author=manager, email="lea@caserne.example", text="De quelqu’un d’autre")
    with archive(person) as packed, zipfile.ZipFile(packed) as opened_zip:
        told = json.loads(opened_zip.read("donnees.json"))
    (chapter,) = [one for one in told["chapitres"] if one["chapitre"].startswith("Messages envoyés")]
    assert {row["message"] for row in chapter["elements"]} == {"De mon compte", "Sans me connecter"}
    erase(person=person, by=person)
    assert Message.objects.get().text == "De quelqu’un d’autre"


def test_a_message_survives_the_manager_who_answered(place, manager):
    message = MessageFactory(place=place)
    sort_message(message=message, actor=manager, status=MessageStatus.ANSWERED)
    manager.placeuserpermission_set.all().delete()
    erase(person=manager, by=manager)
    message.refresh_from_db()
    assert (message.handled_by, message.status) == (None, MessageStatus.ANSWERED)
