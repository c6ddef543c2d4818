"""Whether the house is open, said the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

import clock
from bookings.availability import Wish
from bookings.present.words import day_name, day_title, hour_of
from spaces.hours import DAY, Timetable, house_intervals, midnight
from spaces.intervals import Interval, intersection
from spaces.models import Place

SEEN_AHEAD = 14


@dataclass(frozen=True)
class Opening:
    """The house at an instant, among its hours of the days that follow."""

    at: datetime
    zone: ZoneInfo
    hours: Sequence[Interval]

    @property
    def until(self) -> datetime | None:
        """When the house closes, if it is open."""
        return next((slot.end for slot in self.hours if slot.start <= self.at < slot.end), None)

    @property
    def following(self) -> datetime | None:
        """When it opens next."""
        return next((slot.start for slot in self.hours if slot.start > self.at), None)

    @property
    def plate(self) -> str:
        """« Ouvert maintenant, jusqu’à 22 h », « Fermé, ouvre demain à 8 h »."""
        if self.until is not None:
            return f"Ouvert maintenant, jusqu’à {hour_of(self.until, self.zone)}"
        return f"Fermé, ouvre {self.coming}" if self.following else "Fermé en ce moment"

    @property
    def sentence(self) -> str:
        """« La maison est fermée, elle ouvre demain à 8 h. »; nothing while it is open."""
        if self.until is not None:
            return ""
        return (
            f"La maison est fermée, elle ouvre {self.coming}." if self.following else "La maison est fermée."
        )

    @property
    def coming(self) -> str:
        """« demain à 8 h », « lundi 30 à 8 h »."""
        if self.following is None:
            return ""
        day, today = (clock.local(at, self.zone).date() for at in (self.following, self.at))
        when = {today: "", today + DAY: "demain "}.get(day, f"{day_name(day).lower()} ")
        return f"{when}à {hour_of(self.following, self.zone)}"


def opening_of(place: Place, timetable: Timetable | None = None) -> Opening:
    """The house now; by the hours that a page has already read, where it has."""
    today = clock.today(place.zone)
    read = timetable.house_intervals if timetable else house_intervals
    return Opening(clock.now(), place.zone, read(place, today, today + SEEN_AHEAD * DAY))


@dataclass(frozen=True)
class Closed:
    """What is answered to whoever asks for hours at which the house is closed."""

    title: str
    text: str
    href: str
    label: str


def closed_at(wish: Wish, place: Place, asked: dict[str, Any]) -> Closed | None:
    """Nothing when the house is open all that time; else its hours that day, and the search once it opens."""
    day = clock.local(wish.start, place.zone).date()
    hours = house_intervals(place, day, day + SEEN_AHEAD * DAY)
    stay = Interval(wish.start, wish.end)
    if any(slot.contains(stay) for slot in hours):
        return None
    partly = intersection(hours, [stay])
    following = next((slot.start for slot in hours if slot.start > wish.start), None)
    return Closed(
        title="La maison n’est pas ouverte tout ce temps"
        if partly
        else "La maison est fermée à ce moment-là",
        text=_that_day(day, hours, place.zone),
        href=_search_from(following, place.zone, asked) if following else "",
        label=_label(following, place.zone) if following else "",
    )


def _that_day(day: date, hours: Sequence[Interval], zone: ZoneInfo) -> str:
    today = intersection(hours, [Interval(midnight(day, zone), midnight(day + DAY, zone))])
    if not today:
        return f"{day_title(day)}, elle n’ouvre pas."
    opened = [f"de {hour_of(slot.start, zone)} à {hour_of(slot.end, zone)}" for slot in today]
    return f"{day_title(day)}, elle est ouverte {' et '.join(opened)}."


def _label(at: datetime, zone: ZoneInfo) -> str:
    return f"Tout ce qui est libre {day_name(clock.local(at, zone).date()).lower()} à {hour_of(at, zone)}"


def _search_from(at: datetime, zone: ZoneInfo, asked: dict[str, Any]) -> str:
    local = clock.local(at, zone)
    kept = {name: value for name, value in asked.items() if value and name != "which"}
    query = kept | {"day": local.date().isoformat(), "starts": f"{local:%H:%M}"}
    return f"{reverse('bookings:search')}?{urlencode(query)}#resultats"
