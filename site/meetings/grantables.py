"""What can be granted on a body, and by whom."""

from __future__ import annotations

from meetings.models import Body
from people.grants import Grantable, register


def register_grantables() -> None:
    """Teach the house the one grant of a body (called when the app is ready)."""
    register(
        Grantable(
            model=Body,
            sentences={"run_body": "{person} peut tenir les réunions de {target}"},
            back_office=frozenset({"run_body"}),
            given_by=Body.objects.run_by,
        )
    )
