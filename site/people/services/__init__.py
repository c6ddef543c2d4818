"""The verbs of people: the only writers of memberships and grants."""

from people.services.grants import grant, revoke

__all__ = ["grant", "revoke"]
