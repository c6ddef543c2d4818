"""Half-days of auditions, and what the sweep really sends about them."""

from datetime import UTC, datetime

from django.core import mail

import clock
from incubator.enums import Status
from incubator.services import plan_auditions
from reminders.models import Notice, Outcome
from reminders.sweep import sweep
from tests.factories.incubator import brought_to

# Thursday 14 January 2027, 14 h in Paris.
AFTERNOON = datetime(2027, 1, 14, 13, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def dossiers(call, count):
    return [brought_to(Status.UNDER_REVIEW, call=call, title=f"Projet {n}") for n in range(1, count + 1)]


def a_day(stage, by, **more):
    fields = {"starts_at": AFTERNOON, "minutes": 20, "count": 3, "where": "Bâtiment B", **more}
    return plan_auditions(stage=stage, by=by, **fields)


def sent():
    """What the sweep really sends; the ledger reads the hour of PostgreSQL, which no test moves."""
    Notice.objects.filter(outcome=Outcome.WAITING, due_at__lte=clock.now()).update(next_attempt_at=LONG_AGO)
    sweep()
    letters = [(letter.to[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return letters
