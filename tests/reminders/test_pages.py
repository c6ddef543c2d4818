"""The pages of reminders: one's own, the unsubscription, and the ledger in the back office."""

import pytest
from celery import current_app
from django.core import mail
from django.test import Client
from django.urls import reverse
from kombu import Connection

from journal.models import AuditEvent
from people.models import User
from reminders import policies
from reminders.mail import specimens
from reminders.models import Notice, Outcome, Pace, Preference
from reminders.services.preferences import unsubscribe_token
from reminders.sweep import sweep
from reminders.typography import unbroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie():
    return User.objects.create_user("lucie@caserne.example", name="Lucie Moreau")


@pytest.fixture
def reader(client, lucie):
    client.force_login(lucie)
    return client


@pytest.fixture
def manager(client, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    client.force_login(User.objects.create_superuser("admin@caserne.example", name="Admin"))
    return client


def test_what_was_told_by_mail_is_told_in_the_centre_too(reader, lucie, tell_soon, settings):
    tell_soon(lucie)
    sweep()
    page = reader.get("/notifications/")
    assert page.context["unread_notifications"] == 1
    assert [notice.title for notice in page.context["page"]] == ["Bonjour Épi d’Or"]
    assert "Bonjour Épi d’Or" in page.content.decode()


@pytest.mark.parametrize("notices", [1, 3])
def test_the_centre_asks_as_many_questions_for_one_notice_as_for_three(
    reader, lucie, tell_soon, notices, django_assert_num_queries
):
    for number in range(notices):
        tell_soon(lucie, occurrence=str(number))
    sweep()
    reader.get("/notifications/")
    with django_assert_num_queries(6):
        reader.get("/notifications/")


def test_following_a_notice_reads_it_and_leads_where_it_leads(reader, lucie, tell_soon):
    notice = tell_soon(lucie)
    sweep()
    answer = reader.get(f"/notifications/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/espaces/")
    assert reader.get("/notifications/").context["unread_notifications"] == 0


def test_everything_can_be_read_at_once(reader, lucie, tell_soon):
    tell_soon(lucie, occurrence="1")
    tell_soon(lucie, occurrence="2")
    sweep()
    assert reader.post("/notifications/lues/")["Location"] == "/notifications/"
    assert Notice.objects.unread().count() == 0


def test_another_s_notice_is_not_there(reader, tell_soon):
    other = User.objects.create_user("paul@caserne.example")
    notice = tell_soon(other)
    sweep()
    assert reader.get(f"/notifications/{notice.pk}/").status_code == 404
    assert list(reader.get("/notifications/").context["page"]) == []


def test_nobody_sees_what_is_not_told_yet(reader, lucie, tell_soon):
    notice = tell_soon(lucie, minutes=10)
    assert reader.get(f"/notifications/{notice.pk}/").status_code == 404


def test_a_person_chooses_their_pace(reader, lucie):
    page = reader.get("/mon-espace/rappels/")
    assert page.context["form"]["pace"].value() == Pace.NOW
    assert reader.post("/mon-espace/rappels/", {"pace": "daily"}).status_code == 302
    assert Preference.objects.get(user=lucie).pace == Pace.DAILY
    assert reader.post("/mon-espace/rappels/", {"pace": "jamais"}).status_code == 422


@pytest.mark.parametrize("recipient", ["lucie@caserne.example", None], ids=["address", "account"])
def test_one_click_keeps_to_the_essential_without_signing_in(tell_soon, lucie, recipient):
    tell_soon(recipient or lucie)
    sweep()
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = url.removeprefix("http://127.0.0.1:8000")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert Preference.objects.get().pace == Pace.NOW
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().pace == Pace.ESSENTIAL
    tell_soon(recipient or lucie, occurrence="demain")
    assert sweep()[0] == 0
    assert Notice.objects.get(occurrence="demain").outcome == Outcome.SKIPPED


def test_an_address_whose_signature_is_broken_opens_nothing(client, lucie):
    preference = Preference.objects.create(user=lucie)
    broken = unsubscribe_token(preference)[:-1]
    for path in (reverse("reminders:unsubscribe", args=[token]) for token in (broken, "x", "1:2")):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            assert "Rien n’a été changé" in answer.content.decode()
    preference.refresh_from_db()
    assert preference.pace == Pace.NOW


def in_doubt(notice) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(
        outcome=Outcome.IN_DOUBT, message_id="<doute@caserne.example>", sending_at=notice.due_at
    )
    return notice


def test_a_manager_reads_the_ledger_and_sends_again_under_a_new_name(manager, tell_soon):
    notice = in_doubt(tell_soon())
    page = manager.get("/gestion/rappels/")
    assert page.context["health"].in_doubt == 1
    assert [row.pk for row in page.context["page"]] == [notice.pk]
    manager.post(f"/gestion/rappels/{notice.pk}/renvoyer/")
    assert sweep()[0] == 1
    notice.refresh_from_db()
    assert notice.outcome == Outcome.SENT
    assert notice.message_id not in {"", "<doute@caserne.example>"}
    event = AuditEvent.objects.get(action__startswith="reminders.")
    assert (event.action, event.details["message_id"]) == ("reminders.send_again", "<doute@caserne.example>")


def test_a_manager_considers_a_doubtful_notice_sent_once(manager, tell_soon):
    notice = in_doubt(tell_soon())
    path = f"/gestion/rappels/{notice.pk}/parti/"
    assert manager.post(path, {"etat": "dans-le-doute"})["Location"] == "/gestion/rappels/?etat=dans-le-doute"
    manager.post(path)
    notice.refresh_from_db()
    assert (notice.outcome, notice.sent_at) == (Outcome.SENT, notice.sending_at)
    assert AuditEvent.objects.filter(action__startswith="reminders.").count() == 1
    assert sweep()[0] == 0


@pytest.mark.parametrize("shelf", ["echoues", "en-retard", "en-attente", "sans-objet", "envoyes", "inconnu"])
def test_every_shelf_of_the_ledger_opens(manager, tell_soon, shelf):
    tell_soon(minutes=-30)
    assert manager.get(f"/gestion/rappels/?etat={shelf}").status_code == 200


def test_the_ledger_is_shut_to_others(reader, tell_soon):
    notice = tell_soon()
    for path in ("", f"{notice.pk}/renvoyer/", f"{notice.pk}/parti/", "courriels/"):
        assert reader.get(f"/gestion/rappels/{path}").status_code in {302, 403}
    assert reader.post(f"/gestion/rappels/{notice.pk}/renvoyer/").status_code in {302, 403}


def test_staff_previews_every_mail(manager):
    listed = manager.get("/gestion/rappels/courriels/").context["specimens"]
    assert [specimen.key for specimen in listed] == [specimen.key for specimen in specimens()]
    for kind in listed:
        page = manager.get(f"/gestion/rappels/courriels/{kind.key}/")
        assert page.status_code == 200
        frame = manager.get(f"/gestion/rappels/courriels/{kind.key}/html/")
        assert frame["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
            "sandbox allow-popups allow-popups-to-escape-sandbox"
        )
    assert manager.get("/gestion/rappels/courriels/inconnu/").status_code == 404


def test_what_somebody_resolved_is_not_resolved_twice(manager, tell_soon):
    notice = in_doubt(tell_soon())
    manager.post(f"/gestion/rappels/{notice.pk}/renvoyer/")
    answer = manager.post(f"/gestion/rappels/{notice.pk}/renvoyer/", follow=True)
    assert [str(message) for message in answer.context["messages"]][-1] == (
        "Quelqu’un s’est déjà occupé de ce rappel."
    )
    assert AuditEvent.objects.filter(action__startswith="reminders.").count() == 1


def test_an_application_above_lets_more_people_read_the_ledger(lucie, monkeypatch):
    monkeypatch.setattr(policies, "_LEDGER_READERS", [])
    monkeypatch.setattr(User, "has_perm", lambda self, perm, obj=None: True)
    assert not policies.may_read_ledger(lucie)
    policies.open_ledger_to(may := lambda visitor: visitor.name == "Lucie Moreau")
    policies.open_ledger_to(may)
    assert policies.may_read_ledger(lucie)
    assert len(policies._LEDGER_READERS) == 1


def panel_of(page) -> dict | None:
    found = [panel for panel in page.context["panels"] if panel.name == "tierslieu-reminders"]
    return found[0]._context if found else None


def test_the_back_office_speaks_of_reminders_only_when_somebody_is_needed(manager, tell_soon):
    assert panel_of(manager.get("/gestion/")) is None
    in_doubt(tell_soon(occurrence="1"))
    tell_soon(occurrence="2", minutes=-30)
    page = manager.get("/gestion/")
    assert panel_of(page) == {"in_doubt": 1, "failed": 0, "late": 1}
    assert "1 dans le doute" in page.content.decode()


def broker_is(monkeypatch, address: str, **options) -> None:
    monkeypatch.setattr(
        current_app, "connection_for_read", lambda: Connection(address, transport_options=options)
    )


def test_the_ledger_says_what_waits_in_each_queue(manager, monkeypatch, tmp_path):
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    broker_is(monkeypatch, "filesystem://localhost", **folders)
    with current_app.connection_for_read() as connection:
        for _message in range(2):
            connection.SimpleQueue("exports").put({})
    page = manager.get("/gestion/rappels/")
    assert [(queue.name, queue.count) for queue in page.context["queues"]] == [
        ("mail", 0),
        ("imports", 0),
        ("exports", 2),
    ]
    assert unbroken("mail : 0, imports : 0, exports : 2") in page.content.decode()


def test_the_ledger_opens_when_the_broker_is_away(manager, monkeypatch):
    broker_is(monkeypatch, "redis://127.0.0.1:9/0", max_retries=0)
    page = manager.get("/gestion/rappels/")
    assert page.context["queues"] is None
    assert "le courtier ne répond pas" in page.content.decode()
