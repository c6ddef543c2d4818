from datetime import timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

import clock
from people.models import Organisation
from reminders import registry
from reminders.departure import begin
from reminders.models import Notice, Outcome, Preference, SweepMark
from reminders.registry import Kind
from reminders.services import cancel, schedule, wake, waking
from reminders.sweep import KILLED_WHILE_SENDING, put_off, sweep, take, tell

pytestmark = pytest.mark.django_db
DEPARTED = "Cette structure est partie."


def told() -> int:
    """How many mails one sweep sends."""
    return sweep()[0]


def fate(notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.outcome, notice.reason


def test_what_is_due_is_told_once_and_marked(tell_soon):
    notice = tell_soon()
    assert (told(), told()) == (1, 0)
    (message,) = mail.outbox
    notice.refresh_from_db()
    assert (message.to, message.subject) == (["paul@caserne.example"], "Bonjour Épi d’Or")
    assert message.extra_headers["Message-ID"] == notice.message_id
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert (notice.outcome, notice.attempts, notice.lease, notice.title) == (
        Outcome.SENT,
        1,
        None,
        "Bonjour Épi d’Or",
    )


def test_what_is_not_due_waits(tell_soon):
    notice = tell_soon(minutes=10)
    assert told() == 0
    assert fate(notice) == (Outcome.WAITING, "")


def test_telling_the_same_thing_again_moves_it(tell_soon):
    first = tell_soon(minutes=10)
    second = tell_soon(minutes=-1, recipient="PAUL@caserne.example")
    assert first.pk == second.pk
    assert told() == 1


def test_what_was_told_stays_told(tell_soon):
    tell_soon()
    told()
    assert tell_soon().outcome == Outcome.SENT
    assert told() == 0


def test_what_was_taken_back_is_not_told(tell_soon, organisation):
    notice = tell_soon()
    assert cancel(subject=organisation, kinds=["test.hello"], reason="Annulée par Paul.") == 1
    assert told() == 0
    assert fate(notice) == (Outcome.CANCELLED, "Annulée par Paul.")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda o: Organisation.objects.update(status="former"), (Outcome.SKIPPED, DEPARTED)),
        (lambda o: o.delete(), (Outcome.CANCELLED, "L’objet de ce rappel n’existe plus.")),
        (
            lambda o: registry.unregister("test.hello"),
            (Outcome.FAILED, "Plus aucune application ne connaît ce genre de rappel."),
        ),
        (
            lambda o: Notice.objects.update(expires_at=Now() - timedelta(seconds=1)),
            (Outcome.SKIPPED, "Le moment est passé : ce rappel n’aurait plus de sens."),
        ),
    ],
    ids=["left", "deleted", "vanished", "expired"],
)
def test_what_no_longer_deserves_it_is_closed_with_its_reason(tell_soon, organisation, change, expected):
    notice = tell_soon()
    change(organisation)
    assert told() == 0
    assert fate(notice) == expected
    assert mail.outbox == []


def test_a_refusal_is_tried_again_later_under_the_same_message_id(tell_soon, monkeypatch):
    notice = tell_soon()
    with monkeypatch.context() as broken:
        broken.setattr(
            EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(SMTPServerDisconnected("421"))
        )
        assert told() == 0
    assert fate(notice) == (Outcome.WAITING, "Le serveur de courriel a refusé : 421")
    first_id = notice.message_id
    assert (notice.sending_at, told()) == (None, 0)
    Notice.objects.update(next_attempt_at=Now())
    assert told() == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == first_id


def test_a_worker_killed_before_sending_leaves_a_row_that_is_taken_again(tell_soon):
    notice = tell_soon()
    take(uuid4())
    assert told() == 0
    Notice.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert told() == 1
    assert fate(notice)[0] == Outcome.SENT


def test_a_worker_killed_while_sending_leaves_a_doubt_and_nothing_is_sent_again(tell_soon):
    notice = tell_soon()
    lease = uuid4()
    take(lease)
    assert begin(notice.pk, lease) is not None
    Notice.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert (told(), told()) == (0, 0)
    assert fate(notice) == (Outcome.IN_DOUBT, KILLED_WHILE_SENDING)
    assert mail.outbox == []


def test_one_row_that_cannot_be_written_does_not_stop_the_others(tell_soon, kind):
    def broken(subject, notice):
        if notice.email.startswith("casse"):
            raise RuntimeError("cassé")
        return {"name": subject.name}

    registry.register(Kind(**{**kind.__dict__, "context": broken}))
    bad, good = tell_soon("casse@caserne.example"), tell_soon()
    assert told() == 1
    assert fate(bad) == (Outcome.WAITING, "Le courriel ne s’écrit pas : cassé")
    assert fate(good)[0] == Outcome.SENT


def test_a_name_that_carries_a_header_stays_a_name(tell_soon):
    Organisation.objects.update(name="Épi\r\nBcc: voleur@ailleurs.example")
    tell_soon()
    assert told() == 1
    assert mail.outbox[0].subject == "Bonjour Épi Bcc: voleur@ailleurs.example"
    assert mail.outbox[0].recipients() == ["paul@caserne.example"]


def test_an_address_of_254_characters_is_told_like_any_other(tell_soon):
    address = "a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".example"
    tell_soon(address.ljust(254, "c")[:254])
    assert told() == 1


def test_the_database_refuses_to_tell_the_same_thing_twice(tell_soon):
    notice = tell_soon()
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


@pytest.mark.parametrize(
    ("kind_key", "due_at", "error"),
    [("inconnu", clock.now(), LookupError), ("test.hello", clock.now().replace(tzinfo=None), ValueError)],
)
def test_what_cannot_be_written_is_refused(organisation, kind_key, due_at, error):
    with pytest.raises(error):
        schedule(kind=kind_key, subject=organisation, recipient="paul@caserne.example", due_at=due_at)
    assert not Notice.objects.exists()


def test_what_is_cancelled_between_its_taking_and_its_departure_stays_here(tell_soon, organisation):
    notice = tell_soon()
    lease = uuid4()
    take(lease)
    cancel(subject=organisation, kinds=["test.hello"], reason="annulée")
    assert begin(notice.pk, lease) is None
    put_off(notice.pk, lease, "trop tard")
    assert fate(notice) == (Outcome.CANCELLED, "annulée")
    assert (told(), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda o: o.delete(), (Outcome.CANCELLED, "L’objet de ce rappel n’existe plus.")),
        (
            lambda o: registry.unregister("test.hello"),
            (Outcome.FAILED, "Plus aucune application ne connaît ce genre de rappel."),
        ),
    ],
    ids=["deleted", "vanished"],
)
def test_what_vanishes_between_its_taking_and_its_departure_stays_here(
    tell_soon, organisation, change, expected
):
    notice = tell_soon()
    lease = uuid4()
    take(lease)
    change(organisation)
    assert tell(notice.pk, lease) is None
    assert fate(notice) == expected
    assert (notice.lease, told(), mail.outbox) == (None, 0, [])


@pytest.mark.parametrize(("broker", "asked"), [("works", 1), ("fails", 0)])
def test_a_transaction_wakes_the_sweep_once_and_only_when_it_lasts(
    django_capture_on_commit_callbacks, monkeypatch, caplog, broker, asked
):
    published = []

    def publish(name, **options):
        if broker == "fails":
            raise OSError("Redis ne répond pas")
        published.append((name, options["retry"]))

    monkeypatch.setattr(waking.current_app, "send_task", publish)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        wake()
        wake()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wake()
            raise ZeroDivisionError
    assert len(callbacks) == 1
    assert published == [("reminders.sweep", False)] * asked
    assert ("Redis ne répond pas" in caplog.text) is (broker == "fails")


def test_what_the_ledger_holds_reads_like_a_sentence(tell_soon, organisation):
    notice = tell_soon()
    assert str(notice) == f"test.hello {organisation.pk} → paul@caserne.example"
    assert str(Preference(email="paul@caserne.example")) == (
        "paul@caserne.example : Tout de suite : un courriel chaque fois"
    )
    told()
    assert str(SweepMark.objects.get())[2] == "/"
