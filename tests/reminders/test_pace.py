"""How often people are written to, and how fast the house writes."""

from datetime import UTC, datetime, timedelta
from unittest import mock
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import OperationalError
from django.db.models import F
from django.db.models.functions import Now

import clock
from people.models import Organisation, User
from reminders import pacing, registry
from reminders import sweep as sweeping
from reminders.departure import ESSENTIAL_ONLY, begin
from reminders.digest import DIGEST
from reminders.models import Notice, Outcome, Pace, SweepMark
from reminders.queries import health, sweep_is_late
from reminders.registry import Kind, register
from reminders.services import cancel, choose, schedule, schedule_many
from reminders.sweep import lasting, sweep, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie():
    return User.objects.create_user("lucie@caserne.example", name="Lucie Moreau")


def fate(notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.outcome, notice.reason


def bring_digest_forward() -> Notice:
    Notice.objects.filter(kind=DIGEST).update(next_attempt_at=Now(), due_at=Now())
    return Notice.objects.get(kind=DIGEST)


def test_a_digest_tells_in_one_mail_what_it_gathered(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    first, second = tell_soon(lucie, occurrence="1"), tell_soon(lucie, occurrence="2")
    assert sweep()[0] == 0
    digest = bring_digest_forward()
    assert (
        fate(first)
        == fate(second)
        == (
            Outcome.GATHERED,
            f"Dans le résumé du {digest.occurrence[8:]}/{digest.occurrence[5:7]}/{digest.occurrence[:4]}.",
        )
    )
    assert sweep()[0] == 1
    (message,) = mail.outbox
    assert message.subject == "Votre résumé du jour : 2 nouvelles"
    assert message.body.count("- Bonjour Épi d’Or\n  http://127.0.0.1:8000/espaces/") == 2
    assert Notice.objects.visible_to(lucie).count() == 2


def test_what_became_undeserving_leaves_the_digest(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    other = Organisation.objects.create(name="La Ruche")
    gone, kept = tell_soon(lucie), tell_soon(lucie, subject=other)
    sweep()
    Organisation.objects.exclude(pk=other.pk).update(status="former")
    bring_digest_forward()
    assert sweep()[0] == 1
    assert mail.outbox[0].subject == "Votre résumé du jour : 1 nouvelle"
    assert (fate(gone)[0], fate(kept)[0]) == (Outcome.SKIPPED, Outcome.GATHERED)


def test_an_empty_digest_is_not_sent(tell_soon, lucie, organisation):
    choose(user=lucie, pace=Pace.DAILY)
    notice = tell_soon(lucie)
    sweep()
    assert cancel(subject=organisation, kinds=["test.hello"], reason="annulée") == 1
    digest = bring_digest_forward()
    assert sweep()[0] == 0
    assert fate(notice) == (Outcome.CANCELLED, "annulée")
    assert fate(digest) == (Outcome.SKIPPED, "Plus rien à dire dans ce résumé.")


def test_a_digest_is_not_sent_to_whoever_chose_the_essential_meanwhile(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    tell_soon(lucie)
    sweep()
    choose(user=lucie, pace=Pace.ESSENTIAL)
    digest = bring_digest_forward()
    assert sweep()[0] == 0
    assert fate(digest)[0] == Outcome.SKIPPED


def test_a_kind_that_vanished_leaves_the_digest(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    notice = tell_soon(lucie)
    sweep()
    registry.unregister("test.hello")
    bring_digest_forward()
    assert sweep()[0] == 0
    assert fate(notice)[0] == Outcome.FAILED


def test_what_cannot_wait_for_the_digest_is_told_at_once(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    tell_soon(lucie, expires_at=clock.now() + timedelta(minutes=5))
    assert sweep()[0] == 1


def test_what_comes_while_the_digest_leaves_is_told_at_once(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    tell_soon(lucie, occurrence="1")
    sweep()
    Notice.objects.filter(kind=DIGEST).update(sending_at=Now(), message_id="<parti@caserne.example>")
    tell_soon(lucie, occurrence="2")
    assert sweep()[0] == 1


def test_the_same_thing_scheduled_again_leaves_the_digest(tell_soon, lucie):
    choose(user=lucie, pace=Pace.DAILY)
    notice = tell_soon(lucie)
    sweep()
    tell_soon(lucie, minutes=60)
    notice.refresh_from_db()
    assert (notice.outcome, notice.digest) == (Outcome.WAITING, None)


def test_the_essential_reaches_everyone_at_once(tell_soon, lucie, kind):
    register(Kind(**{**kind.__dict__, "essential": True}))
    choose(user=lucie, pace=Pace.ESSENTIAL)
    tell_soon(lucie)
    assert sweep()[0] == 1


def test_whoever_wants_the_essential_only_reads_the_rest_on_the_site(tell_soon, lucie):
    choose(user=lucie, pace=Pace.ESSENTIAL)
    notice = tell_soon(lucie)
    assert sweep()[0] == 0
    assert fate(notice) == (Outcome.SKIPPED, ESSENTIAL_ONLY)
    assert list(Notice.objects.visible_to(lucie)) == [notice]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # The night of the change to summer time, the one back, and an ordinary morning just missed.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 30, tzinfo=UTC)),
        (datetime(2026, 7, 1, 5, 30, tzinfo=UTC), datetime(2026, 7, 2, 5, 30, tzinfo=UTC)),
    ],
)
def test_digests_leave_at_half_past_seven_by_the_wall_clock(at, expected):
    assert pacing.next_digest(at) == expected


def test_all_workers_together_keep_to_the_pace(tell_soon, settings):
    settings.REMINDERS_PER_MINUTE = 3
    for number in range(5):
        tell_soon(occurrence=str(number))
    assert sweep() == (3, False)
    assert sweep() == (0, False)
    Notice.objects.filter(outcome=Outcome.SENT).update(sending_at=F("sending_at") - pacing.MINUTE)
    assert sweep() == (2, False)


def test_rows_held_by_another_worker_count_in_the_pace(tell_soon, settings):
    settings.REMINDERS_PER_MINUTE = 3
    for number in range(5):
        tell_soon(occurrence=str(number))
    assert (len(take(uuid4())), len(take(uuid4()))) == (3, 0)


def test_a_sweep_stops_in_time_gives_back_what_it_holds_and_asks_for_more(tell_soon):
    notices = [tell_soon(occurrence=str(number)) for number in range(3)]
    assert sweep(seconds=0.0001) == (1, True)
    assert sorted(fate(notice)[0] for notice in notices) == ["sent", "waiting", "waiting"]
    assert sorted(notice.attempts for notice in notices) == [0, 0, 1]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_whose_clock_is_an_hour_wrong_changes_nothing(tell_soon, hours):
    due, later = tell_soon(), tell_soon(minutes=30, occurrence="plus tard")
    with time_machine.travel(clock.now() + timedelta(hours=hours), tick=True):
        assert sweep()[0] == 1
        Notice.objects.filter(pk=later.pk).update(
            next_attempt_at=Now(), lease=uuid4(), lease_until=Now() + pacing.MINUTE
        )
        assert sweep()[0] == 0
    assert fate(due)[0] == Outcome.SENT
    assert abs(due.sent_at - clock.now()) < pacing.MINUTE
    sent_on = mail.outbox[0].message()["Date"].datetime
    assert abs(sent_on - clock.now()) < pacing.MINUTE


def test_a_server_stopped_for_six_hours_neither_loses_nor_floods(tell_soon, settings):
    settings.REMINDERS_PER_MINUTE = 10
    for number in range(12):
        tell_soon(minutes=-360 + number, occurrence=f"utile {number}")
    past = tell_soon(minutes=-300, occurrence="passé", expires_at=clock.now() - timedelta(hours=1))
    assert sweep()[0] <= 10
    Notice.objects.filter(outcome=Outcome.SENT).update(sending_at=F("sending_at") - pacing.MINUTE)
    sweep()
    assert fate(past) == (Outcome.SKIPPED, "Le moment est passé : ce rappel n’aurait plus de sens.")
    assert Notice.objects.filter(outcome=Outcome.SENT).count() == 12


def test_moving_something_moves_its_notice_in_the_same_transaction(tell_soon, organisation):
    tell_soon(minutes=60)
    schedule(
        kind="test.hello",
        subject=organisation,
        recipient="paul@caserne.example",
        due_at=clock.now() + timedelta(hours=5),
    )
    (notice,) = Notice.objects.all()
    assert notice.due_at - clock.now() > timedelta(hours=4)
    assert notice.next_attempt_at == notice.due_at


def test_writing_to_many_can_be_started_again(organisation):
    people = [f"p{number}@caserne.example" for number in range(2500)]
    due_at = clock.now()
    more = {"kind": "test.hello", "subject": organisation, "due_at": due_at}
    schedule_many(recipients=people[:1200], **more)
    schedule_many(recipients=(person for person in people), **more)
    assert Notice.objects.count() == 2500


def test_a_dead_worker_that_comes_back_lifts_the_doubt(tell_soon):
    notice = tell_soon()
    lease = uuid4()
    take(lease)
    message = begin(notice.pk, lease)
    Notice.objects.update(lease_until=Now() - pacing.MINUTE)
    sweep()
    assert fate(notice)[0] == Outcome.IN_DOUBT
    sweeping.arrived(notice.pk, lease, message.extra_headers["Message-ID"])
    assert fate(notice)[0] == Outcome.SENT


def test_what_is_written_lasts_through_a_restart_of_the_database(monkeypatch):
    monkeypatch.setattr(sweeping, "DATABASE_PATIENCE", (0, 0))
    monkeypatch.setattr(sweeping.connection, "close", lambda: None)
    write = mock.Mock(side_effect=[OperationalError("arrêt"), OperationalError("arrêt"), None])
    lasting(write)
    assert write.call_count == 3
    with pytest.raises(OperationalError):
        lasting(mock.Mock(side_effect=OperationalError("arrêt")))


def test_a_late_sweep_is_told_from_a_long_queue(tell_soon):
    assert not sweep_is_late(pacing.MINUTE)
    tell_soon(minutes=-10)
    assert sweep_is_late(pacing.MINUTE)
    SweepMark.objects.create(pk=1, swept_at=clock.now())
    assert not sweep_is_late(pacing.MINUTE)


def test_the_health_of_the_ledger_counts_each_fate(tell_soon, django_assert_num_queries):
    tell_soon(occurrence="envoyé")
    sweep()
    tell_soon(minutes=-5, occurrence="dû")
    tell_soon(minutes=60, occurrence="plus tard")
    with django_assert_num_queries(2):
        found = health()
    assert (found.due, found.waiting, found.in_doubt, found.failed, found.sent) == (1, 2, 0, 0, 1)
    assert timedelta(minutes=4) < found.oldest_due < timedelta(minutes=6)
    assert found.worst_lateness < timedelta(minutes=1)
    assert found.swept_at is not None
