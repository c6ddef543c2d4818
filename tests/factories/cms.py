from datetime import date, datetime

from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSpace
from cms.models import ArticlePage, EventIndexPage, EventPage, NewsIndexPage
from spaces.enums import ClaimKind
from spaces.models import Space
from spaces.services.ledger import Hold, occupy
from tests.factories.people import UserFactory


def article(index: NewsIndexPage, title: str = "La perche reste", **fields) -> ArticlePage:
    """A published article."""
    fields = {"date": date(2026, 3, 1), "summary": "Deux phrases.", **fields}
    return index.add_child(instance=ArticlePage(title=title, **fields))


def event(index: EventIndexPage, title: str, starts_at: datetime, ends_at: datetime, **fields) -> EventPage:
    """A published event."""
    fields = {"summary": "Deux phrases.", "where": "La cour", **fields}
    return index.add_child(instance=EventPage(title=title, starts_at=starts_at, ends_at=ends_at, **fields))


def confirmed(spaces: list[Space], starts_at: datetime, ends_at: datetime, **fields) -> Booking:
    """A confirmed booking of these rooms, held in the ledger."""
    fields = {"title": "Répétition", "attendees": 6, "organiser": UserFactory(), **fields}
    claim = occupy(kind=ClaimKind.BOOKING, holds=[Hold(space, starts_at, ends_at) for space in spaces])
    booking = Booking.objects.create(
        place=spaces[0].place, claim=claim, status=BookingStatus.CONFIRMED, **fields
    )
    for space in spaces:
        BookingSpace.objects.create(booking=booking, space=space, starts_at=starts_at, ends_at=ends_at)
    return booking
