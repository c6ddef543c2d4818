"""What programs see of La Caserne: agendas that are followed, one that comes in, a key, and people invited."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import icalendar

from bookings import services
from bookings.models import Booking, BookingSpace
from bookings.services.feeds import open_feed
from bookings.services.outside import import_file
from people.models import ApiToken
from people.services import issue_token

if TYPE_CHECKING:
    from bookings.demo import Cast

TALES, TALES_ROOM = "Médiathèque, l’heure du conte", "Travée Sud"
WEEKS_OF_TALES = 4
TALES_LAST = timedelta(hours=1, minutes=30)
INVITED = ("aicha@exemple.example", "compta@exemple.example", "marc@exemple.example")
TOKEN_LASTS = timedelta(days=90)


def tell(cast: Cast) -> None:
    """Open three agendas, bring one in, give a program a key, invite three people of whom one declines."""
    lucie, samir = cast.people["residente"], cast.people["gestion"]
    open_feed(owner=lucie)
    open_feed(owner=lucie, subject=cast.organisations["Les Petites Mains du Clain"])
    open_feed(owner=samir, subject=cast.place)
    import_file(space=cast.spaces[TALES_ROOM], name=TALES, text=_tales(cast), actor=samir)
    issue_token(
        user=lucie,
        name="Écran de l’atelier couture",
        scopes=[ApiToken.Scope.SPACES_READ, ApiToken.Scope.BOOKINGS_READ],
        expires_at=cast.at + TOKEN_LASTS,
    )
    market = Booking.objects.get(title="Préparation du marché de Noël", organiser=lucie)
    guests = services.invite(booking=market, actor=lucie, addresses=INVITED)
    services.answer_invitation(guest=guests[-1], comes=False)


def _tales(cast: Cast) -> bytes:
    """An hour of tales each week, and one that somebody here had already taken: a person decides."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mediatheque//FR")
    calendar.add("version", "2.0")
    zone = cast.place.zone
    wednesday = cast.today + timedelta(days=(2 - cast.today.weekday()) % 7 or 7)
    first = datetime.combine(wednesday, time(9), zone)
    calendar.add_component(_event(cast, "conte", "L’heure du conte", first, weekly=True))
    taken = BookingSpace.objects.holding().filter(space=cast.spaces[TALES_ROOM], starts_at__gt=cast.at)
    if there := taken.order_by("starts_at").first():
        calendar.add_component(_event(cast, "spectacle", "Spectacle de marionnettes", there.starts_at))
    return calendar.to_ical()


def _event(cast: Cast, name: str, title: str, start: datetime, *, weekly: bool = False) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{name}@mediatheque.example")
    event.add("dtstamp", cast.at.replace(microsecond=0))
    event.add("dtstart", start)
    event.add("dtend", start + TALES_LAST)
    event.add("summary", title)
    if weekly:
        event.add("rrule", {"freq": "weekly", "count": WEEKS_OF_TALES})
    return event
