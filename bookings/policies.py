"""Who may do what to one booking: small questions, each one the singular of a queryset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import clock
from bookings.models import Booking, CalendarFeed, OccupancyAgreement, Report
from bookings.weekend import weekend_to_enter
from spaces import policies as of_spaces
from spaces.models import Place, Space

if TYPE_CHECKING:
    from datetime import datetime

    from people.access import Visitor
    from vault.models import PrivateFile

manages = of_spaces.manages


def may_see(user: Visitor, booking: Booking) -> bool:
    """Whether the page of the booking opens for this person."""
    return Booking.objects.visible_to(user).filter(pk=booking.pk).exists()


def may_change(user: Visitor, booking: Booking) -> bool:
    """The organiser, an administrator of the organisation, a manager of the place."""
    return Booking.objects.changeable_by(user).filter(pk=booking.pk).exists()


def may_decide(user: Visitor, booking: Booking) -> bool:
    """An approver of every space of a pending booking, or a manager of the place."""
    return Booking.objects.approvable_by(user).filter(pk=booking.pk).exists()


def may_welcome(user: Visitor, booking: Booking, at: datetime | None = None) -> bool:
    """Whoever keeps the desk on that day (today, unless `at` says when it was noted), or the manager."""
    that_day = Booking.objects.of_desk_today(user, at).filter(pk=booking.pk).exists()
    return that_day or manages(user, booking.place)


def may_count(user: Visitor, booking: Booking, at: datetime | None = None) -> bool:
    """The same; and on the morning after, whoever keeps the desk enters the sheet of the weekend."""
    return may_welcome(user, booking, at) or may_catch_up(user, booking)


def may_catch_up(user: Visitor, booking: Booking) -> bool:
    """Whether the booking is on the sheet of the weekend that the desk enters today."""
    days = weekend_to_enter(clock.today(booking.zone))
    if days is None:
        return False
    return Booking.objects.of_desk_between(user, *days).filter(pk=booking.pk).exists()


def may_arrive(user: Visitor, booking: Booking) -> bool:
    """Whoever the booking belongs to says that they have come: the organiser, the organisation's people."""
    return Booking.objects.owned_by(user).filter(pk=booking.pk).exists() or may_welcome(user, booking)


def may_read_report_file(user: Visitor, file: PrivateFile) -> bool:
    """The photo of a report: those who manage the place, and whoever took it."""
    return Report.objects.visible_to(user).filter(pk=file.owner_id).exists()


def may_see_price(user: Visitor, booking: Booking) -> bool:
    """Those who pay, those who manage, and whoever must decide, for as long as it waits; never the desk."""
    own = Booking.objects.owned_by(user).filter(pk=booking.pk).exists()
    return own or manages(user, booking.place) or may_decide(user, booking)


def keeps_a_desk(user: Visitor) -> bool:
    """Whether this person keeps the desk of some place."""
    return Place.objects.welcomed_by(user).exists()


def approves_something(user: Visitor) -> bool:
    """Whether the queue of approvals concerns this person at all."""
    from people.grants import granted

    return granted(user, "approve_space", Space).exists() or Place.objects.managed_by(user).exists()


def may_read_document(user: Visitor, file: PrivateFile) -> bool:
    """The managers of the place, and those responsible for the organisation, read a signed agreement."""
    return OccupancyAgreement.objects.read_by(user).filter(pk=file.owner_id).exists()


def may_follow(user: Visitor, feed: CalendarFeed) -> bool:
    """Whether an agenda may be read with this person's eyes: asked when it is opened, and at each reading."""
    if not user.is_authenticated or not user.is_active or feed.owner != user:
        return False
    if feed.organisation is not None:
        mine = user.active_memberships().filter(organisation=feed.organisation).exists()
        return mine or of_spaces.manages_a_place(user)
    if feed.space is not None:
        return Space.objects.visible_to(user).filter(pk=feed.space.pk).exists()
    return True
