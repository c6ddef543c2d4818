"""The verbs of people: the only writers of accounts, memberships and grants."""

from people.services.accounts import open_account
from people.services.grants import grant, revoke
from people.services.organisations import join, leave

__all__ = ["grant", "join", "leave", "open_account", "revoke"]
