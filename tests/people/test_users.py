import pytest
from django.db import IntegrityError, transaction

from people.models import User

pytestmark = pytest.mark.django_db


def test_an_email_is_unique_whatever_its_case():
    User.objects.create_user("Nadia@Caserne.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("nadia@caserne.EXAMPLE")
    assert User.objects.count() == 1


def test_a_person_is_found_by_email_whatever_its_case():
    nadia = User.objects.create_user("nadia@caserne.example", name="Nadia Belkacem")
    assert User.objects.get_by_natural_key("NADIA@caserne.example") == nadia


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [("Nadia Belkacem", "Nadia Belkacem", "Nadia"), ("", "nadia@caserne.example", "nadia")],
)
def test_a_person_is_called_by_name_or_by_address(name, full, short):
    nadia = User(email="nadia@caserne.example", name=name)
    assert (nadia.get_full_name(), nadia.get_short_name()) == (full, short)


def test_an_account_needs_an_email():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_an_account_without_password_signs_in_by_code_only():
    assert not User.objects.create_user("nadia@caserne.example").has_usable_password()
