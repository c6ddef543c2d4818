"""What bookings and agreements have to settle when an organisation leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bookings.models import Booking, CalendarFeed, OccupancyAgreement
from people import departures, merging
from people.models import Organisation
from spaces.hours import midnight
from spaces.models import Place

NAMED = 3


def register() -> None:
    """Said when the application is ready."""
    departures.register(departures.Settlement("bookings", "Réservations après le départ", _bookings_after))
    merging.follow(CalendarFeed, _move_feeds)
    departures.register(
        departures.Settlement("agreements", "Conventions terminées, dépôts rendus", _agreements_after)
    )


def _move_feeds(kept: Organisation, duplicate: Organisation) -> None:
    """Somebody who follows both keeps one address: that of the organisation that is kept."""
    twice = CalendarFeed.objects.filter(organisation=kept).values("owner")
    CalendarFeed.objects.filter(organisation=duplicate, owner__in=twice).delete()
    CalendarFeed.objects.filter(organisation=duplicate).update(organisation=kept)


def _bookings_after(organisation: Organisation, leaves_on: date) -> Iterable[str]:
    rows: list[Booking] = []
    for place in Place.objects.filter(bookings__organisation=organisation).distinct():
        after = midnight(leaves_on + timedelta(days=1), place.zone)
        rows += (
            Booking.objects.holding()
            .filter(organisation=organisation, place=place)
            .not_over(after)
            .by_start()
        )
    for booking in rows[:NAMED]:
        yield f"la réservation « {booking.title} » à annuler ou à confier à une autre structure"
    if len(rows) > NAMED:
        yield f"{len(rows) - NAMED} autres réservations"


def _agreements_after(organisation: Organisation, leaves_on: date) -> Iterable[str]:
    for agreement in OccupancyAgreement.objects.signed().filter(
        organisation=organisation, ended_on__isnull=True, ends_on__gt=leaves_on
    ):
        yield f"la convention « {agreement.purpose} », qui court jusqu’au {agreement.ends_on:%d/%m/%Y}"
