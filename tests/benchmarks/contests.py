"""Our queries against what somebody would write by hand, on the same rows, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.measures import measure
from bookings.occupancy_page import report
from spaces.models import Occupation, Place, Space
from spaces.queries import blocks_of, gaps
from spaces.services.ledger import Hold, occupy

PAGE = "the page of a year"
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)
FREE = """
SELECT space.id FROM spaces_space space
WHERE space.place_id = %(place)s AND NOT space.is_archived AND space.is_bookable
  AND NOT EXISTS (
      SELECT 1 FROM spaces_occupation o
      WHERE o.space_id = space.id AND o.held && tstzrange(%(start)s, %(end)s + space.turnaround))
  AND NOT EXISTS (
      SELECT 1 FROM spaces_part part JOIN spaces_occupation o ON o.space_id = part.part_id
      WHERE part.whole_id = space.id AND o.held && tstzrange(%(start)s, %(end)s + space.turnaround))
"""
GAPS = """
SELECT space_id, free_from, free_until FROM (
    SELECT space.id AS space_id, lag(upper(o.held), 1, %(start)s) OVER by_time AS free_from,
           coalesce(lower(o.held), %(end)s) AS free_until
    FROM spaces_space space
    LEFT JOIN LATERAL (
        SELECT held FROM spaces_occupation
        WHERE space_id = space.id AND held && tstzrange(%(start)s, %(end)s)
        UNION ALL SELECT tstzrange(%(end)s, NULL)
    ) o ON true
    WHERE space.place_id = %(place)s
    WINDOW by_time AS (PARTITION BY space.id ORDER BY lower(o.held))
) gap WHERE free_until - free_from >= interval '2 hours' ORDER BY free_from
"""
DAY = """
SELECT o.space_id, o.claim_id, claim.kind, o.seats, o.used, o.held
FROM spaces_occupation o JOIN spaces_claim claim ON claim.id = o.claim_id
WHERE o.space_id = ANY(%(leaves)s) AND o.held && tstzrange(%(start)s, %(end)s) ORDER BY o.held
"""
YEAR = """
SELECT o.space_id, sum(extract(epoch FROM upper(o.used) - lower(o.used)))
FROM spaces_occupation o JOIN bookings_booking b ON b.claim_id = o.claim_id AND b.status = 'confirmed'
WHERE o.used && tstzrange(%(year_start)s, %(year_end)s) GROUP BY o.space_id
"""


@dataclass(frozen=True)
class Score:
    """One contest, in milliseconds: what ours costs in all, its SQL alone, the hand-written SQL."""

    name: str
    total: float
    ours: float
    by_hand: float
    uses_index: bool | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand


def scores(place: Place, rounds: int) -> Iterator[Score]:
    """Every contest on the rows as they are."""
    leaves = list(place.spaces.leaves().values_list("pk", flat=True))
    spaces = list(place.spaces.select_related("floor"))
    start, end = TUESDAY + timedelta(hours=9), TUESDAY + timedelta(hours=11)
    values = {"place": place.pk, "leaves": leaves, "start": start, "end": end}
    day = values | {"start": TUESDAY, "end": TUESDAY + timedelta(days=1)}
    year = {
        "year_start": datetime(2025, 12, 31, 23, tzinfo=UTC),
        "year_end": datetime(2026, 12, 31, 23, tzinfo=UTC),
    }
    free = Space.objects.filter(place=place).bookable().free_during(start, end)
    yield _contest("free rooms for 2 h", lambda: list(free.all()), FREE, values, rounds, _explains(free))
    yield _contest(
        "2 h gaps in a day",
        lambda: gaps(spaces, day["start"], day["end"], timedelta(hours=2)),
        GAPS,
        day,
        rounds,
    )
    planning = Occupation.objects.filter(space__in=leaves, held__overlap=(day["start"], day["end"]))
    yield _contest(
        "a day × 200 rooms",
        lambda: blocks_of(leaves, day["start"], day["end"]),
        DAY,
        day,
        rounds,
        _explains(planning),
    )
    yield _booking(place, rounds * 5)
    yield _contest(
        "a year of rates",
        lambda: measure(place, date(2026, 1, 1), date(2027, 1, 1)),
        YEAR,
        year,
        max(rounds // 5, 1),
    )
    yield _contest(
        PAGE,
        lambda: report(place, date(2026, 1, 1), date(2027, 1, 1), "floor"),
        YEAR,
        year,
        max(rounds // 5, 1),
    )


def _contest(
    name: str,
    ours: Callable[[], Any],
    by_hand: str,
    values: dict[str, Any],
    rounds: int,
    uses_index: bool | None = None,
) -> Score:
    totals, sql, hand = [], [], []
    for _ in range(rounds + 1):
        with CaptureQueriesContext(connection):
            before = perf_counter()
            with _timed_sql() as spent:
                ours()
            totals.append(perf_counter() - before)
            sql.append(sum(spent))
        before = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(by_hand, values)
            cursor.fetchall()
        hand.append(perf_counter() - before)
    # The first round warms the caches of both.
    return Score(name, *(median(times[1:]) * 1000 for times in (totals, sql, hand)), uses_index)


@contextmanager
def _timed_sql() -> Iterator[list[float]]:
    spent: list[float] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        before = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(perf_counter() - before)

    with connection.execute_wrapper(note):
        yield spent


def _booking(place: Place, rounds: int) -> Score:
    """One slot through the ledger, and the same two rows by bare psycopg, each with its commit."""
    room = place.spaces.get(slug="salle-199")
    moments = (datetime(2040, 1, 1, tzinfo=UTC) + timedelta(hours=2 * step) for step in count())
    ours, bare = [], []
    settings = connection.get_connection_params()
    known = {key: settings[key] for key in ("host", "port", "user", "password", "dbname") if key in settings}
    with psycopg.connect(**known) as link:
        for _ in range(rounds):
            start = next(moments)
            before = perf_counter()
            with transaction.atomic():
                occupy(kind="booking", holds=[Hold(room, start, start + timedelta(hours=2))])
            ours.append(perf_counter() - before)
            start = next(moments)
            before = perf_counter()
            with link.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO spaces_claim (kind, created_at) VALUES ('booking', now()) RETURNING id"
                )
                (claim,) = cursor.fetchone() or (None,)
                cursor.execute(
                    "INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held)"
                    " VALUES (%s, %s, int4range(0, NULL), tstzrange(%s, %s), tstzrange(%s, %s))",
                    [claim, room.pk, *(start, start + timedelta(hours=2)) * 2],
                )
            link.commit()
            bare.append(perf_counter() - before)
    return Score("booking one slot", *(median(times) * 1000 for times in (ours, ours, bare)))


def _explains(queryset: Any) -> bool:
    plan = queryset.explain()
    return "Seq Scan on spaces_occupation" not in plan and "spaces_occupation_" in plan
