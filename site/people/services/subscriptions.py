from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction

from people import notices
from people.models import Organisation, Subscription, User


@transaction.atomic
def subscribe(
    *,
    starts_on: date,
    ends_on: date,
    fee: Decimal,
    organisation: Organisation | None = None,
    user: User | None = None,
    paid_on: date | None = None,
) -> Subscription:
    """Write down that an organisation, or a person by themselves, is a member of the house for a period.

    For whoever keeps the register. Its renewal is reminded a month before the end. Raises ValidationError
    when the dates cross another membership of the same one.
    """
    subscription = Subscription(
        organisation=organisation, user=user, starts_on=starts_on, ends_on=ends_on, fee=fee, paid_on=paid_on
    )
    subscription.full_clean()
    subscription.save()
    notices.subscribed(subscription)
    return subscription


@transaction.atomic
def record_payment(*, subscription: Subscription, paid_on: date) -> Subscription:
    """Write down that the fee was paid that day; for whoever keeps the register."""
    subscription.paid_on = paid_on
    subscription.save(update_fields=["paid_on"])
    return subscription


def renew(*, subscription: Subscription, fee: Decimal | None = None) -> Subscription:
    """Open the period that follows, as long as this one, to be paid. For whoever keeps the register.

    Raises ValidationError when it was renewed already.
    """
    starts_on = subscription.ends_on + timedelta(days=1)
    return subscribe(
        organisation=subscription.organisation,
        user=subscription.user,
        starts_on=starts_on,
        ends_on=starts_on + _length(subscription) - timedelta(days=1),
        fee=subscription.fee if fee is None else fee,
    )


def _length(subscription: Subscription) -> relativedelta:
    """A year stays a year in leap years, and a civil year a civil year."""
    return relativedelta(subscription.ends_on + timedelta(days=1), subscription.starts_on)
