from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from people.models import Contact, Membership, Organisation, Subscription
from people.services import record_payment, renew, subscribe
from reminders.models import Notice
from reminders.sweep import sweep
from tests.factories.people import MembershipFactory, OrganisationFactory, SubscriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "fee": Decimal(30)}


@pytest.fixture
def couture():
    return OrganisationFactory(name="Les Petites Mains du Clain")


@pytest.fixture
def _in_june(time_machine):
    time_machine.move_to("2026-06-15T08:00:00Z", tick=False)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "next_end"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 3, 1), date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 9, 1), date(2027, 8, 31), date(2028, 8, 31)),
        (date(2026, 1, 31), date(2026, 2, 27), date(2026, 3, 27)),
    ],
)
def test_a_renewal_follows_on_and_lasts_as_long(couture, starts_on, ends_on, next_end):
    first = subscribe(organisation=couture, starts_on=starts_on, ends_on=ends_on, fee=Decimal(30))
    following = renew(subscription=first)
    assert (following.starts_on - first.ends_on).days == 1
    assert (following.ends_on, following.fee, following.is_paid) == (next_end, Decimal(30), False)


def test_renewing_twice_is_refused_and_writes_nothing(couture):
    first = subscribe(organisation=couture, **YEAR)
    renew(subscription=first)
    with pytest.raises(ValidationError) as refusal:
        renew(subscription=first)
    assert refusal.value.messages == ["Cette structure adhère déjà à ces dates."]
    assert Subscription.objects.count() == 2


@pytest.mark.parametrize(
    ("owner", "says"),
    [
        ({}, "Une adhésion est celle d’une structure ou celle d’une personne."),
        (
            {"user": True, "organisation": True},
            "Une adhésion est celle d’une structure ou celle d’une personne.",
        ),
    ],
)
def test_a_membership_is_of_one(couture, owner, says):
    who = {"user": UserFactory(), "organisation": couture}
    with pytest.raises(ValidationError) as refusal:
        subscribe(**{key: who[key] for key in owner}, **YEAR)
    assert refusal.value.messages == [says]


@pytest.mark.parametrize(
    ("fee", "paid_on", "up_to_date"),
    [(Decimal(30), None, False), (Decimal(30), date(2026, 2, 1), True), (Decimal(0), None, True)],
)
def test_who_is_up_to_date(couture, fee, paid_on, up_to_date):
    SubscriptionFactory(organisation=couture, fee=fee, paid_on=paid_on)
    found = list(Organisation.objects.up_to_date_on(date(2026, 6, 1)))
    assert found == ([couture] if up_to_date else [])
    assert not Organisation.objects.up_to_date_on(date(2027, 1, 1)).exists()


def test_a_payment_settles_it(couture):
    year = subscribe(organisation=couture, **YEAR)
    record_payment(subscription=year, paid_on=date(2026, 2, 1))
    year.refresh_from_db()
    assert year.is_paid is True


@pytest.fixture
def answering(couture, _in_june):
    """Those who answer for the organisation, and one who does not."""
    MembershipFactory(organisation=couture, user__email="lucie@x.example", role=Membership.Role.ADMIN)
    MembershipFactory(organisation=couture, user__email="membre@x.example")
    MembershipFactory(
        organisation=couture, user__email="partie@x.example", role="admin", ends_on=date(2021, 1, 1)
    )
    Contact.objects.create(
        organisation=couture, name="Odette", role=Contact.Role.TREASURER, email="odette@x.example"
    )
    return subscribe(organisation=couture, **YEAR)


def test_those_who_answer_for_it_are_reminded_a_month_before(answering, time_machine):
    assert {(row.email, f"{row.due_at:%Y-%m-%d %H:%M}") for row in Notice.objects.all()} == {
        ("lucie@x.example", "2026-12-01 08:00"),
        ("odette@x.example", "2026-12-01 08:00"),
    }


@pytest.mark.parametrize(("renewed", "told"), [(False, 2), (True, 0)])
def test_nobody_is_reminded_of_what_is_renewed(answering, renewed, told):
    if renewed:
        renew(subscription=answering)
    Notice.objects.filter(subject_id=str(answering.pk)).update(
        due_at=date_of_now(), next_attempt_at=date_of_now(), expires_at=None
    )
    sweep()
    assert len(mail.outbox) == told


def date_of_now():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def test_what_is_over_when_it_is_written_reminds_nobody(couture, _in_june):
    MembershipFactory(organisation=couture, role=Membership.Role.ADMIN)
    subscribe(organisation=couture, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31), fee=Decimal(30))
    assert not Notice.objects.exists()


def test_dates_that_run_backwards_are_said_beside_the_last_one(couture):
    with pytest.raises(ValidationError) as refusal:
        subscribe(organisation=couture, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31), fee=Decimal(0))
    assert refusal.value.message_dict == {"ends_on": ["Cette adhésion finirait avant d’avoir commencé."]}
