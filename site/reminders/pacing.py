"""How fast, how long, how often: the figures of the sweep, read from settings."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

import clock

# How long a worker may hold a row without giving news.
LEASE: timedelta = settings.REMINDERS_LEASE
FIRST_RETRY: timedelta = settings.REMINDERS_FIRST_RETRY
LAST_RETRY: timedelta = settings.REMINDERS_LAST_RETRY
# As mail servers do among themselves: after that, a person looks at it.
GIVE_UP_AFTER = timedelta(days=3)
BATCH = 20
# A worker asked to stop waits for its task: a sweep is short, and asks for the next.
SWEEP_SECONDS = 8
# A mail server that fails three times in a row is left alone until the next sweep.
PATIENCE = 3
MINUTE = timedelta(minutes=1)


def backoff(attempts: int) -> timedelta:
    """Twice as long after each attempt, with some jitter so that workers do not march in step."""
    wait = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LAST_RETRY)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


def per_minute() -> int:
    """How many mails may leave in a minute, all workers together."""
    return int(settings.REMINDERS_PER_MINUTE)


def next_digest(at: datetime) -> datetime:
    """The next moment at which digests leave, on the project's own wall clock."""
    zone = ZoneInfo(settings.TIME_ZONE)
    local = clock.local(at, zone)
    morning = datetime.combine(local.date(), settings.REMINDERS_DIGEST_TIME, tzinfo=zone)
    if morning <= local:
        tomorrow = local.date() + timedelta(days=1)
        morning = datetime.combine(tomorrow, settings.REMINDERS_DIGEST_TIME, tzinfo=zone)
    return morning
