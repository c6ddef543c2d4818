"""Ask a worker to sweep now, rather than when beat next says so."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

SWEEP = "reminders.sweep"
# A worker whose clock is an hour ahead must not take a fresh wake-up for a stale one.
WAKE_EXPIRES_SECONDS = 2 * 3600


def wake() -> None:
    """Ask for a sweep once the transaction is committed. A broker that is away costs nothing: beat comes.

    However many notices a transaction writes, it asks once.
    """
    asked = transaction.get_connection().run_on_commit
    if not any(entry[1] is _publish for entry in asked):
        transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    try:
        current_app.send_task(SWEEP, expires=WAKE_EXPIRES_SECONDS, queue="mail", retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker says, the request goes on
        logger.warning("the sweep was not woken: %s", error)
