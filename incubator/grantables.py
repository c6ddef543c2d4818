"""What can be granted on a call, and by whom."""

from __future__ import annotations

from incubator.models import Call
from people.grants import Grantable, register


def register_grantables() -> None:
    """Teach the house the three grants of a call (called when the app is ready)."""
    register(
        Grantable(
            model=Call,
            sentences={
                "manage_call": "{person} gère l’appel {target}",
                "handle_call": "{person} instruit les dossiers de l’appel {target}",
                "review_call": "{person} fait partie du jury de l’appel {target}",
            },
            back_office=frozenset({"manage_call", "handle_call"}),
            given_by=Call.objects.managed_by,
        )
    )
