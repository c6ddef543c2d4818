"""The page of a door: now, next, free until; for whoever passes by, so no private title is ever written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser

import clock
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from spaces import sources
from spaces.enums import ClaimKind
from spaces.hours import Timetable
from spaces.models import Part, Space
from spaces.queries import Block, blocks_of
from spaces.wording import DAYS

AHEAD = timedelta(hours=24)
FREE, BUSY, CLOSED = "free", "busy", "closed"
OPENS = "ouvre à "
WORDS = {FREE: "Libre", BUSY: "Occupé", CLOSED: "Fermé"}


@dataclass(frozen=True)
class Stretch:
    """A while during which the door says the same thing. Its marks are seconds, for a tablet to follow."""

    state: str
    word: str
    title: str
    until: str
    following: str
    start_mark: int
    end_mark: int

    @property
    def sentence(self) -> str:
        """« Libre jusqu’à 16 h », « Fermé, ouvre à 8 h »."""
        between = ", " if self.until.startswith(OPENS) else " "
        return f"{self.word}{between}{self.until}".strip()


@dataclass(frozen=True)
class DoorPage:
    """What a tablet shows now, and what it will show without network for the day that follows."""

    space: Space
    now_mark: int
    offset: int
    hour: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class _Moment:
    start: datetime
    end: datetime
    state: str
    title: str = ""
    block: Block | None = None
    free_seats: int | None = None


def door_page(space: Space) -> DoorPage:
    """Read a day of the room in a constant number of queries."""
    now = clock.now().replace(microsecond=0)
    moments = _moments(space, now)
    zone = space.place.zone
    offset = clock.local(now, zone).utcoffset() or timedelta(0)
    return DoorPage(
        space=space,
        now_mark=_mark(now),
        offset=int(offset.total_seconds()),
        hour=words.hour_of(now, zone),
        stretches=[_stretch(moment, moments[index + 1 :], zone) for index, moment in enumerate(moments)],
    )


def _moments(space: Space, now: datetime) -> list[_Moment]:
    """The day cut wherever something begins or ends, then put together again where it says the same."""
    until = now + AHEAD
    parts = list(Part.objects.filter(whole=space).values_list("part", flat=True))
    leaves = parts or [space.pk]
    blocks = [block for rows in blocks_of(leaves, now, until).values() for block in rows]
    blocks = [block for block in blocks if block.start < until and (block.end is None or block.end > now)]
    opened = Timetable([space]).open_between(space, now, until)
    titles = sources.describe({block.claim_id for block in blocks}, AnonymousUser())
    cuts = {now, until}
    for start, end in [*((b.start, b.end or until) for b in blocks), *((i.start, i.end) for i in opened)]:
        cuts |= {moment for moment in (start, end) if now < moment < until}
    edges = sorted(cuts)
    found: list[_Moment] = []
    for start, end in pairwise(edges):
        here = [
            block for block in blocks if block.start <= start and (block.end is None or block.end > start)
        ]
        is_open = any(hours.start <= start < hours.end for hours in opened)
        moment = _moment(space, start, end, here, titles, is_open=is_open)
        if found and _says_the_same(found[-1], moment):
            found[-1] = _Moment(
                found[-1].start, end, moment.state, moment.title, moment.block, moment.free_seats
            )
        else:
            found.append(moment)
    return found


def _moment(
    space: Space, start: datetime, end: datetime, here: list[Block], titles: dict[int, str], *, is_open: bool
) -> _Moment:
    whole = [block for block in here if block.is_whole]
    if whole:
        block = whole[0]
        kind = CLOSED if block.kind == ClaimKind.CLOSURE else BUSY
        return _Moment(start, end, kind, titles.get(block.claim_id, "Réservé"), block)
    if not is_open:
        return _Moment(start, end, CLOSED)
    if not space.seat_count:
        return _Moment(start, end, FREE)
    taken = sum((block.last_seat or 0) - block.first_seat for block in here)
    free = max(space.seat_count - taken, 0)
    return _Moment(start, end, FREE if free else BUSY, free_seats=free)


def _says_the_same(before: _Moment, after: _Moment) -> bool:
    one, two = before.block, after.block
    return (before.state, before.title, before.free_seats, one and one.claim_id) == (
        after.state,
        after.title,
        after.free_seats,
        two and two.claim_id,
    )


def _stretch(moment: _Moment, rest: Sequence[_Moment], zone: ZoneInfo) -> Stretch:
    return Stretch(
        state=moment.state,
        word=WORDS[moment.state],
        title=_title(moment),
        until=_until(moment, rest, zone),
        following=_following(rest, zone),
        start_mark=_mark(moment.start),
        end_mark=_mark(moment.end),
    )


def _title(moment: _Moment) -> str:
    if moment.free_seats is not None:
        return "1 place libre" if moment.free_seats == 1 else f"{moment.free_seats} places libres"
    return "" if moment.title == "Réservé" else moment.title


def _until(moment: _Moment, rest: Sequence[_Moment], zone: ZoneInfo) -> str:
    """Until when it lasts; nothing when it goes on for as long as one sees."""
    if not rest:
        return "jusqu’à demain" if moment.state == FREE else ""
    if moment.state == CLOSED and moment.block is None:
        return f"{OPENS}{_hour(moment.end, zone)}"
    return f"jusqu’à {_hour(moment.end, zone)}"


def _following(rest: Sequence[_Moment], zone: ZoneInfo) -> str:
    """What comes next: « Ensuite, 16 h : Gratiferia »."""
    for moment in rest:
        if moment.state == FREE:
            continue
        what = moment.title or ("fermeture" if moment.state == CLOSED else "complet")
        return f"{_day_and_hour(moment.start, zone)} : {what}"
    return ""


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return words.hour_of(at, zone)


def _day_and_hour(at: datetime, zone: ZoneInfo) -> str:
    local = clock.local(at, zone)
    if local.date() == clock.today(zone):
        return _hour(at, zone)
    return f"{DAYS[local.weekday()]} {_hour(at, zone)}"


def _mark(at: datetime) -> int:
    return int(at.timestamp())


def to_claim(space: Space) -> datetime | None:
    """Until when somebody must confirm having come, when a booking has begun here and nobody did."""
    now = clock.now()
    return (
        Booking.objects.filter(
            status=BookingStatus.CONFIRMED,
            check_in_by__gt=now,
            checked_in_at__isnull=True,
            attendance_declared__isnull=True,
            booked_spaces__space=space,
            booked_spaces__starts_at__lte=now,
            booked_spaces__ends_at__gt=now,
        )
        .order_by("check_in_by")
        .values_list("check_in_by", flat=True)
        .first()
    )
