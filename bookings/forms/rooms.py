"""Rooms to choose from, named by their door and in the order in which people count doors."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from backoffice.choices import set_choices
from spaces.models import Space


def offer_rooms(field: forms.Field, rooms: QuerySet[Space]) -> None:
    """Offer these rooms, doors in order, those without a number last."""
    set_choices(field, rooms)
    by_door = sorted(
        rooms, key=lambda room: (not room.door_number, len(room.door_number), room.door_number, room.name)
    )
    set_choices(field.widget, [(room.pk, named(room)) for room in by_door])


def named(room: Space) -> str:
    """Write « 12, Salle du Clain (12 pers.) »."""
    number = f"{room.door_number}, " if room.door_number else ""
    return f"{number}{room.name}" + (f" ({room.capacity} pers.)" if room.capacity else "")
