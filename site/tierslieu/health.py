"""Two questions for the machines that watch over us: alive, and ready?"""

import dataclasses
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from people.access import PUBLIC, requires
from reminders.queries import sweep_is_late


@dataclasses.dataclass
class Migrations(HealthCheck):
    """Every migration has been applied."""

    async def run(self) -> None:
        """Raise when the code is ahead of the database."""
        if await sync_to_async(_pending_migrations)():
            raise ServiceUnavailable("Des migrations attendent : lancez manage.py migrate.")


@dataclasses.dataclass
class Broker(HealthCheck):
    """The broker answers, so that work can be woken."""

    async def run(self) -> None:
        """Raise when no connection opens within a second."""
        await sync_to_async(_touch_broker)()


@dataclasses.dataclass
class LastSweep(HealthCheck):
    """Notices were looked at recently enough that nobody is being forgotten."""

    async def run(self) -> None:
        """Raise when due notices wait for more than ten sweep intervals."""
        if await sync_to_async(sweep_is_late)(settings.REMINDERS_SWEEP_INTERVAL * 10):
            raise ServiceUnavailable("Des rappels attendent : le balayage n’est pas passé.")


class Probe(HealthCheckView):
    """The library's answers, for machines only: its page for people is neither in French nor in the house."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in JSON whatever is asked."""
        request.GET = QueryDict("format=json")
        return await super().get(request, *args, **kwargs)


def _pending_migrations() -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _touch_broker() -> None:
    from tierslieu.celery import app

    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
    except Exception as error:
        raise ServiceUnavailable("Le courtier de messages ne répond pas.") from error


alive = requires(PUBLIC)(Probe.as_view(checks=[]))
ready = requires(PUBLIC)(
    Probe.as_view(checks=["health_check.checks.Database", Migrations, Broker, LastSweep])
)
