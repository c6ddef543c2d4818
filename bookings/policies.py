"""Who may do what to one booking: small questions, each one the singular of a queryset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.models import Booking
from spaces.models import Place, Space

if TYPE_CHECKING:
    from people.access import Visitor


def may_see(user: Visitor, booking: Booking) -> bool:
    """Whether the page of the booking opens for this person."""
    return Booking.objects.visible_to(user).filter(pk=booking.pk).exists()


def may_change(user: Visitor, booking: Booking) -> bool:
    """The organiser, an administrator of the organisation, a manager of the place."""
    return Booking.objects.changeable_by(user).filter(pk=booking.pk).exists()


def may_decide(user: Visitor, booking: Booking) -> bool:
    """An approver of every space of a pending booking, or a manager of the place."""
    return Booking.objects.approvable_by(user).filter(pk=booking.pk).exists()


def may_welcome(user: Visitor, booking: Booking) -> bool:
    """Whoever keeps the desk today, or the manager."""
    today = Booking.objects.of_desk_today(user).filter(pk=booking.pk).exists()
    return today or manages(user, booking.place)


def may_see_price(user: Visitor, booking: Booking) -> bool:
    """Those who pay and those who manage; never the desk nor an approver."""
    own = Booking.objects.owned_by(user).filter(pk=booking.pk).exists()
    return own or manages(user, booking.place)


def manages(user: Visitor, place: Place) -> bool:
    """Whether this person manages the place."""
    return Place.objects.managed_by(user).filter(pk=place.pk).exists()


def manages_a_place(user: Visitor) -> bool:
    """Whether this person manages any place at all; asked once per loaded user, the menu asks often."""
    if not hasattr(user, "_manages_a_place"):
        user._manages_a_place = Place.objects.managed_by(user).exists()  # type: ignore[union-attr]
    return bool(user._manages_a_place)  # type: ignore[union-attr]


def keeps_a_desk(user: Visitor) -> bool:
    """Whether this person keeps the desk of some place."""
    return Place.objects.welcomed_by(user).exists()


def approves_something(user: Visitor) -> bool:
    """Whether the queue of approvals concerns this person at all."""
    from people.grants import granted

    return granted(user, "approve_space", Space).exists() or Place.objects.managed_by(user).exists()
