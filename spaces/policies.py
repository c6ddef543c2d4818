"""Who may set up places and spaces: small questions, asked of grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaces.models import Place

if TYPE_CHECKING:
    from people.access import Visitor


def manages_a_place(user: Visitor) -> bool:
    """Whether this person manages any place at all; asked once per loaded user, the menu asks often."""
    if not hasattr(user, "_manages_a_place"):
        user._manages_a_place = Place.objects.managed_by(user).exists()  # type: ignore[union-attr]
    return bool(user._manages_a_place)  # type: ignore[union-attr]


def manages(user: Visitor, place: Place) -> bool:
    """Whether this person manages that place."""
    return Place.objects.managed_by(user).filter(pk=place.pk).exists()
