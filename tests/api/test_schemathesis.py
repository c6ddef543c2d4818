"""Whatever a program sends, the API answers what its document says. Bounded: so many examples, and no more."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bookings.models import Booking
from bookings.services import book
from people.api import PER_MINUTE
from tests.api.calling import Caller
from tierslieu.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 10
EXCLUDED = [positive_data_acceptance]
OPERATIONS = [
    ("/api/v1/places", "GET"),
    ("/api/v1/spaces", "GET"),
    ("/api/v1/availability", "GET"),
    ("/api/v1/bookings", "GET"),
    ("/api/v1/bookings", "POST"),
    ("/api/v1/bookings/{booking_id}", "GET"),
    ("/api/v1/bookings/{booking_id}", "DELETE"),
    ("/api/v1/bookings/{booking_id}", "PATCH"),
    ("/api/v1/agreements", "GET"),
    ("/api/v1/calendars", "GET"),
    ("/api/v1/occupancy", "GET"),
]


@pytest.fixture(autouse=True)
def _one_connection():
    """The application runs inside the transaction of the test, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def caller(samir, clain, ask, monkeypatch):
    """The manager's program, which meets the fewest refusals, in a house where something is booked."""
    monkeypatch.setitem(PER_MINUTE, "reads", 1_000_000)
    monkeypatch.setitem(PER_MINUTE, "writes", 1_000_000)
    book(**ask())
    return Caller(samir)


def test_every_operation_is_tried(schema):
    found = [(path, verb.upper()) for path, verbs in schema.raw_schema["paths"].items() for verb in verbs]
    assert sorted(found) == sorted(OPERATIONS)


def tried(operation, mode, caller, booking_id=None):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def try_it(case):
        if booking_id:
            case.path_parameters["booking_id"] = booking_id
        response = case.call(headers=caller.headers)
        # A request that the schema allows may still be refused: the rules of the house are not in a schema.
        case.validate_response(response, headers=caller.headers, excluded_checks=EXCLUDED)

    try_it()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_any_request_is_answered_as_the_document_says(schema, caller, path, verb, mode):
    tried(schema[path][verb], mode, caller)


@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
def test_so_is_any_request_about_a_booking_that_exists(schema, caller, verb):
    booking = Booking.objects.get()

    tried(schema["/api/v1/bookings/{booking_id}"][verb], GenerationMode.POSITIVE, caller, str(booking.pk))
