"""What `/gestion/` shows first to whoever manages the place: the house now, today's bookings, the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

import clock
from backoffice.panels import Panel, register
from backoffice.tasks import register_panel
from bookings.availability import free_intervals, rooms_of
from bookings.enums import BookingStatus
from bookings.measures import measure_of
from bookings.models import Booking
from bookings.occupancy import booking_rate_of, lease_rate_of, occupancy_rate_of
from bookings.periods import a_year_of_weeks_before
from bookings.premises import Premises
from bookings.present.opening import opening_of
from figures import Figure
from figures.french import hundredths, number
from people.access import STAFF, Visitor
from spaces.hours import midnight
from spaces.models import Building, Place
from tierslieu import wording

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
NONE_FREE = "Aucune salle n’est libre pour l’heure qui vient."
HOUR = timedelta(hours=1)


def manages_a_place(visitor: Visitor) -> bool:
    """Whoever manages at least one place."""
    return STAFF(visitor) and Place.objects.managed_by(visitor).exists()


def today_in(place: Place, user: Visitor) -> list[Booking]:
    """The bookings that hold a room of the place today, by their first hour; three queries."""
    today = clock.today(place.zone)
    rows = Booking.objects.visible_to(user).filter(place=place).holding()
    rows = rows.overlapping(midnight(today, place.zone), midnight(today + DAY, place.zone))
    return sorted(rows.with_rooms(), key=lambda booking: (booking.starts_at, booking.title))


def house_now(request: HttpRequest) -> Mapping[str, Any] | None:
    """One line: the hour, the rooms in use, the people expected and those allowed."""
    place = _place_of(request.user)
    if place is None:
        return None
    now = clock.now()
    rows = [
        row
        for booking in today_in(place, request.user)
        if booking.status == BookingStatus.CONFIRMED
        for row in booking.booked_spaces.all()
        if row.starts_at <= now < row.ends_at
    ]
    allowed = Building.objects.filter(place=place).aggregate(total=Sum("safety_capacity"))["total"]
    return {
        "place": place,
        "hour": wording.hour(clock.local(now, place.zone)),
        "rooms": len({row.space_id for row in rows}),
        "people": sum({row.booking_id: row.booking.attendees for row in rows}.values()),
        "allowed": allowed,
    }


def todays_bookings(request: HttpRequest) -> Mapping[str, Any] | None:
    """Who is in, who comes, and which rooms are free for an hour at least."""
    place = _place_of(request.user)
    if place is None:
        return None
    now = clock.now()
    bookings, free = today_in(place, request.user), _free(place)
    firm = [booking for booking in bookings if booking.status == BookingStatus.CONFIRMED]
    return {
        "columns": [
            {
                "title": "En cours",
                "lines": _lines(b for b in firm if b.starts_at <= now < b.ends_at),
                "none": "Personne en ce moment.",
            },
            {
                "title": "Arrivent",
                "lines": _lines(b for b in firm if b.starts_at > now),
                "none": "Plus personne n’est attendu aujourd’hui.",
            },
            {
                "title": "Libres maintenant",
                "lines": free,
                "none": "" if free else opening_of(place).sentence or NONE_FREE,
            },
        ],
        "over": len([booking for booking in firm if booking.ends_at <= now]),
        "total": len(firm),
    }


def week_figures(request: HttpRequest) -> Mapping[str, Any] | None:
    """The rates of this week, each of which opens on its sum."""
    place = _place_of(request.user)
    if place is None:
        return None
    today = clock.today(place.zone)
    monday = today - timedelta(days=today.weekday())
    rooms = Premises(place)
    week, before = measure_of(rooms, monday, monday + WEEK), measure_of(rooms, monday - WEEK, monday)
    last_year = a_year_of_weeks_before(monday)
    past = booking_rate_of(before).percent
    year_ago = booking_rate_of(measure_of(rooms, last_year, last_year + WEEK)).percent
    return {
        "figures": [
            _figure(
                booking_rate_of(week),
                f"{_week(monday)} ; {past} la semaine d’avant, {year_ago} il y a un an",
                first=True,
            ),
            # Presence is known once people have come: that of last week.
            _figure(occupancy_rate_of(before), _week(monday - WEEK)),
            _figure(lease_rate_of(week), _week(monday)),
        ],
        "href": f"{reverse('occupancy_rows')}?lieu={place.slug}&du={monday}&au={monday + WEEK - DAY}",
    }


def _place_of(user: Visitor) -> Place | None:
    return Place.objects.managed_by(user).order_by("pk").first()


def _week(monday: date) -> str:
    return f"du {monday.day} au {wording.day(monday + WEEK - DAY).partition(' ')[2]}"


def _lines(bookings: Iterable[Booking]) -> list[dict[str, Any]]:
    found = []
    for booking in bookings:
        rows = list(booking.booked_spaces.all())
        starts, ends = (clock.local(at, booking.zone) for at in (booking.starts_at, booking.ends_at))
        found.append(
            {
                "door": rows[0].space.door_number if len(rows) == 1 else "",
                "title": booking.title,
                "href": booking.get_absolute_url(),
                "where": ", ".join(dict.fromkeys(row.space.name for row in rows)),
                "when": wording.hours(starts, ends),
                "day": wording.short_day(starts),
                "people": booking.attendees,
                "who": str(booking.organisation or booking.organiser),
            }
        )
    return found


def _free(place: Place) -> list[dict[str, Any]]:
    now, today = clock.now(), clock.today(place.zone)
    rooms = rooms_of(place)
    periods = free_intervals(rooms, today, today + DAY)
    found = []
    for room in rooms:
        free = next((period for period in periods[room.pk] if period.start <= now < period.end), None)
        if free and free.end >= now + HOUR:
            found.append(
                {
                    "door": room.door_number,
                    "title": room.name,
                    "href": reverse("bookings:space", args=[place.slug, room.slug]),
                    "when": f"jusqu’à {wording.hour(clock.local(free.end, place.zone))}",
                    "people": room.capacity,
                }
            )
    return found


def _figure(figure: Figure, scope: str, *, first: bool = False) -> dict[str, Any]:
    rate = figure.rate
    return {
        "value": "—" if rate is None else hundredths(rate),
        "unit": "" if rate is None else "%",
        "label": figure.label,
        "scope": scope if rate is not None or not figure.covered else figure.covered,
        "numerator": _part(figure.numerator, figure.unit, figure.numerator_label),
        "denominator": _part(figure.denominator, figure.unit, figure.denominator_label),
        "exclusions": [
            {"label": exclusion.label, "value": number(exclusion.count)} for exclusion in figure.exclusions
        ],
        "first": first,
    }


def _part(value: Decimal, unit: str, label: str) -> dict[str, str]:
    places = 0 if value == value.to_integral_value() else 1
    return {"value": f"{number(value, places)} {unit}", "label": label}


def register_panels() -> None:
    """Put the panels on the first page of the back office."""
    for name, order, template, context in (
        ("house", 10, "gestion/house.html", house_now),
        ("today", 20, "gestion/today.html", todays_bookings),
        ("figures", 40, "gestion/figures.html", week_figures),
    ):
        register(Panel(name=name, order=order, policy=manages_a_place, template=template, context=context))
    register_panel(STAFF)
