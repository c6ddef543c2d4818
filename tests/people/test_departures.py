from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings.models import Booking
from people.errors import Refused
from people.grants import granted
from people.models import Departure, Membership, Organisation
from people.services import close_departure, grant, open_departure, tick
from people.services.departures import STEPS
from spaces.models import Place
from tests.factories.bookings import foreign_booking
from tests.factories.people import MembershipFactory, OrganisationFactory, SubscriptionFactory, UserFactory
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def couture():
    return OrganisationFactory(name="Les Petites Mains du Clain", status="resident", in_directory=True)


@pytest.fixture
def last_day():
    return UserFactory().today()


@pytest.fixture
def departure(couture, last_day):
    return open_departure(organisation=couture, leaves_on=last_day, opened_by=UserFactory())


def tick_all(departure):
    tick(
        departure=departure, done=list(departure.steps.values_list("pk", flat=True)), ticked_by=UserFactory()
    )


def test_what_is_not_handed_back_keeps_it_open(departure, couture):
    with pytest.raises(Refused) as refusal:
        close_departure(departure=departure)
    assert refusal.value.message == "Il reste à régler : " + " ; ".join(STEPS) + "."
    couture.refresh_from_db()
    assert couture.status == "resident"


def test_goodbye_ends_memberships_and_what_came_with_them(departure, couture, last_day, time_machine):
    membership = MembershipFactory(organisation=couture)
    to_come = MembershipFactory(organisation=couture, starts_on=last_day + timedelta(days=3))
    place = PlaceFactory()
    grant(
        user=membership.user, permission="welcome_place", target=place, given_by=None, membership=membership
    )
    tick_all(departure)
    close_departure(departure=departure)
    membership.refresh_from_db()
    couture.refresh_from_db()
    assert (membership.ends_on, couture.status, couture.in_directory) == (last_day, "former", False)
    assert not Membership.objects.filter(pk=to_come.pk).exists()
    assert list(granted(membership.user, "welcome_place", Place)) == [place]
    time_machine.move_to(clock.now() + timedelta(days=1))
    assert list(granted(membership.user, "welcome_place", Place)) == []


def test_bookings_after_the_last_day_and_unpaid_fees_are_to_settle(departure, couture, last_day):
    SubscriptionFactory(organisation=couture, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    Booking.objects.filter(pk=foreign_booking().pk).update(organisation=couture, title="Couture")
    tick_all(departure)
    with pytest.raises(Refused) as refusal:
        close_departure(departure=departure)
    assert refusal.value.message == (
        "Il reste à régler : la réservation « Couture » à annuler ou à confier à une autre structure ; "
        "la cotisation de l’adhésion du 01/01/2020 au 31/12/2020."
    )


def test_opening_it_again_moves_the_day_and_keeps_what_was_ticked(departure, couture, last_day):
    tick_all(departure)
    again = open_departure(
        organisation=couture, leaves_on=last_day + timedelta(days=7), opened_by=UserFactory()
    )
    assert (again, again.leaves_on) == (departure, last_day + timedelta(days=7))
    assert not departure.steps.filter(done_at__isnull=True).exists()
    with pytest.raises(ValidationError):
        Departure(organisation=couture, leaves_on=last_day).full_clean(exclude=["opened_by"])


def test_unticking_forgets_who_did_it(departure):
    tick_all(departure)
    tick(departure=departure, done=[], ticked_by=UserFactory())
    assert set(departure.steps.values_list("done_at", "done_by")) == {(None, None)}


def test_the_page_prepares_ticks_and_closes(client, settings, couture, last_day):
    settings.DEMO = True
    keeper = UserFactory()
    grant(user=keeper, permission="manage_place", target=PlaceFactory(), given_by=None)
    client.force_login(keeper)
    address = reverse("people_departure", args=[couture.pk])
    assert client.post(address, {"leaves_on": ""}).status_code == 422
    assert client.post(address, {"leaves_on": last_day.isoformat()}).status_code == 302
    steps = list(Departure.objects.get().steps.values_list("pk", flat=True))
    answer = client.post(address, {"leaves_on": last_day.isoformat(), "steps": steps[:2], "close": "1"})
    assert (answer.status_code, "Il reste à régler" in answer.content.decode()) == (422, True)
    answer = client.post(address, {"leaves_on": last_day.isoformat(), "steps": steps, "close": "1"})
    assert answer.status_code == 302
    assert Organisation.objects.get().status == "former"
