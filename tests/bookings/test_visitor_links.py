"""By the true clock: PostgreSQL's own decides of what leaves."""

from datetime import timedelta

import pytest
from django.core import mail

import clock
from bookings.private_links import request_path
from bookings.services import ask_as_visitor, confirm_request
from reminders.models import Notice
from reminders.sweep import sweep
from spaces.holds import Hold
from tests.factories.bookings import RulesFactory


@pytest.mark.django_db(transaction=True)
def test_the_ledger_that_managers_read_holds_no_private_link(clain):
    RulesFactory(space=clain, audience="public")
    start = (clock.now() + timedelta(days=9)).replace(hour=12, minute=0, second=0, microsecond=0)
    asked = ask_as_visitor(
        room=Hold(clain, start, start + timedelta(hours=1)),
        name="Aïcha Benali",
        email="aicha@exemple.example",
        title="Atelier semis",
        attendees=6,
    )
    sweep()
    booking = confirm_request(request=asked)
    sweep()

    token = request_path(asked).split("/")[2]
    assert [token in message.body for message in mail.outbox] == [True, True]
    links = Notice.objects.filter(outcome="sent").order_by("pk").values_list("link", flat=True)
    assert list(links) == ["", booking.get_absolute_url()]
