"""What one sees in a list is what one opens one by one, whoever one is and whatever has ended."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from people.grants import granted
from people.models import Contact, Membership, Organisation, Paper, Subscription, User
from people.services import grant
from spaces.models import Place
from tests.factories.people import (
    ContactFactory,
    InsuranceFactory,
    MembershipFactory,
    OrganisationFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db

MODELS = (Organisation, Membership, Paper, Contact, Subscription)


@pytest.fixture
def register():
    """Two organisations, each with all that hangs on one."""
    for _ in range(2):
        organisation = OrganisationFactory()
        InsuranceFactory(organisation=organisation)
        ContactFactory(organisation=organisation)
        SubscriptionFactory(organisation=organisation)
        MembershipFactory(organisation=organisation)
    return list(Organisation.objects.order_by("pk"))


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    active=st.booleans(),
    superuser=st.booleans(),
    keeps=st.sampled_from(["", "globally", "by a grant", "by a grant that ended"]),
    role=st.sampled_from(["", "member", "admin", "treasurer"]),
    ends=st.sampled_from([None, -1, 0]),
)
def test_list_and_detail_agree(register, active, superuser, keeps, role, ends):
    person = UserFactory(is_active=active, is_superuser=superuser)
    today = person.today()
    membership = None
    if role:
        membership = MembershipFactory(
            user=person,
            organisation=register[0],
            role=role,
            starts_on=date(2020, 1, 1),
            ends_on=None if ends is None else today + timedelta(days=ends),
        )
    if keeps == "globally":
        person.user_permissions.add(Permission.objects.get(codename="keep_people"))
    elif keeps == "by a grant":
        grant(user=person, permission="manage_place", target=PlaceFactory(), given_by=None)
    elif keeps:
        over = MembershipFactory(user=person, ends_on=today - timedelta(days=1))
        grant(user=person, permission="manage_place", target=PlaceFactory(), given_by=None, membership=over)
    person = User.objects.get(pk=person.pk)
    everything = active and (superuser or keeps in {"globally", "by a grant"})
    belongs = active and membership is not None and ends != -1
    for model in MODELS:
        listed = set(model.objects.visible_to(person))
        one_by_one = {
            row for row in model.objects.all() if model.objects.visible_to(person).filter(pk=row.pk).exists()
        }
        changeable = set(model.objects.changeable_by(person))
        assert listed == one_by_one
        assert changeable <= listed
        if everything:
            assert listed == set(model.objects.all())
        elif not active:
            assert listed == set()
    seen = set(Organisation.objects.visible_to(person))
    assert seen == (set(Organisation.objects.all()) if everything else {register[0]} if belongs else set())
    for model in MODELS:
        model.objects.exclude(pk__in=[]).visible_to(AnonymousUser()).count()
        assert not model.objects.visible_to(AnonymousUser()).exists()


def test_what_a_membership_gave_ends_with_its_last_day(time_machine):
    time_machine.move_to("2026-03-31T20:00:00Z", tick=False)
    place = PlaceFactory()
    membership = MembershipFactory(starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    grant(user=membership.user, permission="manage_place", target=place, given_by=None, membership=membership)

    def enters() -> tuple[bool, bool, bool]:
        person = User.objects.get(pk=membership.user_id)
        return (
            granted(person, "manage_place", Place).exists(),
            person.has_perm("wagtailadmin.access_admin"),
            Organisation.objects.changeable_by(person).exists(),
        )

    assert enters() == (True, True, True)
    time_machine.move_to("2026-03-31T22:00:00Z", tick=False)
    assert enters() == (False, False, False)
    # Given again, by itself this time, it holds.
    grant(user=membership.user, permission="manage_place", target=place, given_by=None)
    assert enters() == (True, True, True)
