"""What comes nearest to a search that finds nothing: before, after, another day, shorter, smaller, two rooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import clock
from bookings import pricing
from bookings.availability import (
    DAYS_AHEAD,
    ONE_DAY,
    Desk,
    Offer,
    Wish,
    fit,
    leaves_of,
    seats_of,
    shorter_than,
)
from bookings.checks import Asker
from bookings.rules import length, people
from bookings.together import CEILINGS
from spaces.intervals import Interval
from spaces.models import Place, Space
from spaces.wording import day

# What no other hour would change.
LASTING = frozenset({"bookable", "for_them", "enough_room", "safe", "short_enough", "long_enough"})
# Pairs grow as the square: the smallest rooms are enough to find one.
MOST_PAIRED = 24


@dataclass(frozen=True)
class Near:
    """One room, or two taken together, close to what was asked."""

    offers: Sequence[Offer]
    quote: pricing.Quote
    why: str


def nearest(wish: Wish, place: Place, asker: Asker | None) -> list[Near]:
    """At most one of each kind, in the order in which people give way: the hour first, the number last."""
    desk = Desk(wish, place, asker, days=DAYS_AHEAD)
    fitting = sorted((space for space in desk.spaces if _fits(desk, space)), key=fit)
    found = [
        _moved(desk, fitting, lambda start: start < wish.start, "Plus tôt"),
        _moved(desk, fitting, lambda start: start > wish.start, "Plus tard"),
        _shortened(desk, fitting),
        _another_day(desk, fitting),
        _two_rooms(desk),
        _smaller(desk),
    ]
    return [near for near in found if near is not None]


def _fits(desk: Desk, space: Space) -> bool:
    refused = desk.refusals(space, desk.wish.start, desk.wish.end)
    return not any(refusal.rule in LASTING for refusal in refused)


def _moved(desk: Desk, spaces: Sequence[Space], wanted: Callable[[datetime], bool], why: str) -> Near | None:
    """The nearest start of the same day on one side of the hour asked."""
    full = desk.wish.end - desk.wish.start
    starts = [
        (abs(start - desk.wish.start), rank, start)
        for rank, space in enumerate(spaces)
        for start in desk.starts(space, full)
        if wanted(start)
    ]
    for _apart, rank, start in sorted(starts):
        offer = desk.offer(spaces[rank], start, start + full, why)
        if offer is not None:
            return _alone(offer)
    return None


def _shortened(desk: Desk, spaces: Sequence[Space]) -> Near | None:
    """The hour asked, less long."""
    for shorter in shorter_than(desk.wish.end - desk.wish.start)[1:]:
        for space in spaces:
            offer = desk.offer(
                space, desk.wish.start, desk.wish.start + shorter, f"Plus court : {length(shorter)}"
            )
            if offer is not None:
                return _alone(offer)
    return None


def _another_day(desk: Desk, spaces: Sequence[Space]) -> Near | None:
    """The same hour of the clock, one of the next days."""
    first = clock.local(desk.wish.start, desk.place.zone)
    for ahead in range(1, DAYS_AHEAD):
        date = desk.day + ahead * ONE_DAY
        start = datetime.combine(date, first.time(), desk.place.zone).astimezone(desk.wish.start.tzinfo)
        why = "Le lendemain" if ahead == 1 else day(date).capitalize()
        for space in spaces:
            offer = desk.offer(space, start, start + (desk.wish.end - desk.wish.start), why)
            if offer is not None:
                return _alone(offer)
    return None


def _too_small(desk: Desk) -> list[Space]:
    """Rooms free at that very hour, in which so many people do not fit."""
    wish = desk.wish
    return sorted(
        (
            space
            for space in desk.spaces
            if space.seat_count is None and desk.is_free(space, wish.start, wish.end)
            if (refused := desk.refusals(space, wish.start, wish.end))
            and all(refusal.rule in CEILINGS for refusal in refused)
        ),
        key=fit,
    )


def _two_rooms(desk: Desk) -> Near | None:
    """The smallest two rooms that take everybody between them."""
    wish = desk.wish
    rooms = _too_small(desk)[-MOST_PAIRED:]
    leaves = leaves_of(rooms, Interval(wish.start, wish.end))
    apart = [pair for pair in combinations(rooms, 2) if not set(leaves[pair[0].pk]) & set(leaves[pair[1].pk])]
    for pair in sorted(apart, key=lambda pair: sum(seats_of(space) for space in pair)):
        holds = [wish.hold(space) for space in pair]
        refused = desk.facts.refusals(holds, attendees=wish.attendees, layout=wish.layout)
        if not [refusal for refusal in refused if desk.asker or refusal.rule != "for_them"]:
            offers = [desk.priced(space, wish.start, wish.end) for space in pair]
            stays = [pricing.Stay.of(hold, desk.tariffs[hold.space.pk]) for hold in holds]
            seats = sum(seats_of(space) for space in pair)
            return Near(offers, pricing.quote(stays, desk.rebates), f"Deux espaces, {people(seats)}")
    return None


def _smaller(desk: Desk) -> Near | None:
    """The largest of those that are too small."""
    rooms = _too_small(desk)
    if not rooms:
        return None
    largest = max(rooms, key=seats_of)
    why = f"Plus petit : {people(seats_of(largest))} au lieu de {desk.wish.attendees}"
    return _alone(desk.priced(largest, desk.wish.start, desk.wish.end, why))


def _alone(offer: Offer) -> Near:
    return Near([offer], offer.quote, offer.why)
