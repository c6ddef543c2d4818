"""« Vos mardis de décembre »: one mail a month to whoever comes often, instead of one the day before each date.

It leaves five days before the month, at nine by the clock of the place. What it said is not said again the
day before; what moved or was booked after it keeps its own reminder.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

import clock
from bookings.models import Booking
from bookings.querysets import BookingQuerySet
from bookings.release_links import release_address
from people.models import User
from reminders import services as reminders
from reminders.models import Notice, Outcome
from reminders.registry import Kind, register
from spaces.models import Place
from spaces.wording import DAYS, MONTHS, hour

MONTH = "booking.month"
OFTEN = 3
DAYS_BEFORE = timedelta(days=5)
HOUR = time(9)
# Past this many, the mail says how many more are on the site.
SHOWN = 40

TOO_FEW = "moins de trois dates à venir ce mois-là : le rappel de la veille suffit"
SAID = "dite dans le courriel du mois"


def tell_months(place: Place) -> int:
    """Write down who is to be told of this month or the next, once each; how many. Safe to call at any time."""
    this = clock.today(place.zone).replace(day=1)
    return sum(_tell(place, month) for month in (this, _next(this)))


def _tell(place: Place, month: date) -> int:
    begins = _instant(place, month - DAYS_BEFORE, HOUR)
    if clock.now() < begins:
        return 0
    known = Notice.objects.filter(kind=MONTH, occurrence=_occurrence(place, month))
    dates = _dates(place, month).filter(created_at__lt=begins)
    counts = Counter(organiser for _pk, organiser in dates.values_list("pk", "organiser"))
    often = [pk for pk, count in counts.items() if count >= OFTEN]
    already = known.filter(recipient__isnull=False).values("recipient")
    people = list(User.objects.filter(is_active=True, pk__in=often).exclude(pk__in=already).order_by("pk"))
    for person in people:
        reminders.schedule(
            kind=MONTH,
            subject=person,
            recipient=person,
            due_at=clock.now(),
            occurrence=_occurrence(place, month),
            expires_at=_instant(place, _next(month)),
        )
    return len(people)


def said_in_its_month(booking: Booking, notice: Notice) -> bool:
    """Whether a month's mail left after this reminder was written, and so said its very hours."""
    month = clock.local(booking.starts_at, booking.zone).date().replace(day=1)
    return Notice.objects.filter(
        kind=MONTH,
        subject_id=str(booking.organiser_id),
        email=notice.email,
        occurrence=_occurrence(booking.place, month),
        outcome=Outcome.SENT,
        sent_at__gt=notice.created_at,
    ).exists()


def _dates(place: Place, month: date) -> BookingQuerySet:
    """The confirmed bookings that begin in a month, by the clock of the place."""
    rows: BookingQuerySet = Booking.objects.confirmed().filter(place=place)
    return rows.beginning_within(_instant(place, month), _instant(place, _next(month)))


def _to_come(person: User, place: Place, month: date) -> list[Booking]:
    rows: BookingQuerySet = Booking.objects.confirmed().filter(place=place, organiser=person)
    begins = max(clock.now(), _instant(place, month))
    return list(rows.beginning_within(begins, _instant(place, _next(month))).with_rooms())


def _occurrence(place: Place, month: date) -> str:
    return f"{place.pk} {month:%Y-%m}"


def _named_by(occurrence: str) -> tuple[Place, date]:
    pk, month = occurrence.split(" ")
    return Place.objects.get(pk=pk), date.fromisoformat(f"{month}-01")


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _instant(place: Place, day: date, at: time = time.min) -> datetime:
    return datetime.combine(day, at, tzinfo=place.zone)


def _find(subject_id: str) -> User | None:
    return User.objects.filter(pk=subject_id, is_active=True).first()


def _still_deserved(person: User, notice: Notice) -> str | None:
    return TOO_FEW if len(_to_come(person, *_named_by(notice.occurrence))) < OFTEN else None


def _context(person: User, notice: Notice) -> dict[str, Any]:
    place, month = _named_by(notice.occurrence)
    bookings = _to_come(person, place, month)
    return {
        "what": what_of({_starts(booking).weekday() for booking in bookings}, month),
        "dates": [_line(booking) for booking in bookings[:SHOWN]],
        "more": max(len(bookings) - SHOWN, 0),
        "place": place.name,
        "link": settings.BASE_URL + reverse("bookings:own"),
    }


def what_of(weekdays: set[int], month: date) -> str:
    """« Vos mardis de décembre », « Vos mardis et jeudis d’avril », « Vos réservations de mai »."""
    named = [f"{DAYS[weekday]}s" for weekday in sorted(weekdays)]
    dates = " et ".join(named) if len(named) <= 2 else "réservations"
    name = MONTHS[month.month - 1]
    return f"Vos {dates} {'d’' if name[0] in 'ao' else 'de '}{name}"


def _starts(booking: Booking) -> datetime:
    return clock.local(booking.starts_at, booking.zone)


def _line(booking: Booking) -> dict[str, str]:
    start, end = _starts(booking), clock.local(booking.ends_at, booking.zone)
    rank = "1er" if start.day == 1 else str(start.day)
    rooms = [
        f"{row.space.name}, porte {row.space.door_number}" if row.space.door_number else row.space.name
        for row in booking.booked_spaces.all()
    ]
    return {
        "day": f"{DAYS[start.weekday()]} {rank}",
        "hours": f"de {hour(start)} à {hour(end)}",
        "title": booking.title,
        "rooms": " ; ".join(dict.fromkeys(rooms)),
        "release_link": release_address(booking),
    }


def _sample() -> dict[str, Any]:
    return {
        "what": "Vos mardis de mars",
        "dates": [
            {
                "day": f"mardi {day}",
                "hours": "de 18 h 30 à 20 h",
                "title": "Atelier couture",
                "rooms": "Salle du Clain, porte 12",
                "release_link": f"{settings.BASE_URL}/pas-cette-fois/exemple/",
            }
            for day in (3, 10, 17)
        ],
        "more": 2,
        "place": "La Caserne",
        "link": f"{settings.BASE_URL}/mon-espace/",
    }


def register_kinds() -> None:
    """Say to the reminders what the month's mail is (called when the app is ready)."""
    register(
        Kind(
            key=MONTH,
            label="Courriel du mois des habitués",
            template="bookings/mail/month",
            find=_find,
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
        )
    )
