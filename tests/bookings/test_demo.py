"""The story of the demo holds on any day, and telling it twice changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

import clock
from bookings import demo
from bookings.models import Booking, CalendarFeed, Closure, Guest, OccupancyAgreement, OutsideEvent
from people import demo as people_demo
from people.models import ApiToken
from reminders.models import Notice
from spaces import demo as spaces_demo
from spaces.models import Occupation
from spaces.sources import differences

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2026, 12, 31, 22, 41, 7, tzinfo=UTC), id="the night before a holiday"),
        pytest.param(datetime(2026, 3, 29, 3, 2, 59, tzinfo=UTC), id="a Sunday, the clocks just moved"),
    ],
)
def test_the_house_lives_whenever_the_demo_is_loaded(moment):
    with time_machine.travel(moment, tick=False):
        people = people_demo.load()
        spaces_demo.load(people, clock.now())
        demo.load(people, clock.now())
        told = Booking.objects.count()
        demo.load(people, clock.now())

        assert Booking.objects.count() == told
        assert 240 < told < 340
        assert differences() == []
        now = clock.now()
        assert Occupation.objects.filter(used__contains=now, claim__kind="booking").exists()
        assert Booking.objects.filter(organiser=people["residente"]).not_over(now).count() >= 4
        assert Booking.objects.approvable_by(people["gestion"]).count() == 1
        assert Booking.objects.filter(status="hold").count() == 1
        assert (Closure.objects.count(), OccupancyAgreement.objects.count()) == (3, 7)
        outside = OutsideEvent.objects.filter(calendar__name="Médiathèque, l’heure du conte")
        assert outside.filter(claim__isnull=False).exists()
        assert outside.in_conflict().exists()
        assert (CalendarFeed.objects.count(), ApiToken.objects.count()) == (3, 1)
        assert [guest.declined_at is not None for guest in Guest.objects.order_by("email")] == [
            False,
            False,
            True,
        ]
        soon = Booking.objects.get(title="Point sur les commandes")
        assert soon.starts_at == now.replace(microsecond=0) + timedelta(hours=24, minutes=2)
        reminder = Notice.objects.get(kind="booking.reminder", subject_id=str(soon.pk))
        assert reminder.due_at == now + timedelta(minutes=2)
        past = Booking.objects.over(now).filter(claim__occupations__isnull=False).distinct()
        assert past.filter(attendance_declared__isnull=False).count() > past.count() * 3 / 4
