"""What people's department writes to people, and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import get_default_timezone

import clock
from people.invitation_links import invitation_address
from people.models import Contact, Invitation, Membership, Subscription, User
from reminders import services as reminders
from reminders.registry import Kind, register

RENEWAL = "people.renewal"
INVITATION = "people.invitation"
A_MONTH_BEFORE = timedelta(days=30)
MORNING = time(9)


def subscribed(subscription: Subscription) -> None:
    """A period of membership was just written: whoever answers for it hears of its end a month before."""
    if subscription.ends_on < clock.today(get_default_timezone()):
        return
    due_at = datetime.combine(subscription.ends_on - A_MONTH_BEFORE, MORNING, get_default_timezone())
    for recipient in _answering_for(subscription):
        reminders.schedule(
            kind=RENEWAL,
            subject=subscription,
            recipient=recipient,
            due_at=due_at,
            expires_at=_midnight_after(subscription.ends_on),
        )


def invited(invitation: Invitation) -> None:
    """An address was just asked to join an organisation; asked again, it hears of it again."""
    reminders.schedule(
        kind=INVITATION,
        subject=invitation,
        recipient=invitation.email,
        due_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), get_default_timezone())


def _answering_for(subscription: Subscription) -> list[User | str]:
    """The person; or those responsible for the organisation, and its treasurer without an account."""
    if subscription.user is not None:
        return [subscription.user]
    roles = [Membership.Role.ADMIN, Membership.Role.TREASURER]
    today = subscription.starts_on
    people = User.objects.filter(
        is_active=True,
        memberships__in=Membership.objects.on(today).filter(
            organisation=subscription.organisation_id, role__in=roles
        ),
    )
    contacts = Contact.objects.filter(
        organisation=subscription.organisation_id, role=Contact.Role.TREASURER
    ).exclude(email="")
    return [*people.order_by("pk"), *contacts.values_list("email", flat=True).distinct()]


def _find(subject_id: str) -> Subscription | None:
    return Subscription.objects.select_related("organisation", "user").filter(pk=subject_id).first()


def _still_deserved(subscription: Subscription, notice: Any) -> str | None:
    owner = {"organisation": subscription.organisation_id, "user": subscription.user_id}
    if Subscription.objects.filter(**owner, starts_on__gt=subscription.ends_on).exists():
        return "adhésion déjà renouvelée"
    if subscription.organisation is not None and subscription.organisation.status == "former":
        return "structure partie"
    return None


def _context(subscription: Subscription, notice: Any) -> dict[str, Any]:
    return _told(str(subscription.organisation or subscription.user), subscription)


def _sample() -> dict[str, Any]:
    year = Subscription(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), fee=30)
    return _told("Les Petites Mains du Clain", year)


def _told(name: str, subscription: Subscription) -> dict[str, Any]:
    return {
        "name": name,
        "ends_on": subscription.ends_on,
        "fee": subscription.fee,
        "link": settings.BASE_URL + "/mon-espace/",
    }


def _find_invitation(subject_id: str) -> Invitation | None:
    return Invitation.objects.select_related("organisation", "invited_by").filter(pk=subject_id).first()


def _invitation_stands(invitation: Invitation, notice: Any) -> str | None:
    return invitation.refusal(clock.now()) or None


def _invitation_context(invitation: Invitation, notice: Any) -> dict[str, Any]:
    return {
        "organisation": invitation.organisation.name,
        "inviter": str(invitation.invited_by or "L’équipe de la maison"),
        "role": invitation.get_role_display(),
        "until": invitation.expires_at.astimezone(get_default_timezone()).date(),
        "link": invitation_address(invitation),
    }


def _invitation_sample() -> dict[str, Any]:
    return {
        "organisation": "Les Petites Mains du Clain",
        "inviter": "Lucie Moreau",
        "role": "membre",
        "until": date(2026, 3, 17),
        "link": settings.BASE_URL + "/invitation/exemple/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice of this department is (called when the app is ready)."""
    register(
        Kind(
            key=RENEWAL,
            label="Adhésion à renouveler",
            template="people/mail/renewal",
            find=_find,
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
        )
    )
    register(
        Kind(
            key=INVITATION,
            label="Invitation à rejoindre une structure",
            template="people/mail/invitation",
            find=_find_invitation,
            still_deserved=_invitation_stands,
            context=_invitation_context,
            sample=_invitation_sample,
            essential=True,
        )
    )
