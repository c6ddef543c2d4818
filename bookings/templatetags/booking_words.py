"""`{% load booking_words %}`: a booking in a line of a list, by the clock of its place."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

import clock
from bookings import services
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from spaces.models import Space
from spaces.wording import MONTHS

register = template.Library()
KINDS = {
    BookingStatus.CONFIRMED: "firm",
    BookingStatus.PENDING: "waiting",
    BookingStatus.HOLD: "",
    BookingStatus.REFUSED: "refused",
    BookingStatus.CANCELLED: "past",
}


@register.simple_tag
def booking_day(booking: Booking) -> str:
    """Write « mar. 24 »."""
    return words.short_day(clock.local(booking.starts_at, booking.zone))


@register.simple_tag
def booking_hours(booking: Booking) -> SafeString:
    """Write « novembre », and under it « 16 h – 18 h »."""
    month = MONTHS[clock.local(booking.starts_at, booking.zone).month - 1]
    hours = words.span(booking.starts_at, booking.ends_at, booking.zone)
    return format_html('{} <span class="task__hours">{}</span>', month, hours)


@register.simple_tag
def booking_rooms(booking: Booking) -> str:
    """Write « Salle du Clain, porte 12 »."""
    rows = booking.booked_spaces.all()
    return " ; ".join(
        f"{row.space.name}, porte {row.space.door_number}" if row.space.door_number else row.space.name
        for row in rows
    )


@register.simple_tag
def booking_tag(booking: Booking) -> SafeString:
    """Draw the state of a booking."""
    context = {"label": booking.get_status_display(), "kind": KINDS[BookingStatus(booking.status)]}
    return render_to_string("components/tag.html", context)


@register.simple_tag
def takes_visitors(space: Space) -> bool:
    """Whether people without an account may ask for the room."""
    return services.takes_visitors(space)
