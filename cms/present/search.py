"""Finding a page or a room by its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from wagtail.models import Page

from bookings.present.house import address
from spaces.models import Space

MOST = 30


def search(words: str) -> Sequence[Page]:
    """Public pages that say these words, best first; PostgreSQL's French dictionary, accents set aside."""
    if not words:
        return []
    pages = Page.objects.live().public().filter(depth__gt=1)
    return [page.specific for page in pages.search(words)[:MOST]]


def rooms(words: str) -> list[dict[str, str]]:
    """Rooms that may be booked whose name, door or equipment says all these words, accents set aside."""
    asked = _plain(words).split()
    if not asked:
        return []
    spaces = Space.objects.bookable().select_related("place").order_by("name")
    return [
        {"title": space.name, "href": address(space), "summary": ", ".join(space.equipment_items)}
        for space in spaces
        if all(word in _plain(f"{space.name} {space.door_number} {space.equipment}") for word in asked)
    ][:MOST]


def _plain(text: str) -> str:
    """Without accents nor capitals."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
