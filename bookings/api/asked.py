"""What a program asks for when it books, and the same as the services read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Annotated, Any, Self

from django.http import HttpRequest
from pydantic import Field, StringConstraints, model_validator

import clock
from bookings.agenda import Choice, Plan
from bookings.api.fields import LARGEST_ID, Asked, Crowd, Id, SpaceName, Title
from bookings.api.moments import Moment, check_wall_clock
from bookings.api.names import UNSAID, spaces_named
from bookings.api.problems import Problem
from bookings.availability import Wish
from bookings.models import Booking
from bookings.recurrence import Recurrence
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.models import Space

MOST_SPACES = 40
Hour = Annotated[str, StringConstraints(strict=True, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Rule = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")]
Calendar = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d\d-\d\d$")]


class SpaceAsked(Asked):
    """One space among several; without hours of its own it takes those of the booking."""

    space: Id | SpaceName
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    setup_minutes: Annotated[int, Field(strict=True, ge=0, le=1440)] = 0
    seats: Crowd | None = None


class DateAsked(Asked):
    """What becomes of one date of a regular booking: skipped, at another hour, or in another space."""

    day: Calendar
    skip: Annotated[bool, Field(strict=True)] = False
    starts: Hour | None = None
    space: Id | SpaceName | None = None


class RecurrenceAsked(Asked):
    """When it comes back."""

    rule: Rule = Field(description="RRULE de la RFC 5545, avec UNTIL ou COUNT, treize mois au plus.")
    exdates: list[Calendar] = Field(default=[], max_length=400)
    rdates: list[Calendar] = Field(default=[], max_length=400)
    choices: list[DateAsked] = Field(default=[], max_length=400)


class BookingAsked(Asked):
    """A booking of one space, of several, or one that comes back."""

    space: Id | SpaceName | None = Field(default=None, description="Numéro, nom court, ou lieu/nom-court.")
    spaces: list[Id | SpaceName | SpaceAsked] | None = Field(
        default=None, min_length=1, max_length=MOST_SPACES, description="Plusieurs espaces, au lieu de space."
    )
    starts_at: Moment
    ends_at: Moment
    title: Title
    attendees: Crowd
    organisation: Annotated[int, Field(strict=True, ge=0, le=LARGEST_ID)] | None = Field(
        default=UNSAID,
        description="Une structure dont vous êtes ; null : en votre nom ; absent : votre première structure.",
    )
    layout: Layout | None = None
    is_public: Annotated[bool, Field(strict=True)] = False
    recurrence: RecurrenceAsked | Rule | None = Field(
        default=None, description="Une règle de répétition, seule ou avec ses exceptions."
    )

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if (self.space is None) == (self.spaces is None):
            raise ValueError("Donnez `space` pour un espace, ou `spaces` pour plusieurs.")
        if self.recurrence is not None and self.space is None:
            raise ValueError("Une réservation régulière se fait dans un seul espace : donnez `space`.")
        if self.recurrence is not None and self.is_public:
            raise ValueError("Une réservation régulière ne s’annonce pas dans l’agenda : ôtez `is_public`.")
        return self


class ChangeAsked(Asked):
    """What changes of a booking; what is not said stays as it is."""

    space: Id | SpaceName | None = Field(default=None, description="Un autre espace du même lieu.")
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    title: Title | None = None
    attendees: Crowd | None = None
    layout: Layout | None = None
    is_public: Annotated[bool, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for value in self.model_dump().values()):
            raise ValueError("Dites ce qui change.")
        return self


def rooms_changed(request: HttpRequest, asked: ChangeAsked, booking: Booking) -> list[Hold]:
    """The rooms of a booking with what changes of them. Raises Problem, StrangeTime."""
    rows = list(booking.booked_spaces.all())
    if asked.space is None and asked.starts_at is None and asked.ends_at is None:
        attendees = asked.attendees or booking.attendees
        return [replace(row.hold(), seats=attendees if row.seats else None) for row in rows]
    if len(rows) > 1:
        raise Problem(409, "Plusieurs espaces : annulez-la, puis réservez-les à leurs nouvelles heures.")
    (row,) = rows
    space = spaces_named(request, [asked.space])[0] if asked.space is not None else row.space
    start = check_wall_clock(asked.starts_at, space.place.zone) if asked.starts_at else row.starts_at
    end = check_wall_clock(asked.ends_at, space.place.zone) if asked.ends_at else row.ends_at
    if end <= start:
        raise Problem(422, "La fin vient avant le début, ou en même temps.")
    seats = row.seats_of(space, asked.attendees or booking.attendees)
    return [Hold(space, start, end, row.setup, seats)]


def rooms_of(request: HttpRequest, asked: BookingAsked) -> list[Hold]:
    """Each space with its hours; shared ones are taken seat by seat. Raises Problem, StrangeTime."""
    wanted = [
        one if isinstance(one, SpaceAsked) else SpaceAsked(space=one)
        for one in (asked.spaces if asked.spaces is not None else [asked.space])
        if one is not None
    ]
    spaces = spaces_named(request, [one.space for one in wanted])
    rooms = []
    for one, space in zip(wanted, spaces, strict=True):
        start = check_wall_clock(one.starts_at or asked.starts_at, space.place.zone)
        end = check_wall_clock(one.ends_at or asked.ends_at, space.place.zone)
        if end <= start:
            raise Problem(422, "La fin vient avant le début, ou en même temps.")
        seats = one.seats or (asked.attendees if space.seat_count else None)
        rooms.append(Hold(space, start, end, timedelta(minutes=one.setup_minutes), seats))
    return rooms


def plan_of(request: HttpRequest, asked: BookingAsked) -> Plan:
    """The regular booking that is asked for. Raises Problem, StrangeTime."""
    (room,) = rooms_of(request, asked)
    wanted = asked.recurrence
    if not isinstance(wanted, RecurrenceAsked):
        wanted = RecurrenceAsked(rule=wanted or "")
    zone = room.space.place.zone
    first = clock.local(room.start, zone)
    return Plan(
        space=room.space,
        recurrence=Recurrence(
            rule=wanted.rule,
            first_day=first.date(),
            starts=first.time().replace(fold=0),
            zone=zone,
            exdates=frozenset(map(_date, wanted.exdates)),
            rdates=frozenset(map(_date, wanted.rdates)),
        ),
        duration=asked.ends_at - asked.starts_at,
        attendees=asked.attendees,
        layout=asked.layout.value if asked.layout else "",
        choices=_choices(request, wanted.choices),
    )


def wish_of(rooms: Sequence[Hold], asked: BookingAsked) -> Wish:
    """What was asked, to look for what comes nearest."""
    only: Space | None = rooms[0].space if len(rooms) == 1 else None
    layout = asked.layout.value if asked.layout else ""
    return Wish(asked.starts_at, asked.ends_at, asked.attendees, layout, space=only)


def _choices(request: HttpRequest, dates: list[DateAsked]) -> dict[date, Choice]:
    elsewhere = [one.space for one in dates if one.space is not None]
    rooms = dict(zip(elsewhere, spaces_named(request, elsewhere), strict=True))
    return {
        _date(one.day): Choice(
            skip=one.skip,
            starts=time.fromisoformat(one.starts) if one.starts else None,
            space=rooms[one.space] if one.space is not None else None,
        )
        for one in dates
    }


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, f"Le jour « {text} » n’existe pas.") from None


def facts_of(asked: BookingAsked) -> dict[str, Any]:
    """What `book` takes besides rooms and people."""
    return {
        "title": asked.title,
        "attendees": asked.attendees,
        "layout": asked.layout.value if asked.layout else "",
        "is_public": asked.is_public,
    }
