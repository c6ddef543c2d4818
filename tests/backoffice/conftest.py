import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from people.models import Membership, User
from tests.factories.people import MembershipFactory, UserFactory


@pytest.fixture
def manager(db, no_second_factor) -> User:
    """Somebody whom the back office lets in, and nothing more."""
    person = UserFactory(name="Samir")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


@pytest.fixture
def office(manager, client) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def mine(manager) -> Membership:
    return MembershipFactory(user=manager, organisation__name="La mienne", role=Membership.Role.ADMIN)


@pytest.fixture
def theirs(db) -> Membership:
    return MembershipFactory(organisation__name="=La leur", role=Membership.Role.ADMIN)
