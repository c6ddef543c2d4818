from datetime import date

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, ForeignKey
from django.urls import reverse

from bookings.models import Booking, OccupancyAgreement
from journal.models import AuditEvent
from people.errors import Refused
from people.merging import foreign_keys, movers
from people.models import Contact, Membership, Organisation, Paper, Subscription
from people.services import grant, invite, merge
from spaces.models import PlaceUserPermission
from tests.factories.bookings import AgreementFactory, foreign_booking
from tests.factories.people import (
    ClusterFactory,
    InsuranceFactory,
    MembershipFactory,
    OrganisationFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return OrganisationFactory(name="Les Petites Mains du Clain", status="member")


@pytest.fixture
def duplicate():
    return OrganisationFactory(
        name="Petites mains",
        siren="732829320",
        siret="73282932000074",
        status="resident",
        presentation="Couture et retouches.",
    )


def booked_for(organisation):
    booking = foreign_booking()
    booking.organisation = organisation
    booking.save()
    return booking


def test_every_foreign_key_to_an_organisation_is_followed():
    pointing = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Organisation
    }
    assert pointing == set(foreign_keys())
    assert (Booking, "organisation") in pointing


def test_a_key_that_a_constraint_holds_has_a_mover_of_its_own():
    """Else two rows that may not stand together would stop the merge: its application says which stays."""
    held = set()
    for model, name in foreign_keys():
        groups = [set(fields) for fields in model._meta.unique_together]
        for constraint in model._meta.constraints:
            fields = set(getattr(constraint, "fields", ()))
            for expression in getattr(constraint, "expressions", ()):
                first = expression[0] if isinstance(expression, tuple) else expression
                fields |= {
                    getattr(part, "name", part) for part in getattr(first, "flatten", lambda: [first])()
                }
            if not isinstance(constraint, CheckConstraint):
                groups.append(fields)
        if model._meta.get_field(name).unique or any(name in group for group in groups):
            held.add((model, name))
    assert held == set(movers())


def test_nothing_is_lost(kept, duplicate):
    booking = booked_for(duplicate)
    agreement = AgreementFactory(place=booking.place, organisation=duplicate)
    membership = MembershipFactory(organisation=duplicate)
    insurance = InsuranceFactory(organisation=duplicate)
    year = SubscriptionFactory(organisation=duplicate)
    contact = Contact.objects.create(organisation=duplicate, name="Odette")
    pole = ClusterFactory()
    duplicate.clusters.add(pole)
    invitation = invite(organisation=duplicate, email="nadia@x.example", invited_by=UserFactory())
    merger = UserFactory()

    merge(kept=kept, duplicate=duplicate, merged_by=merger)

    assert list(Organisation.objects.all()) == [kept]
    kept.refresh_from_db()
    assert (kept.name, kept.siret, kept.siren, kept.status, kept.presentation) == (
        "Les Petites Mains du Clain",
        "73282932000074",
        "732829320",
        "resident",
        "Couture et retouches.",
    )
    for row in (booking, agreement, membership, insurance, year, contact, invitation):
        row.refresh_from_db()
        assert row.organisation == kept
    assert list(kept.clusters.all()) == [pole]
    event = AuditEvent.objects.get(action="organisation.merged")
    assert (event.actor, event.details["duplicate"]["name"]) == (merger, "Petites mains")


@pytest.mark.parametrize(
    ("here", "there", "after"),
    [
        # (starts, ends, role) here and there, then what remains.
        (("2024-01-01", None, "member"), ("2023-01-01", None, "admin"), [("2023-01-01", None, "admin")]),
        (
            ("2024-01-01", "2024-06-30", "admin"),
            ("2024-06-30", "2024-12-31", "member"),
            [("2024-01-01", "2024-12-31", "admin")],
        ),
        (
            ("2024-01-01", "2024-06-30", "admin"),
            ("2024-07-01", None, "member"),
            [("2024-01-01", "2024-06-30", "admin"), ("2024-07-01", None, "member")],
        ),
    ],
)
def test_a_person_of_both_belongs_once(kept, duplicate, here, there, after):
    person = UserFactory()
    for organisation, (starts_on, ends_on, role) in ((kept, here), (duplicate, there)):
        MembershipFactory(
            user=person, organisation=organisation, starts_on=starts_on, ends_on=ends_on, role=role
        )
    merge(kept=kept, duplicate=duplicate, merged_by=UserFactory())
    assert [
        (str(row.starts_on), row.ends_on and str(row.ends_on), row.role)
        for row in Membership.objects.order_by("starts_on")
    ] == after


def test_what_a_membership_gave_goes_on(kept, duplicate):
    person, place = UserFactory(), PlaceFactory()
    here = MembershipFactory(user=person, organisation=kept)
    there = MembershipFactory(user=person, organisation=duplicate)
    grant(user=person, permission="welcome_place", target=place, given_by=None, membership=there)
    merge(kept=kept, duplicate=duplicate, merged_by=UserFactory())
    assert PlaceUserPermission.objects.get().membership == here


def test_merging_with_oneself_is_refused(kept):
    with pytest.raises(Refused) as refusal:
        merge(kept=kept, duplicate=kept, merged_by=UserFactory())
    assert (refusal.value.field, refusal.value.message) == (
        "duplicate",
        "Une structure ne se fusionne pas avec elle-même : choisissez l’autre.",
    )


def test_memberships_of_the_house_that_cross_are_a_persons_choice(kept, duplicate):
    for organisation in (kept, duplicate):
        SubscriptionFactory(organisation=organisation)
    booked_for(duplicate)
    with pytest.raises(Refused, match="adhèrent déjà en même temps"):
        merge(kept=kept, duplicate=duplicate, merged_by=UserFactory())
    assert Booking.objects.get().organisation == duplicate
    assert Subscription.objects.count() == 2


def test_merging_twice_says_that_it_is_done(kept, duplicate):
    stale = Organisation.objects.get(pk=duplicate.pk)
    merge(kept=kept, duplicate=duplicate, merged_by=UserFactory())
    with pytest.raises(Refused, match="quelqu’un vient de la fusionner"):
        merge(kept=kept, duplicate=stale, merged_by=UserFactory())


@pytest.fixture
def keeper(client, settings):
    settings.DEMO = True
    person = UserFactory()
    grant(user=person, permission="manage_place", target=PlaceFactory(), given_by=None)
    client.force_login(person)
    return person


@pytest.mark.parametrize(("other", "status", "left"), [("duplicate", 302, 1), ("kept", 422, 2)])
def test_the_page_merges_or_says_why_not_beside_the_field(
    client, keeper, kept, duplicate, other, status, left
):
    chosen = {"kept": kept, "duplicate": duplicate}[other]
    answer = client.post(reverse("people_merge", args=[kept.pk]), {"duplicate": chosen.pk})
    assert answer.status_code == status
    assert Organisation.objects.count() == left
    if status == 422:
        assert answer.context["form"].errors["duplicate"] == [
            "Une structure ne se fusionne pas avec elle-même : choisissez l’autre."
        ]


def test_who_keeps_no_register_merges_nothing(client, settings, kept, duplicate):
    settings.DEMO = True
    client.force_login(MembershipFactory(organisation=kept, role="admin").user)
    answer = client.post(reverse("people_merge", args=[kept.pk]), {"duplicate": duplicate.pk})
    assert (answer.status_code, Organisation.objects.count()) == (403, 2)


def test_papers_and_agreements_keep_their_days(kept, duplicate):
    InsuranceFactory(organisation=duplicate)
    AgreementFactory(place=PlaceFactory(), organisation=duplicate)
    merge(kept=kept, duplicate=duplicate, merged_by=UserFactory())
    assert kept.is_insured_on(date(2026, 12, 31))
    assert Paper.objects.count() == OccupancyAgreement.objects.count() == 1
