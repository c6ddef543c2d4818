"""What people's own department does when two organisations become one, and when one leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import clock
from people import departures, merging
from people.models import Departure, Invitation, Membership, Organisation, Subscription
from people.services import merging as moves


def register() -> None:
    """Said when the application is ready."""
    merging.follow(Departure, _move_departures)
    merging.follow(Invitation, _move_invitations)
    merging.follow(Membership, moves.move_memberships)
    merging.follow(Subscription, moves.move_subscriptions)
    merging.follow(Organisation.clusters.through, moves.move_clusters)
    departures.register(departures.Settlement("fees", "Cotisations payées", _unpaid_fees))


def _move_departures(kept: Organisation, duplicate: Organisation) -> None:
    """Of two departures being settled, that of the one that is kept stands."""
    if Departure.objects.filter(organisation=kept, closed_at__isnull=True).exists():
        Departure.objects.filter(organisation=duplicate, closed_at__isnull=True).delete()
    Departure.objects.filter(organisation=duplicate).update(organisation=kept)


def _move_invitations(kept: Organisation, duplicate: Organisation) -> None:
    """An address invited by both is invited once."""
    invited = [email.lower() for email in kept.invitations.pending().values_list("email", flat=True)]
    for invitation in duplicate.invitations.pending():
        if invitation.email.lower() in invited:
            invitation.withdrawn_at = clock.now()
            invitation.save(update_fields=["withdrawn_at"])
    duplicate.invitations.update(organisation=kept)


def _unpaid_fees(organisation: Organisation, leaves_on: date) -> Iterable[str]:
    for one in Subscription.objects.unpaid().filter(organisation=organisation, starts_on__lte=leaves_on):
        yield f"la cotisation de l’adhésion du {one.starts_on:%d/%m/%Y} au {one.ends_on:%d/%m/%Y}"
