"""A room that an outside calendar holds is divided: its events follow on the parts, at each reading."""

from datetime import date

import pytest

from bookings.models import OutsideEvent
from bookings.services.outside import import_file
from spaces.models import Occupation
from spaces.services.layout import set_parts
from spaces.sources import differences
from tests.calendars.test_outside import event, ics
from tests.factories.bookings import room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def rooms() -> list[tuple[str, str]]:
    rows = Occupation.objects.order_by("used", "space__name").select_related("space")
    return [(row.space.name, f"{row.used.lower:%d/%m}") for row in rows]


def test_dividing_a_room_held_by_an_outside_calendar(clain, place, samir):
    weekly = ics(event(more="RRULE:FREQ=WEEKLY;COUNT=3"))
    import_file(space=clain, name="Chorale", text=weekly, actor=samir)
    halves = [room(place, name, capacity=6) for name in ("Clain Est", "Clain Ouest")]

    assert set_parts(whole=clain, parts=halves, on=date(2026, 3, 10), actor=samir) == 2

    divided = [
        ("Salle du Clain", "03/03"),
        ("Clain Est", "10/03"),
        ("Clain Ouest", "10/03"),
        ("Clain Est", "17/03"),
        ("Clain Ouest", "17/03"),
    ]
    assert rooms() == divided
    assert differences() == []

    again = import_file(space=clain, name="Chorale", text=weekly, actor=samir)
    assert (again.held, again.in_conflict, again.gone) == (3, 0, 0)
    assert rooms() == divided
    assert (OutsideEvent.objects.count(), differences()) == (3, [])

    set_parts(whole=clain, parts=[], on=date(2026, 3, 10), actor=samir)
    assert rooms() == [("Salle du Clain", "03/03"), ("Salle du Clain", "10/03"), ("Salle du Clain", "17/03")]
    assert differences() == []
