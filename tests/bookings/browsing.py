"""What the tests of pages type and read."""

from uuid import uuid4

ROOM = "/espaces/la-caserne/salle-du-clain/"


def typed(**more) -> dict:
    """The form of the room, filled for Tuesday from 14 h to 16 h."""
    return {
        "key": str(uuid4()),
        "day": "2026-03-03",
        "starts": "14:00",
        "ends": "16:00",
        "attendees": "9",
        "title": "Réunion de bureau",
        "layout": "meeting",
    } | more


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())
