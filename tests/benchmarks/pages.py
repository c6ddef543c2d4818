"""What people and programs ask for, whole: a planning, an agenda, a booking by the API over its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import clock
from bookings.agenda import Choice, Plan, preview
from bookings.checks import Asker
from bookings.ical.feed import calendar_of, series_behind
from bookings.ical.rows import lines_of
from bookings.present.planning import planning
from bookings.recurrence import Recurrence
from bookings.services import book
from bookings.services.feeds import open_feed
from bookings.services.series import create_series
from people import api
from people.models import ApiToken, User
from people.services import grant, issue_token
from spaces.holds import Hold
from spaces.models import Place, Space

DAY = date(2026, 3, 3)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA")
HOURS = (8, 10, 14, 18)
YEAR = timedelta(days=364)
LARGEST_LEDGER = 1_000_000
LARGEST_FEED = 300_000
SLOWEST = 300.0


@dataclass(frozen=True)
class Measure:
    """One figure, what it is counted in, and the bound that it must keep to."""

    name: str
    figure: float
    unit: str
    bound: float | None = None

    @property
    def holds(self) -> bool:
        return self.bound is None or self.figure <= self.bound


def of_planning(place: Place, total: int, rounds: int) -> list[Measure]:
    """The planning of a day of two hundred rooms for a resident, over as many bookings as there are. Drawing two
    hundred rows costs the same whatever the ledger: three times its SQL is the bound of the largest one.
    """
    resident = User.objects.first()

    def whole() -> None:
        planning(place, DAY, resident, {})

    with CaptureQueriesContext(connection) as asked:
        whole()
    sql = [str(query["sql"]) for query in asked]

    def its_sql() -> None:
        with connection.cursor() as cursor:
            for query in sql:
                cursor.execute(query)
                cursor.fetchall()

    # A machine in company slows for a second at a time: half a second of rounds would measure that.
    spent, alone = _in_turn(5 * rounds, whole, its_sql)
    return [
        Measure("planning of a day", spent, "ms"),
        Measure("… over its SQL", spent / alone, "times", 3 if total >= LARGEST_LEDGER else None),
    ]


def of_busy_room(place: Place, rounds: int) -> list[Measure]:
    """An agenda of a year of one room with four regulars a day, and a booking asked for by a program."""
    user = User.objects.create_user("occupe@caserne.example", name="Occupe")
    grant(user=user, permission="manage_place", target=place, given_by=None)
    room = Space.objects.create(
        place=place, name="Occupée", slug="occupee", capacity=12, is_bookable=True, safety_capacity=12
    )
    _fill_a_year(room, user)
    feed = open_feed(owner=user, subject=room)
    written: list[bytes] = []

    def agenda() -> None:
        lines = lines_of(feed)
        written.append(calendar_of(str(feed), lines, series_behind(lines), feed.changed_at))

    spent = _milliseconds(agenda, rounds)
    return [
        Measure("agenda of a busy year", spent, "ms", SLOWEST),
        Measure("… its size", len(written[-1]), "bytes", LARGEST_FEED),
        *_of_api(room, user, rounds),
    ]


def _fill_a_year(room: Space, user: User) -> None:
    first = clock.today(room.place.zone) + timedelta(days=1)
    until = first + YEAR
    for weekday, name in enumerate(WEEKDAYS):
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        for hour in HOURS:
            rule = f"FREQ=WEEKLY;BYDAY={name};UNTIL={until:%Y%m%d}T235959Z"
            recurrence = Recurrence(rule=rule, first_day=day, starts=time(hour), zone=room.place.zone)
            plan = Plan(room, recurrence, timedelta(hours=2), 8)
            create_series(organiser=user, plan=_without_holidays(plan, user), title=f"Cours de {hour} h")


def _without_holidays(plan: Plan, user: User) -> Plan:
    refused = [row.day for row in preview(plan, Asker(user, None, user)) if not row.stands]
    return replace(plan, choices={day: Choice(skip=True) for day in refused})


def _of_api(room: Space, user: User, rounds: int) -> list[Measure]:
    # Each round books, and none may be told to come back later.
    api.PER_MINUTE["writes"] = 1_000_000
    _, secret = issue_token(
        user=user, name="Banc", scopes=[ApiToken.Scope.BOOKINGS_WRITE], expires_at=clock.now() + YEAR
    )
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost")
    begin = datetime.combine(clock.today(room.place.zone) + timedelta(days=2), time(12), room.place.zone)
    starts = (
        begin + timedelta(days=step // 2, minutes=30 * (step % 2))
        for step in count()
        if (begin + timedelta(days=step // 2)).weekday() < 6
    )

    def by_service() -> None:
        start = next(starts)
        half = Hold(room, start, start + timedelta(minutes=30))
        book(organiser=user, rooms=[half], title="Banc", attendees=4)

    def by_api() -> None:
        start = next(starts)
        asked = {
            "space": room.pk,
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(minutes=30)).isoformat(),
            "title": "Banc",
            "attendees": 4,
        }
        answer = client.post(
            "/api/v1/bookings",
            asked,
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        if answer.status_code != 201:
            raise RuntimeError(answer.content.decode())

    service, program = _milliseconds(by_service, rounds), _milliseconds(by_api, rounds)
    return [
        Measure("booking, its service", service, "ms"),
        Measure("booking by the API", program, "ms"),
        Measure("… over the service", program - service, "ms"),
    ]


def _milliseconds(deed: Callable[[], Any], rounds: int) -> float:
    """The median of some rounds, the first of which warms the caches."""
    (spent,) = _in_turn(rounds, deed)
    return spent


def _in_turn(rounds: int, *deeds: Callable[[], Any]) -> list[float]:
    """The same of several deeds, one after the other in each round: a machine that slows down slows them all."""
    times: list[list[float]] = [[] for _ in deeds]
    for _ in range(rounds + 1):
        for deed, its_times in zip(deeds, times, strict=True):
            before = perf_counter()
            deed()
            its_times.append((perf_counter() - before) * 1000)
    return [median(its_times[1:]) for its_times in times]
