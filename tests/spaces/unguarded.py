"""The site as most software is made: look whether the room is free, then write, with neither lock nor constraint.

Served by the controls of the races through HTTP, on a scratch copy of the ledger's table.
"""

from __future__ import annotations

from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created


def drop_the_guard(connection: Any, **kwargs: Any) -> None:
    # Models exist once the site does.
    from tests.spaces.racing import turn_locks_off

    with connection.cursor() as cursor:
        cursor.execute("SET search_path = scratch, public")
    turn_locks_off()


def unguarded() -> Any:
    site = get_wsgi_application()
    # Models exist once the site does.
    from spaces.conflicts import conflicts
    from spaces.errors import SlotTaken
    from spaces.services import ledger

    occupy = ledger.occupy

    def look_then_write(*, kind: Any, holds: Any) -> Any:
        if found := conflicts(holds):
            raise SlotTaken(found)
        return occupy(kind=kind, holds=holds)

    ledger.occupy = look_then_write
    connection_created.connect(drop_the_guard)
    return site


application = unguarded()
