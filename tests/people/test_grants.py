from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from journal.models import AuditEvent
from people.grants import granted, held
from people.models import User
from people.services import grant, revoke
from spaces.models import Place, PlaceUserPermission
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def caserne():
    return Place.objects.create(name="La Caserne", slug="pont-achard")


@pytest.fixture
def elsewhere():
    return Place.objects.create(name="Ailleurs", slug="ailleurs")


def test_a_grant_opens_one_object_and_says_who_gave_it(caserne, elsewhere):
    manager, fatou = UserFactory(), UserFactory()
    row = grant(user=fatou, permission="manage_place", target=caserne, given_by=manager)
    assert list(granted(fatou, "manage_place", Place)) == [caserne]
    assert (row.given_by, row.membership) == (manager, None)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details) == (
        "grant.given",
        manager,
        {"user": fatou.pk, "permission": "manage_place"},
    )


def test_giving_twice_changes_nothing(caserne):
    fatou = UserFactory()
    first = grant(user=fatou, permission="manage_place", target=caserne, given_by=None)
    second = grant(user=fatou, permission="manage_place", target=caserne, given_by=None)
    assert first == second
    assert AuditEvent.objects.count() == 1


def test_a_grant_goes_with_the_membership_it_came_through(caserne):
    membership = MembershipFactory()
    grant(
        user=membership.user,
        permission="manage_place",
        target=caserne,
        given_by=None,
        membership=membership,
    )
    membership.delete()
    assert not PlaceUserPermission.objects.exists()


def test_taking_back_what_was_never_given_says_so(caserne):
    fatou = UserFactory()
    assert revoke(user=fatou, permission="manage_place", target=caserne, revoked_by=None) is False
    grant(user=fatou, permission="manage_place", target=caserne, given_by=None)
    assert revoke(user=fatou, permission="manage_place", target=caserne, revoked_by=None) is True
    assert not granted(fatou, "manage_place", Place).exists()


def test_a_permission_of_another_model_is_refused(caserne):
    with pytest.raises(Permission.DoesNotExist):
        grant(user=UserFactory(), permission="approve_space", target=caserne, given_by=None)


@pytest.mark.parametrize(
    ("fields", "sees"), [({"is_active": False}, 0), ({"is_superuser": True}, 2), ({}, 1)]
)
def test_what_a_grant_lists(caserne, elsewhere, fields, sees):
    person = UserFactory(**fields)
    grant(user=person, permission="manage_place", target=caserne, given_by=None)
    assert granted(person, "manage_place", Place).count() == sees


def test_a_global_permission_opens_no_object(caserne):
    person = UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="manage_place"))
    assert not granted(User.objects.get(pk=person.pk), "manage_place", Place).exists()


def test_a_visitor_holds_nothing(caserne):
    assert not granted(AnonymousUser(), "manage_place", Place).exists()


@pytest.mark.parametrize(
    ("permission", "enters"), [("manage_place", True), ("welcome_place", False), ("edit_place", True)]
)
def test_which_grants_open_the_back_office(caserne, permission, enters):
    person = UserFactory()
    grant(user=person, permission=permission, target=caserne, given_by=None)
    assert User.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin") is enters


def test_an_inactive_person_never_enters(caserne):
    person = UserFactory(is_active=False)
    grant(user=person, permission="manage_place", target=caserne, given_by=None)
    assert not person.has_perm("wagtailadmin.access_admin")


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    active=st.booleans(),
    superuser=st.booleans(),
    given_on=st.sets(st.sampled_from(["pont-achard", "ailleurs"])),
)
def test_list_and_detail_agree(caserne, elsewhere, active, superuser, given_on):
    person = UserFactory(is_active=active, is_superuser=superuser)
    for place in (caserne, elsewhere):
        if place.slug in given_on:
            grant(user=person, permission="manage_place", target=place, given_by=None)
    listed = set(Place.objects.managed_by(person).values_list("slug", flat=True))
    one_by_one = {
        place.slug
        for place in (caserne, elsewhere)
        if granted(person, "manage_place", Place).filter(pk=place.pk).exists()
    }
    pointed_at = Place.objects.filter(pk__in=held(person, "manage_place", Place))
    assert (
        listed
        == one_by_one
        == set(pointed_at.values_list("slug", flat=True))
        == ({"pont-achard", "ailleurs"} if active and superuser else given_on if active else set())
    )


def test_a_membership_counts_both_of_its_days(time_machine):
    membership = MembershipFactory(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    for moment, belongs in [
        ("2026-02-28T22:59:59Z", False),
        ("2026-02-28T23:00:00Z", True),
        ("2026-03-31T21:59:59Z", True),
        ("2026-03-31T22:00:00Z", False),
    ]:
        time_machine.move_to(moment, tick=False)
        assert membership.user.active_memberships().exists() is belongs, moment


def test_what_is_held_is_of_this_person_and_of_this_day(caserne, elsewhere, time_machine):
    march = MembershipFactory(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    april = MembershipFactory(starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))
    for membership, place in [(march, caserne), (april, elsewhere)]:
        grant(
            user=membership.user,
            permission="manage_place",
            target=place,
            given_by=None,
            membership=membership,
        )
    for moment, expected in [
        ("2026-03-15T12:00:00Z", [["pont-achard"], []]),
        ("2026-04-15T12:00:00Z", [[], ["ailleurs"]]),
        ("2026-03-31T21:59:59Z", [["pont-achard"], []]),
    ]:
        time_machine.move_to(moment, tick=False)
        listed = [
            list(
                Place.objects.filter(pk__in=held(person, "manage_place", Place)).values_list(
                    "slug", flat=True
                )
            )
            for person in (march.user, april.user)
        ]
        assert listed == expected, moment
