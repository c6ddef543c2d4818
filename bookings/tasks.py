from celery import shared_task

import clock
from bookings import day_sheets, months
from bookings.models import Booking, OutsideCalendar
from bookings.services import expire_holds, release_unclaimed, serve_waiting
from bookings.services.outside import refresh
from spaces.models import Place


@shared_task(name="bookings.expire_holds", time_limit=120, soft_time_limit=100)
def expire_lapsed_holds() -> int:
    """Free the options whose time has passed, place by place. Safe to run twice, at once, or never:
    whoever books next frees them too.
    """
    lapsed = Booking.objects.lapsed(clock.now()).order_by().values("place")
    freed = sum(expire_holds(place=place) for place in Place.objects.filter(pk__in=lapsed))
    serve_waiting()
    return freed


@shared_task(name="bookings.tell_months", time_limit=300, soft_time_limit=270)
def tell_months() -> int:
    """Write the month's mail of those who come often, place by place. Safe to run twice, at once, or never."""
    return sum(months.tell_months(place) for place in Place.objects.order_by("pk"))


@shared_task(name="bookings.plan_day_sheets", time_limit=120, soft_time_limit=100)
def plan_day_sheets() -> int:
    """Write down who gets the sheet of the next morning, place by place. Safe to run twice, at once, or never
    for a while: it looks a day ahead.
    """
    return sum(day_sheets.plan(place) for place in Place.objects.order_by("pk"))


@shared_task(name="bookings.release_unclaimed", time_limit=120, soft_time_limit=100)
def release_what_nobody_claims() -> int:
    """Give back the rooms whose people did not come in time, then offer them. Safe to run twice or at once."""
    freed = release_unclaimed()
    if freed:
        serve_waiting()
    return freed


@shared_task(name="bookings.read_calendars", time_limit=280, soft_time_limit=260)
def read_outside_calendars() -> int:
    """Read every followed calendar again; how many answered. Safe to run twice: the same events stay."""
    followed = OutsideCalendar.objects.subscribed().select_related("space__place").order_by("tried_at", "pk")
    for calendar in followed:
        refresh(calendar=calendar)
    return OutsideCalendar.objects.subscribed().filter(trouble="", succeeded_at__isnull=False).count()
