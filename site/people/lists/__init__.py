"""Lists of organisations and people, in and out."""

from people.lists.organisations import ORGANISATIONS
from people.lists.people import PEOPLE
from sheets.registry import register


def register_lists() -> None:
    """Said when the application is ready."""
    register(ORGANISATIONS)
    register(PEOPLE)
