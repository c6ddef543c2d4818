"""The sums under every rate of occupancy, made by PostgreSQL from the ledger, one row per leaf.

O: open hours within the dates of service, minus closures, minus what an agreement holds whole. B: the union
of the used time of confirmed bookings; its part outside O is told apart. P: the same, where somebody came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import TimestamptzRange

import clock
from spaces.division import interval_of
from spaces.enums import SpaceKind
from spaces.hours import DAY, Timetable, midnight
from spaces.intervals import Interval, subtraction, total
from spaces.models import Part, Place, Space

LONGEST = timedelta(days=3660)
SECOND = timedelta(seconds=1)

# One pass over the ledger. MATERIALIZED: otherwise the planner copies the multirange operations to every place
# that reads their result. People are shared between the leaves that one booking uses at the same hours, by
# their capacity, so that two hundred people in a hall of three bays are two hundred and not six hundred.
BASE = """
WITH asked AS MATERIALIZED (
    SELECT room.space_id, coalesce(schedule.open * room.service, '{}') AS open
    FROM unnest(%(spaces)s::bigint[], %(which)s::int[], %(service)s::tstzmultirange[])
         AS room(space_id, which, service)
    JOIN unnest(%(schedules)s::tstzmultirange[]) WITH ORDINALITY AS schedule(open, number)
      ON schedule.number = room.which
), line AS MATERIALIZED (
    SELECT occupation.space_id, occupation.claim_id, occupation.used, occupation.seats, claim.kind, space.capacity,
           booking.attendees, booking.status = 'confirmed' AS confirmed,
           booking.checked_in_at IS NOT NULL OR booking.attendance_declared IS NOT NULL AS known,
           booking.checked_in_at IS NOT NULL OR booking.attendance_declared > 0 AS came
    FROM spaces_occupation occupation
    JOIN spaces_space space ON space.id = occupation.space_id
    JOIN spaces_claim claim ON claim.id = occupation.claim_id
    LEFT JOIN bookings_booking booking ON booking.claim_id = occupation.claim_id
    WHERE occupation.space_id = ANY(%(spaces)s)
      AND occupation.held && tstzrange(%(start)s, %(end)s)
      AND occupation.used && tstzrange(%(start)s, %(end)s)
), ledger AS (
    SELECT space_id,
           range_agg(used) FILTER (WHERE confirmed) AS booked,
           range_agg(used) FILTER (WHERE confirmed AND came) AS present,
           range_agg(used) FILTER (WHERE kind = 'closure' AND upper_inf(seats)) AS closed,
           range_agg(used) FILTER (WHERE kind = 'agreement' AND upper_inf(seats)) AS leased
    FROM line GROUP BY space_id
), net AS MATERIALIZED (
    SELECT asked.space_id,
           asked.open - coalesce(ledger.closed, '{}') - coalesce(ledger.leased, '{}') AS open,
           coalesce(ledger.booked, '{}') * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS booked,
           coalesce(ledger.present, '{}') AS present,
           asked.open * coalesce(ledger.closed, '{}') AS closed,
           asked.open * coalesce(ledger.leased, '{}') AS leased
    FROM asked LEFT JOIN ledger USING (space_id)
)
"""

SUMS = """
, person AS (
    SELECT space_id, used, capacity,
           CASE WHEN upper_inf(seats)
                THEN attendees * capacity::numeric
                     / nullif(sum(capacity) OVER (PARTITION BY claim_id, used), 0)
                ELSE upper(seats) - lower(seats)
           END AS people
    FROM line WHERE confirmed
), gathered AS (
    SELECT space_id, min(capacity) AS capacity, array_agg(used) AS used, array_agg(people) AS people
    FROM person GROUP BY space_id
)
SELECT net.space_id, sums.*, coalesce(crowd.people, 0), coalesce(crowd.seated, 0)
FROM net
LEFT JOIN gathered USING (space_id)
CROSS JOIN LATERAL (
    SELECT (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.booked * net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.present * net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.booked - net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.closed) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.leased) r)
) sums
CROSS JOIN LATERAL (
    SELECT sum(person.people * inside.seconds) AS people,
           sum(least(person.people, gathered.capacity) * inside.seconds) AS seated
    FROM unnest(gathered.used, gathered.people) AS person(used, people)
    CROSS JOIN LATERAL (
        -- Nearly every booking lies within one opening: only the others pay for an intersection.
        SELECT CASE WHEN person.used <@ net.open
                    THEN extract(epoch FROM upper(person.used) - lower(person.used))
                    ELSE (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0)
                          FROM unnest(tstzmultirange(person.used) * net.open) r)
               END AS seconds
    ) inside
) crowd
UNION ALL
-- The last row counts bookings: those that ended, and those of which somebody said whether anyone came.
SELECT NULL, count(DISTINCT claim_id) FILTER (WHERE known), count(DISTINCT claim_id), 0, 0, 0, 0, 0, 0
FROM line WHERE confirmed AND upper(used) <= %(now)s
"""

# Cut at the full hours, so that a day of 23 hours has no third hour and one of 25 has twice its second.
SLICES = """
, piece AS (
    SELECT r AS span, true AS is_open FROM net, unnest(net.open) r
    UNION ALL SELECT r, false FROM net, unnest(net.booked * net.open) r
), slice AS (
    SELECT slot AT TIME ZONE %(zone)s AS local, is_open,
           extract(epoch FROM least(upper(span), slot + interval '1 hour') - greatest(lower(span), slot)) AS seconds
    FROM piece, generate_series(
        date_trunc('hour', lower(span)), upper(span) - interval '1 microsecond', interval '1 hour'
    ) slot
)
SELECT local::date, extract(hour FROM local)::int,
       coalesce(sum(seconds) FILTER (WHERE is_open), 0), coalesce(sum(seconds) FILTER (WHERE NOT is_open), 0)
FROM slice GROUP BY 1, 2 ORDER BY 1, 2
"""

LEASES = """
SELECT occupation.space_id,
       sum((SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(clipped) r)
           * CASE WHEN upper_inf(occupation.seats) THEN 1
                  ELSE (upper(occupation.seats) - lower(occupation.seats))::numeric
                       / (SELECT seat_count FROM spaces_space WHERE id = occupation.space_id)
             END)
FROM spaces_occupation occupation
JOIN spaces_claim claim ON claim.id = occupation.claim_id AND claim.kind = 'agreement'
JOIN unnest(%(spaces)s::bigint[], %(service)s::tstzmultirange[]) AS room(space_id, service) USING (space_id)
CROSS JOIN LATERAL (SELECT tstzmultirange(occupation.used) * room.service AS clipped) cut
WHERE occupation.held && tstzrange(%(start)s, %(end)s) AND NOT isempty(clipped)
GROUP BY occupation.space_id
"""


@dataclass(frozen=True)
class Measure:
    """What one leaf was during the period, in hours."""

    space: Space
    in_service: Decimal
    under_agreement: Decimal
    open: Decimal
    booked: Decimal
    present: Decimal
    outside: Decimal
    closed: Decimal
    leased: Decimal
    people: Decimal
    seated: Decimal


@dataclass(frozen=True)
class Slice:
    """One hour of one date, on the place's clock: how long its spaces were open, and booked of that."""

    day: date
    hour: int
    open: Decimal
    booked: Decimal


@dataclass(frozen=True)
class Measures:
    """Every leaf of a place during a period, and how many ended bookings say whether anybody came."""

    rows: Sequence[Measure]
    presence_known: int
    bookings_ended: int
    start: date
    end: date


def measure(place: Place, start: date, end: date, spaces: Iterable[Space] | None = None) -> Measures:
    """Measure a place from one date included to another excluded, on its own clock, in a constant number of
    queries. `spaces` narrows it to some of its spaces. While a space is divided, its parts count in its stead.
    """
    rooms, service, asked = _prepare(place, start, end, spaces)
    sums = {row[0]: row[1:] for row in _fetch(BASE + SUMS, asked)}
    known, ended = sums.pop(None)[:2]
    leases = dict(_fetch(LEASES, asked))
    rows = [
        Measure(
            room,
            _hours(total(service[room.pk]) // SECOND),
            _hours(leases.get(room.pk, 0)),
            *map(_hours, sums[room.pk]),
        )
        for room in rooms
    ]
    return Measures(rows, int(known), int(ended), start, end)


def patterns(place: Place, start: date, end: date, spaces: Iterable[Space] | None = None) -> list[Slice]:
    """Booked and open hours of the bookable spaces, by date and hour on the place's clock, in order."""
    wanted = place.spaces.filter(is_bookable=True) if spaces is None else spaces
    _, _, asked = _prepare(place, start, end, wanted)
    rows = _fetch(BASE + SLICES, asked | {"zone": place.timezone})
    return [Slice(day, hour, _hours(opened), _hours(booked)) for day, hour, opened, booked in rows]


def is_lettable(space: Space) -> bool:
    """Whether square metres of this kind are let under agreements."""
    return space.kind not in {
        SpaceKind.CIRCULATION, SpaceKind.MONUMENT, SpaceKind.OUTDOORS, SpaceKind.EQUIPMENT, SpaceKind.DESK,
    }  # fmt: skip


def _prepare(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None
) -> tuple[list[Space], dict[int, list[Interval]], dict[str, Any]]:
    """The leaves in service during the period, how long, and the parameters of the statements."""
    divided: dict[int, list[Interval]] = {}
    for whole, valid in Part.objects.filter(whole__place=place).values_list("whole", "valid"):
        divided.setdefault(whole, []).append(interval_of(valid))
    wanted = place.spaces.select_related("floor__building")
    if spaces is not None:
        wanted = wanted.filter(pk__in=[space.pk for space in spaces])
    service: dict[int, list[Interval]] = {}
    rooms: list[Space] = []
    for space in wanted:
        in_service = subtraction(_service(place, space, start, end), divided.get(space.pk, ()))
        if in_service and (not space.is_archived or space.in_service_until is not None):
            service[space.pk] = in_service
            rooms.append(space)
    asked = _asked(place, rooms, start, end)
    asked["service"] = [
        TimestamptzMultirange(TimestamptzRange(period.start, period.end) for period in periods)
        for periods in service.values()
    ]
    return rooms, service, asked


def _asked(place: Place, rooms: Sequence[Space], start: date, end: date) -> dict[str, Any]:
    timetable = Timetable(rooms)
    schedules: dict[tuple[tuple[str, int], ...], int] = {}
    for room in rooms:
        schedules.setdefault(timetable.schedule(room), len(schedules) + 1)
    opened = [
        TimestamptzMultirange(
            TimestamptzRange(interval.start, interval.end)
            for interval in timetable.schedule_intervals(schedule, place.pk, start, end)
        )
        for schedule in schedules
    ]
    return {
        "spaces": [room.pk for room in rooms],
        "which": [schedules[timetable.schedule(room)] for room in rooms],
        "schedules": opened,
        "start": midnight(start, place.zone),
        "end": midnight(end, place.zone),
        "now": clock.now(),
    }


def _service(place: Place, room: Space, start: date, end: date) -> list[Interval]:
    first = max(start, room.in_service_from or start)
    last = min(end, room.in_service_until + DAY if room.in_service_until else end)
    return [Interval(midnight(first, place.zone), midnight(last, place.zone))] if first < last else []


def _fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def _hours(seconds: Decimal | int) -> Decimal:
    return Decimal(seconds) / 3600
