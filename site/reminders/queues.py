"""What waits at the broker, queue by queue, for the page that watches over us."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from celery import current_app

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """One queue, and how many wake-ups no worker has taken from it."""

    name: str
    count: int


def waiting() -> list[Waiting] | None:
    """Every queue in the order of the settings; None when the broker does not answer within a second or two."""
    try:
        with current_app.connection_for_read() as connection:
            channel = connection.default_channel
            # AMQP's own way of counting fails on a queue that Redis holds as nothing because it is empty.
            return [Waiting(queue.name, channel._size(queue.name)) for queue in current_app.conf.task_queues]
    except Exception as error:  # noqa: BLE001 - whatever the broker says, the page opens
        logger.warning("the broker does not say what waits: %s", error)
        return None
