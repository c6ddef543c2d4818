"""What is free, and what comes nearest to what was asked. Reads only; the ledger decides when one books."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch

import clock
from bookings import checks, pricing
from bookings.checks import Asker, Facts
from bookings.errors import Refusal
from bookings.models import Rebate, Tariff
from bookings.rules import length as written
from spaces.enums import SpaceKind
from spaces.holds import Hold
from spaces.hours import Timetable, midnight
from spaces.intervals import Interval, subtraction, union
from spaces.models import LayoutCapacity, Occupation, Part, Place, Space
from spaces.wording import day as written_day
from spaces.wording import hour, moments

ONE_DAY = timedelta(days=1)
DAYS_AHEAD = 7
MOST_OFFERS = 3


@dataclass(frozen=True)
class Offer:
    """A space that could be booked, at what hours and for how much."""

    space: Space
    start: datetime
    end: datetime
    quote: pricing.Quote
    needs_approval: bool
    why: str = ""

    @property
    def what(self) -> str:
        """Salle du Clain, mardi 24 novembre 2026 de 16 h à 17 h."""
        return f"{self.space.name}, {moments(self.start, self.end, self.space.place.zone)}"

    @property
    def start_hour(self) -> str:
        """16 h, in the zone of the place."""
        return hour(clock.local(self.start, self.space.place.zone))


@dataclass(frozen=True)
class Wish:
    """What somebody asks: hours, how many, how seated; `space` when they chose a room."""

    start: datetime
    end: datetime
    attendees: int
    layout: str = ""
    accessible: bool = False
    equipment: str = ""
    space: Space | None = None

    def hold(self, space: Space, start: datetime | None = None, end: datetime | None = None) -> Hold:
        """The wish as the ledger reads it, in some space; shared rooms are taken seat by seat."""
        seats = self.attendees if space.seat_count else None
        return Hold(space, start or self.start, end or self.end, seats=seats)


def rooms_of(place: Place) -> list[Space]:
    """Every bookable space of a place, with what the rules and the pages read of it."""
    return list(
        Space.objects.bookable()
        .filter(place=place)
        .select_related("place", "floor__building")
        .prefetch_related(Prefetch("layouts", LayoutCapacity.objects.order_by("capacity")))
        .order_by("floor__is_outdoors", "-floor__level", "door_number", "name")
    )


def free_intervals(
    spaces: Sequence[Space], start: date, end: date, *, wanted: int = 1, ignoring: int | None = None
) -> dict[int, list[Interval]]:
    """When each space could be used, from a date included to another excluded, by id.

    A shared room counts as free while `wanted` seats are. `ignoring` leaves one claim out.
    """
    timetable = Timetable(spaces)
    zone = spaces[0].place.zone if spaces else None
    window = Interval(midnight(start, zone), midnight(end, zone)) if zone else None
    busy = busy_intervals(spaces, window, wanted=wanted, ignoring=ignoring) if window else {}
    return {
        space.pk: subtraction(timetable.open_intervals(space, start, end), busy.get(space.pk, ()))
        for space in spaces
    }


def busy_intervals(
    spaces: Sequence[Space], window: Interval, *, wanted: int = 1, ignoring: int | None = None
) -> dict[int, list[Interval]]:
    """When each space cannot be used, its own turnaround before the next one included."""
    leaves = leaves_of(spaces, window)
    every_leaf = {leaf for group in leaves.values() for leaf in group}
    held = Occupation.objects.filter(
        space__in=every_leaf, held__overlap=DateTimeTZRange(window.start, window.end)
    )
    if ignoring is not None:
        held = held.exclude(claim=ignoring)
    rows: dict[int, list[tuple[int, int | None, Interval]]] = {}
    for leaf, seats, period in held.order_by().values_list("space", "seats", "held"):
        end = min(period.upper or window.end, window.end)
        rows.setdefault(leaf, []).append(
            (seats.lower, seats.upper, Interval(max(period.lower, window.start), end))
        )
    busy: dict[int, list[Interval]] = {}
    for space in spaces:
        mine = [row for leaf in leaves[space.pk] for row in rows.get(leaf, ())]
        taken = _full(mine, space.seat_count, wanted) if space.seat_count else [row[2] for row in mine]
        busy[space.pk] = union(Interval(slot.start - space.turnaround, slot.end) for slot in taken)
    return busy


def search(wish: Wish, place: Place, asker: Asker | None) -> list[Offer]:
    """Every space that would be booked as asked, the closest fit first."""
    desk = Desk(wish, place, asker, days=1)
    offers = [offer for space in desk.spaces if (offer := desk.offer(space, wish.start, wish.end))]
    return sorted(offers, key=lambda offer: (*fit(offer.space)[:2], offer.quote.due, offer.space.pk))


def alternatives(
    wish: Wish, place: Place, asker: Asker | None, *, ignoring: int | None = None
) -> list[Offer]:
    """Up to three things nearest to what was asked: the same room another hour, another room at that hour,
    the same hour another day.
    """
    desk = Desk(wish, place, asker, days=DAYS_AHEAD, ignoring=ignoring)
    found = [desk.another_hour(), desk.another_room(), desk.another_day()]
    offers = [offer for offer in found if offer is not None]
    if not offers and wish.space is not None:
        offers = [offer for offer in [desk.another_hour(elsewhere=True)] if offer is not None]
    return offers[:MOST_OFFERS]


class Desk:
    """Everything needed to answer one wish, read once."""

    def __init__(
        self, wish: Wish, place: Place, asker: Asker | None, *, days: int, ignoring: int | None = None
    ) -> None:
        self.place, self.asker = place, asker
        self.day = clock.local(wish.start, place.zone).date()
        self.last = self.day + days * ONE_DAY
        self.spaces = [space for space in rooms_of(place) if _suits(space, wish)]
        chosen = [space for space in self.spaces if space == wish.space]
        self.wish = replace(wish, space=chosen[0] if chosen else wish.space)
        end = max(wish.end, midnight(self.last, place.zone))
        self.facts: Facts = checks.read(
            place=place, spaces=self.spaces, start=wish.start - ONE_DAY, end=end, asker=asker
        )
        self.free = free_intervals(
            self.spaces, self.day, self.last + ONE_DAY, wanted=wish.attendees, ignoring=ignoring
        )
        self.tariffs = Tariff.objects.by_space(place, self.spaces)
        organisation = asker.organisation if asker else None
        self.rebates = list(Rebate.objects.filter(place=place).for_organisation(organisation))

    def offer(self, space: Space, start: datetime, end: datetime, why: str = "") -> Offer | None:
        """The space at these hours, if it is free and the rules agree."""
        if not self.is_free(space, start, end) or self.refusals(space, start, end):
            return None
        return self.priced(space, start, end, why)

    def is_free(self, space: Space, start: datetime, end: datetime) -> bool:
        """Whether it is open and nobody holds it."""
        return any(slot.start <= start and end <= slot.end for slot in self.free[space.pk])

    def refusals(self, space: Space, start: datetime, end: datetime) -> list[Refusal]:
        """What the rules say against it."""
        layout = self.wish.layout if _has_layout(space, self.wish.layout) else ""
        hold = self.wish.hold(space, start, end)
        found = self.facts.refusals([hold], attendees=self.wish.attendees, layout=layout)
        # A visitor is shown what there is, and asked who they are when they book.
        return [refusal for refusal in found if self.asker or refusal.rule != "for_them"]

    def priced(self, space: Space, start: datetime, end: datetime, why: str = "") -> Offer:
        """The space at these hours with its price, whatever the rules say."""
        stay = pricing.Stay.of(self.wish.hold(space, start, end), self.tariffs[space.pk])
        quote = pricing.quote([stay], self.rebates)
        return Offer(space, start, end, quote, self.facts.needs_approval([space]), why)

    def another_hour(self, *, elsewhere: bool = False) -> Offer | None:
        """The nearest start on the same day, as long if possible, else shorter."""
        spaces = self.spaces if self.wish.space is None or elsewhere else [self.wish.space]
        full = self.wish.end - self.wish.start
        for length in shorter_than(full):
            starts = [
                (abs(start - self.wish.start), seats_of(space), space.pk, start, space)
                for space in spaces
                if space.pk in self.free
                for start in self.starts(space, length)
                if (start, length, space) != (self.wish.start, full, self.wish.space)
            ]
            for _, _, _, start, space in sorted(starts, key=lambda row: row[:4]):
                why = "Même salle, " if space == self.wish.space else ""
                why += "autre horaire" if length == full else f"plus court : {written(length)}"
                offer = self.offer(space, start, start + length, why[0].upper() + why[1:])
                if offer is not None:
                    return offer
        return None

    def another_room(self) -> Offer | None:
        """Another room at the very hours asked, the smallest in which they fit."""
        for space in sorted(self.spaces, key=fit):
            if space != self.wish.space and (offer := self.offer(space, self.wish.start, self.wish.end)):
                why = f"Même heure, {seats_of(space)} places" if seats_of(space) else "Même heure"
                return Offer(space, offer.start, offer.end, offer.quote, offer.needs_approval, why)
        return None

    def another_day(self) -> Offer | None:
        """The same room at the same wall-clock hour, one of the next days."""
        if self.wish.space is None or self.wish.space.pk not in self.free:
            return None
        first = clock.local(self.wish.start, self.place.zone)
        for ahead in range(1, DAYS_AHEAD):
            day = self.day + ahead * ONE_DAY
            start = datetime.combine(day, first.time(), self.place.zone)
            start = start.astimezone(self.wish.start.tzinfo)
            why = "Même salle, même heure, le lendemain" if ahead == 1 else f"Même salle, {written_day(day)}"
            offer = self.offer(self.wish.space, start, start + (self.wish.end - self.wish.start), why)
            if offer is not None:
                return offer
        return None

    def starts(self, space: Space, length: timedelta) -> Iterable[datetime]:
        """Starts on the same day, on the grid of the space, where such a length fits."""
        step = self.facts.rules[space.pk].step
        day_end = midnight(self.day + ONE_DAY, self.place.zone)
        for slot in self.free[space.pk]:
            start = _on_grid(max(slot.start, self.facts.now), midnight(self.day, self.place.zone), step)
            while start + length <= slot.end and start < day_end:
                yield start
                start += step


def _suits(space: Space, wish: Wish) -> bool:
    """Whether the room has what was asked of it, whatever the hour."""
    return (space.is_accessible or not wish.accessible) and (
        not wish.equipment or wish.equipment in space.equipment_items
    )


def leaves_of(spaces: Sequence[Space], window: Interval) -> dict[int, list[int]]:
    """The leaves of each space: itself, which holds nothing while it is divided, and its parts meanwhile."""
    leaves: dict[int, list[int]] = {space.pk: [space.pk] for space in spaces}
    parts = Part.objects.during(window.start, window.end).filter(whole__in=leaves)
    for whole, part in parts.order_by("part").values_list("whole", "part"):
        leaves[whole].append(part)
    return leaves


def _full(rows: Collection[tuple[int, int | None, Interval]], count: int, wanted: int) -> list[Interval]:
    """When fewer than `wanted` of `count` seats are left."""
    edges = sorted({edge for _, _, slot in rows for edge in (slot.start, slot.end)})
    full = []
    for begin, end in pairwise(edges):
        held = [(first, last) for first, last, slot in rows if slot.start <= begin < slot.end]
        taken = sum((count if last is None else last) - first for first, last in held)
        if count - taken < wanted:
            full.append(Interval(begin, end))
    return full


def _on_grid(at: datetime, origin: datetime, step: timedelta) -> datetime:
    steps = -(-(at - origin) // step)
    return origin + steps * step


def shorter_than(full: timedelta) -> list[timedelta]:
    """The full length, then whole hours below it."""
    hours = int(full / timedelta(hours=1))
    return [full, *(timedelta(hours=left) for left in range(hours, 0, -1) if timedelta(hours=left) < full)]


def _has_layout(space: Space, layout: str) -> bool:
    return bool(layout) and any(row.layout == layout for row in space.layouts.all())


def fit(space: Space) -> tuple[bool, int, int]:
    """Rooms made to meet in come first, the smallest before the others."""
    return (space.kind != SpaceKind.MEETING_ROOM, seats_of(space), space.pk)


def seats_of(space: Space) -> int:
    """How many people it takes at best."""
    layouts = [row.capacity for row in space.layouts.all()]
    return max([*layouts, space.capacity or 0])
