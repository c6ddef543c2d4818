"""The week on which the building stands: how many rooms are taken, hour by hour."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from bookings.present.words import day_title
from clock import local
from cms.present.agenda import Happening
from spaces.enums import ClaimKind
from spaces.hours import midnight
from spaces.intervals import Interval
from spaces.models import Occupation, Place
from spaces.wording import DAYS

ONE_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FIRST, LAST = 8, 22
# The bar of an hour at which one room in two is taken fills its whole height.
FULL_HEIGHT = 0.5


def monday(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def occupied(place: Place, start: datetime, end: datetime) -> list[tuple[int, Interval]]:
    """Which room is used when, agreements left out: a leased office is nobody's booking. One query."""
    rows = (
        Occupation.objects.during(start, end)
        .filter(space__place=place)
        .exclude(claim__kind=ClaimKind.AGREEMENT)
        .order_by("used")
        .values_list("space", "used")
    )
    return [(space, Interval(used.lower, used.upper or end)) for space, used in rows]


@dataclass(frozen=True)
class Week:
    """What the strip reads: the rooms one may book, what takes them, and when the house is open."""

    place: Place
    first: date
    today: date
    rooms: Collection[int]
    taken: Sequence[tuple[int, Interval]]
    opened: Sequence[Interval]
    shown: Sequence[Happening]

    def days(self) -> list[dict[str, Any]]:
        """Seven days as the component `week` reads them."""
        return [self._day(self.first + ONE_DAY * i) for i in range(7)]

    def _day(self, day: date) -> dict[str, Any]:
        start = midnight(day, self.place.zone)
        shares = [self._share(Interval(start + HOUR * i, start + HOUR * (i + 1))) for i in range(FIRST, LAST)]
        known = [share for share in shares if share is not None]
        said = f"au plus {round(max(known) * 100)} % des salles prises" if known else "la maison est fermée"
        zone = self.place.zone
        return {
            "name": f"{DAYS[day.weekday()][:3]}.",
            "number": day.day,
            "href": f"{reverse('bookings:planning')}?jour={day.isoformat()}",
            "shares": [None if share is None else min(1.0, share / FULL_HEIGHT) for share in shares],
            "what": next(
                (item.title for item in self.shown if local(item.starts_at, zone).date() == day), ""
            ),
            "today": day == self.today,
            "says": f"{day_title(day)} : {said}",
        }

    def _share(self, hour: Interval) -> float | None:
        if not any(interval.overlaps(hour) for interval in self.opened):
            return None
        busy = {space for space, used in self.taken if space in self.rooms and used.overlaps(hour)}
        return len(busy) / len(self.rooms) if self.rooms else 0.0
