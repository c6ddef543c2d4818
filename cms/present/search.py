"""Finding a page or a room by its words."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page

from bookings.present.house import address
from people.access import Visitor
from sheets.matching import normal
from spaces.models import Space

MOST = 30


def search(words: str) -> Sequence[Page]:
    """Public pages that say these words, best first; PostgreSQL's French dictionary, accents set aside."""
    if not words:
        return []
    pages = Page.objects.live().public().filter(depth__gt=1)
    return [page.specific for page in pages.search(words)[:MOST]]


def rooms(words: str, user: Visitor) -> list[dict[str, str]]:
    """Rooms that may be booked whose name, door or equipment says all these words, accents set aside."""
    asked = normal(words).split()
    if not asked:
        return []
    spaces = Space.objects.visible_to(user).bookable().select_related("place").order_by("name")
    return [
        {"title": space.name, "href": address(space), "summary": ", ".join(space.equipment_items)}
        for space in spaces
        if all(word in normal(f"{space.name} {space.door_number} {space.equipment}") for word in asked)
    ][:MOST]
