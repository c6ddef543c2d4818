"""One closure told to ten thousand people: bounded memory, resumable, at the permitted pace."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db.models import F

import clock
from reminders import pacing
from reminders.models import Notice, Outcome
from reminders.services import schedule_many
from reminders.sweep import sweep

pytestmark = pytest.mark.django_db
CROWD = 10_000
PER_MINUTE = 300
MEGABYTE = 2**20


class CountingBackend(BaseEmailBackend):
    """Counts and forgets."""

    left = 0

    def send_messages(self, email_messages) -> int:
        CountingBackend.left += len(email_messages)
        return len(email_messages)


@pytest.fixture
def counter(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.CountingBackend"}}
    CountingBackend.left = 0
    return CountingBackend


@pytest.mark.slow
def test_ten_thousand_people_are_told_of_one_closure(counter, organisation, settings, monkeypatch):
    # On a busy machine a true minute passes while three hundred mails are written: count by the hour.
    monkeypatch.setattr(pacing, "MINUTE", timedelta(hours=1))
    settings.REMINDERS_PER_MINUTE = PER_MINUTE
    tracemalloc.start()
    schedule_many(
        kind="test.hello",
        subject=organisation,
        recipients=(f"p{number}@caserne.example" for number in range(CROWD)),
        due_at=clock.now(),
    )
    minutes = 3
    for minute in range(1, minutes + 1):
        # The first minute is cut in the middle, as a worker that is stopped would.
        sweep(seconds=0.05 if minute == 1 else 600)
        sweep(seconds=600)
        assert counter.left == PER_MINUTE * minute
        Notice.objects.filter(sending_at__isnull=False).update(sending_at=F("sending_at") - pacing.MINUTE)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 * MEGABYTE
    assert Notice.objects.filter(outcome=Outcome.SENT).count() == PER_MINUTE * minutes
    assert Notice.objects.waiting().count() == CROWD - PER_MINUTE * minutes


def test_a_sweep_by_hand_says_what_it_did(tell_soon, capsys):
    call_command("sweep")
    assert capsys.readouterr().out == "0 courriel envoyé.\n"
    tell_soon(occurrence="1")
    tell_soon(occurrence="2")
    call_command("sweep")
    assert capsys.readouterr().out == "2 courriels envoyés.\n"


def test_the_task_asks_for_the_next_turn_when_more_is_due(tell_soon, monkeypatch):
    from reminders import tasks

    asked = []
    monkeypatch.setattr(tasks, "wake", lambda: asked.append(1))
    tell_soon(occurrence="1")
    assert (tasks.sweep(), asked) == (1, [])
    monkeypatch.setattr(tasks, "run_sweep", lambda: (7, True))
    assert (tasks.sweep(), asked) == (7, [1])
