"""The sweep against a real SMTP server: what arrives, what is refused, and what is left in doubt."""

import asyncio
import email
import email.policy
import socket
from contextlib import closing

import pytest
from aiosmtpd.controller import Controller
from django.db.models.functions import Now

from reminders import pacing
from reminders.models import Notice, Outcome
from reminders.registry import Kind, register
from reminders.sweep import UNANSWERED, sweep
from tests.factories.people import UserFactory
from tierslieu.mailers import mailers_from_url

pytestmark = pytest.mark.django_db


class Server:
    """Accepts everything, unless told at which phase to misbehave, and how."""

    def __init__(self) -> None:
        self.received: list[email.message.EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.silent_after_data = False
        self.hangs_up_at_mail = False

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.hangs_up_at_mail:
            server.transport.close()
        envelope.mail_from = address
        return self.refuses.get("mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "rcpt" not in self.refuses:
            envelope.rcpt_tos.append(address)
        return self.refuses.get("rcpt", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        if "data" in self.refuses:
            return self.refuses["data"]
        self.wire = envelope.content
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.silent_after_data:
            await asyncio.sleep(3)
        return "250 OK"


@pytest.fixture
def server(settings):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{port}?timeout=1")
    yield handler
    controller.stop()


def fate(notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.outcome, notice.reason


def test_what_arrives_is_what_the_ledger_says(server, tell_soon, kind):
    attached = [("réservation.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")]
    register(Kind(**{**kind.__dict__, "attachments": lambda subject, notice: attached}))
    notice = tell_soon()
    assert sweep()[0] == 1
    notice.refresh_from_db()
    (mail,) = server.received
    assert mail["Message-ID"] == notice.message_id
    assert mail["Subject"] == "Bonjour Épi d’Or"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_body(("plain",)).get_content().startswith("Bonjour Épi d’Or.")
    assert "<h1" not in mail.get_body(("plain",)).get_content()
    assert "Bonjour Épi d’Or." in mail.get_body(("html",)).get_content()
    (part,) = mail.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("réservation.ics", "text/calendar")


def test_the_unsubscription_is_written_so_that_machines_read_it(server, tell_soon, settings):
    settings.BASE_URL = "https://un-tiers-lieu-au-nom-assez-long-pour-depasser-la-ligne.example"
    tell_soon()
    sweep()
    (line,) = [line for line in server.wire.split(b"\r\n") if line.startswith(b"List-Unsubscribe: ")]
    assert line.startswith(b"List-Unsubscribe: <https://un-tiers-lieu")
    assert line.endswith(b"/>")
    assert 80 < len(line) < 998


def test_an_essential_mail_offers_no_unsubscription(server, tell_soon, kind):
    register(Kind(**{**kind.__dict__, "essential": True}))
    tell_soon()
    sweep()
    assert server.received[0]["List-Unsubscribe"] is None


def test_only_whoever_has_an_account_is_led_to_their_choices(server, tell_soon):
    tell_soon()
    tell_soon(recipient=UserFactory(email="lucie@caserne.example"))
    sweep()

    for mail in server.received:
        offered = "/mon-espace/rappels/" in mail.get_body(("plain",)).get_content()
        assert offered == ("/mon-espace/rappels/" in mail.get_body(("html",)).get_content())
        assert offered == (mail["To"] == "lucie@caserne.example")
        assert "Ne garder que l’indispensable" in mail.get_body(("plain",)).get_content()
    assert len(server.received) == 2


def test_an_address_of_254_characters_arrives(server, tell_soon):
    address = ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".").ljust(254, "c")
    tell_soon(address)
    assert sweep()[0] == 1
    assert server.received[0]["To"] == address


@pytest.mark.parametrize(
    "address", ["pas une adresse", "a@b.example\r\nBcc: voleur@ailleurs.example", "@", ""]
)
def test_what_is_not_an_address_is_given_up_and_stops_nobody(server, tell_soon, address):
    bad, good = tell_soon(address), tell_soon()
    assert sweep()[0] == 1
    assert fate(bad) == (Outcome.FAILED, "Cette adresse n’en est pas une.")
    assert fate(good)[0] == Outcome.SENT
    assert [mail["To"] for mail in server.received] == ["paul@caserne.example"]


@pytest.mark.parametrize(
    ("phase", "answer", "outcome", "reason"),
    [
        (
            "mail",
            "451 plus tard",
            Outcome.WAITING,
            "Le serveur de courriel a refusé : 451 plus tard",
        ),
        ("rcpt", "450 plus tard", Outcome.WAITING, "Le serveur de courriel a refusé : 450 plus tard"),
        ("rcpt", "550 inconnu ici", Outcome.FAILED, "Cette adresse est refusée : 550 inconnu ici"),
        ("data", "451 plus tard", Outcome.WAITING, "Le serveur de courriel a refusé : 451 plus tard"),
        ("data", "554 non", Outcome.WAITING, "Le serveur de courriel a refusé : 554 non"),
    ],
)
def test_a_refusal_is_written_down(server, tell_soon, phase, answer, outcome, reason):
    server.refuses = {phase: answer}
    notice = tell_soon()
    assert sweep()[0] == 0
    assert fate(notice) == (outcome, reason)
    assert (notice.lease, server.received) == (None, [])
    if outcome == Outcome.WAITING:
        name = notice.message_id
        server.refuses = {}
        Notice.objects.update(next_attempt_at=Now())
        assert sweep()[0] == 1
        assert server.received[0]["Message-ID"] == name


def test_a_server_silent_after_the_whole_mail_leaves_a_doubt(server, tell_soon):
    server.silent_after_data = True
    notice = tell_soon()
    assert sweep()[0] == 0
    assert fate(notice) == (Outcome.IN_DOUBT, UNANSWERED)
    Notice.objects.update(next_attempt_at=Now())
    assert sweep()[0] == 0
    assert len(server.received) == 1


def test_a_server_that_hangs_up_early_leaves_no_doubt_and_is_left_alone(server, tell_soon):
    server.hangs_up_at_mail = True
    notices = [tell_soon(occurrence=str(number)) for number in range(5)]
    assert sweep() == (0, False)
    outcomes = [fate(notice)[0] for notice in notices]
    assert outcomes == [Outcome.WAITING] * 5
    tried = sorted(notice.attempts for notice in notices)
    assert tried == [0, 0, 1, 1, 1]
    assert not Notice.objects.filter(lease__isnull=False).exists()


def test_what_was_tried_for_days_is_given_up(server, tell_soon):
    server.refuses = {"mail": "451 plus tard"}
    notice = tell_soon()
    Notice.objects.update(due_at=Now() - pacing.GIVE_UP_AFTER - pacing.MINUTE)
    sweep()
    assert fate(notice)[0] == Outcome.FAILED


def test_a_mail_server_that_is_down_refuses_nobody_for_good(tell_soon, settings):
    settings.MAILERS = mailers_from_url("smtp://127.0.0.1:9?timeout=1")
    notice = tell_soon()
    assert sweep() == (0, False)
    assert fate(notice)[0] == Outcome.WAITING
