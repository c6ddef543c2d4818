"""How the demo opens its calls: to those who run them first, then to everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incubator.models import Call, FormVersion
from incubator.services import publish_form, usual_reasons
from people.models import User
from people.services import grant


def open_call(*, call: Call, people: Mapping[str, User], rights: Sequence[tuple[str, str]]) -> FormVersion:
    """Give each account its right on the call, then publish its form and the call itself."""
    for account, permission in rights:
        grant(user=people[account], permission=permission, target=call, given_by=people.get("admin"))
    usual_reasons(call=call)
    version = publish_form(call=call, actor=people["incubateur"])
    call.is_published = True
    call.save(update_fields=["is_published"])
    return version
