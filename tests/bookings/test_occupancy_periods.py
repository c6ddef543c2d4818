"""Periods of which no figure can be given."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from bookings.occupancy import check_period
from spaces.errors import InvalidPeriod
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (date(1926, 1, 1), date(2026, 1, 1), "Demandez dix ans au plus."),
        (date(2026, 1, 2), date(2026, 1, 1), "La période se termine avant de commencer."),
    ],
)
def test_periods_nobody_can_read_are_refused(start, end, message):
    PlaceFactory(slug="ici")
    with pytest.raises(InvalidPeriod) as refusal:
        check_period(start, end)
    assert refusal.value.message == message
    with pytest.raises(CommandError):
        call_command("occupancy", "--place=ici", f"--from={start}", f"--to={end - timedelta(days=1)}")
    with pytest.raises(CommandError, match="Aucun lieu"):
        call_command("occupancy", "--place=ailleurs", f"--from={start}", f"--to={end}")
