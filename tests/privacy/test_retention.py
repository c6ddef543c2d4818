"""What time takes away: told thirty days before, never after a sign of life, and once."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from journal.models import AuditEvent
from people.models import User
from privacy.models import Farewell
from privacy.retention import rule_of
from privacy.services import apply_retention
from reminders.models import Notice
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asleep():
    """Signed in for the last time on 31 March 2024: three years ago, to the day."""
    return UserFactory(
        name="Ana", email="ana@exemple.example", date_joined=datetime(2020, 1, 1, tzinfo=UTC),
        last_login=datetime(2024, 3, 31, 12, tzinfo=UTC),
    )  # fmt: skip


def done(key: str = "people.accounts", **options) -> tuple[int, int, int]:
    (applied,) = [one for one in apply_retention(**options) if one.rule.key == key]
    return applied.warned, applied.waiting, applied.let_go


def name_of(person) -> str:
    return User.objects.get(pk=person.pk).name


def test_a_sleeping_account_is_warned_then_erased_thirty_days_later(asleep, now):
    assert done() == (1, 0, 0)
    assert list(Notice.objects.values_list("kind", "email")) == [("privacy.fading", "ana@exemple.example")]
    assert done() == (0, 1, 0)
    now.move_to(NOW + timedelta(days=29))
    assert (done(), name_of(asleep)) == ((0, 1, 0), "Ana")
    now.move_to(NOW + timedelta(days=30))
    assert done() == (0, 0, 1)
    assert name_of(asleep) == "Personne effacée"
    assert Farewell.objects.count() == 0
    assert AuditEvent.objects.filter(action="retention.applied").count() == 1


def test_the_warning_goes_thirty_days_before_and_no_sooner(asleep, now):
    now.move_to(datetime(2027, 2, 28, tzinfo=UTC))
    assert done() == (0, 0, 0)
    now.move_to(datetime(2027, 3, 2, tzinfo=UTC))
    assert done() == (1, 0, 0)
    now.move_to(datetime(2027, 3, 31, 11, tzinfo=UTC))
    assert done() == (0, 1, 0)
    now.move_to(datetime(2027, 4, 1, tzinfo=UTC))
    assert done() == (0, 0, 1)


def test_a_sign_of_life_starts_the_time_again(asleep, now):
    done()
    User.objects.filter(pk=asleep.pk).update(last_login=NOW)
    now.move_to(NOW + timedelta(days=60))
    assert (done(), name_of(asleep)) == ((0, 0, 0), "Ana")


def test_a_dry_run_counts_and_writes_nothing(asleep):
    assert done(dry_run=True) == (1, 0, 0)
    assert (Farewell.objects.count(), Notice.objects.count()) == (0, 0)
    out = StringIO()
    call_command("apply_retention", "--dry-run", stdout=out)
    line = "Comptes (3 ans après la dernière connexion) : 1 à prévenir, 0 en attente, 0 à laisser partir"
    assert line in out.getvalue().splitlines()


def test_an_account_on_which_a_structure_depends_waits(asleep, now):
    garden = OrganisationFactory()
    MembershipFactory(user=asleep, organisation=garden, role="admin")
    MembershipFactory(organisation=garden)
    done()
    now.move_to(NOW + timedelta(days=30))
    assert (done(), name_of(asleep)) == ((0, 0, 0), "Ana")


def test_administrators_and_closed_accounts_are_left_alone(asleep):
    User.objects.filter(pk=asleep.pk).update(is_superuser=True)
    assert done() == (0, 0, 0)
    User.objects.filter(pk=asleep.pk).update(is_superuser=False, is_active=False)
    assert done() == (0, 0, 0)


def test_the_journal_forgets_after_a_year_to_the_day(now):
    AuditEvent.objects.create(action="account.signed_in", at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    AuditEvent.objects.create(action="account.signed_in", at=datetime(2026, 3, 31, 12, 1, tzinfo=UTC))
    assert done("journal") == (0, 0, 1)
    assert AuditEvent.objects.count() == 1


def test_months_end_where_months_end():
    limit = rule_of("journal").limit
    assert limit(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)
