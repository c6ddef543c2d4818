"""A certificate deposited later: bookings that waited for it alone are confirmed, agreements follow it."""

from datetime import date

import pytest
from django.urls import reverse

from bookings import services
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import AgreementSpace, OccupancyAgreement
from bookings.services import book
from bookings.services.insured import insure_agreement
from people.services import add_paper
from reminders.models import Notice
from tests.bookings.browsing import text_of
from tests.factories.bookings import AgreementFactory, RulesFactory, room
from tests.factories.people import OrganisationFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("now"),
    pytest.mark.usefixtures("no_second_factor"),
]


@pytest.fixture
def deposit(association, django_capture_on_commit_callbacks):
    def give(until=date(2026, 12, 31), kind="insurance", organisation=association):
        with django_capture_on_commit_callbacks(execute=True):
            add_paper(
                organisation=organisation,
                kind=kind,
                added_by=None,
                valid_from=date(2026, 1, 1),
                valid_until=until,
            )

    return give


@pytest.fixture
def agreement(place, association, samir):
    draft = AgreementFactory(
        place=place,
        organisation=association,
        insurance_expires_on=date(2026, 3, 31),
        fee=210,
        service_charge=35,
        deposit=400,
        purpose="Bureau 101",
    )
    AgreementSpace.objects.create(agreement=draft, space=room(place, "Bureau 101", is_bookable=False))
    return services.sign_agreement(agreement=draft, signed_on=date(2026, 1, 1), actor=samir)


def status(booking) -> str:
    booking.refresh_from_db()
    return booking.status


def test_a_booking_that_waited_for_the_insurance_alone_is_confirmed(clain, ask, deposit):
    RulesFactory(space=clain, needs_insurance=True, audience="public")
    booking, later = book(**ask()), book(**ask(day="2027-01-05"))
    assert (status(booking), status(later)) == ("pending", "pending")
    deposit(organisation=OrganisationFactory())
    deposit(kind="statutes", until=None)
    assert status(booking) == "pending"
    deposit()
    assert (status(booking), booking.decided_by) == ("confirmed", None)
    assert Notice.objects.filter(kind="booking.confirmed", subject_id=str(booking.pk)).exists()
    # That day is beyond the certificate.
    assert status(later) == "pending"


def test_a_booking_that_lacks_more_or_that_a_person_approves_still_waits(clain, place, ask, deposit):
    RulesFactory(space=clain, needs_insurance=True, needs_deposit=True, audience="public")
    other = room(place, "Salle de la Boivre")
    RulesFactory(space=other, needs_insurance=True, needs_approval=True, audience="public")
    lacking, asked = book(**ask()), book(**ask(space=other))
    deposit()
    assert (status(lacking), status(asked)) == ("pending", "pending")


def test_a_signed_agreement_follows_a_longer_certificate_and_its_reminders_too(agreement, deposit):
    days = lambda: set(
        Notice.objects.filter(kind="agreement.insurance", outcome="waiting").values_list(
            "occurrence", flat=True
        )
    )
    assert {day[:10] for day in days()} == {"2026-03-31"}
    deposit(until=date(2026, 3, 15))
    agreement.refresh_from_db()
    assert agreement.insurance_expires_on == date(2026, 3, 31)
    deposit(until=date(2026, 12, 31))
    agreement.refresh_from_db()
    assert agreement.insurance_expires_on == date(2026, 12, 31)
    assert {day[:10] for day in days()} == {"2026-12-31"}
    events = OccupancyAgreement.pgh_event_model.objects.filter(pgh_obj_id=agreement.pk).order_by("pgh_id")
    assert list(events.values_list("insurance_expires_on", flat=True))[-2:] == [
        date(2026, 3, 31),
        date(2026, 12, 31),
    ]


def test_a_manager_writes_a_certificate_seen_on_paper(client, samir, agreement):
    client.force_login(samir)
    address = reverse("agreement_insure", args=[agreement.pk])
    assert client.get(address).context["form"].initial == {"on": date(2026, 3, 31)}
    refused = client.post(address, {"on": "2026-03-01"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["on"])
    assert client.post(address, {"on": "2027-03-31"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.insurance_expires_on == date(2027, 3, 31)


def test_only_managers_of_a_signed_agreement_do(agreement, lucie, samir, place, association):
    with pytest.raises(NotAllowed):
        insure_agreement(agreement=agreement, until=date(2027, 1, 1), actor=lucie)
    with pytest.raises(BookingRefused):
        insure_agreement(agreement=agreement, until=date(2026, 3, 1), actor=samir)
    draft = AgreementFactory(place=place, organisation=association)
    with pytest.raises(AlreadyDecided):
        insure_agreement(agreement=draft, until=date(2027, 1, 1), actor=samir)


def test_those_responsible_for_an_organisation_read_its_agreements(
    client, agreement, lucie, samir, association
):
    address = reverse("bookings:own_agreements", args=[association.pk])
    client.force_login(lucie)
    # A member reads no amounts.
    assert client.get(address).status_code == 404
    lucie.memberships.update(role="admin")
    other = AgreementFactory(place=agreement.place, organisation=OrganisationFactory(), purpose="Ailleurs")
    page = text_of(client.get(address))
    assert "Bureau 101" in page
    assert ("210" in page, "35" in page, "400" in page) == (True, True, True)
    assert other.purpose not in page
    assert client.get(reverse("bookings:own_agreements", args=[other.organisation_id])).status_code == 404
    client.force_login(samir)
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("people:structure", args=[association.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_agreement_and_for_three(
    client, agreement, lucie, association, place, samir, count, django_assert_num_queries
):
    lucie.memberships.update(role="admin")
    for number in range(count - 1):
        draft = AgreementFactory(place=place, organisation=association, purpose=f"Atelier {number}")
        AgreementSpace.objects.create(
            agreement=draft, space=room(place, f"Atelier {number}", is_bookable=False)
        )
        services.sign_agreement(agreement=draft, signed_on=date(2026, 1, 1), actor=samir)
    client.force_login(lucie)
    address = reverse("bookings:own_agreements", args=[association.pk])
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)
