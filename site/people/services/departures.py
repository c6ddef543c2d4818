from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

import clock
from people.departures import checklist
from people.errors import Refused
from people.models import Departure, DepartureStep, Membership, Organisation, User

STEPS = (
    "Clés et badges rendus",
    "État des lieux de sortie signé",
    "Dépôt de garantie rendu",
    "Boîte aux lettres vidée, courrier réexpédié",
    "Nom retiré des portes et du tableau d’entrée",
)


@transaction.atomic
def open_departure(*, organisation: Organisation, leaves_on: date, opened_by: User) -> Departure:
    """Start settling a departure, or move its last day. For whoever keeps the register."""
    departure = (
        Departure.objects.select_for_update()
        .filter(organisation=organisation, closed_at__isnull=True)
        .first()
    )
    if departure is not None:
        departure.leaves_on = leaves_on
        departure.save(update_fields=["leaves_on"])
        return departure
    departure = Departure.objects.create(organisation=organisation, leaves_on=leaves_on, opened_by=opened_by)
    DepartureStep.objects.bulk_create(DepartureStep(departure=departure, label=label) for label in STEPS)
    return departure


@transaction.atomic
def tick(*, departure: Departure, done: Collection[int], ticked_by: User) -> None:
    """Write which steps are done; one that was keeps who did it first. For whoever keeps the register."""
    departure.steps.filter(pk__in=done, done_at__isnull=True).update(done_at=clock.now(), done_by=ticked_by)
    departure.steps.exclude(pk__in=done).update(done_at=None, done_by=None)


@transaction.atomic
def close_departure(*, departure: Departure) -> Organisation:
    """Say goodbye: its people stop belonging to it, it leaves the directory, and is a former one.

    For whoever keeps the register. Raises Refused while something is left to settle.
    """
    departure = Departure.objects.select_for_update().select_related("organisation").get(pk=departure.pk)
    organisation = departure.organisation
    left = [
        text for answer in checklist(organisation, departure.leaves_on) for text in answer.remaining
    ] + list(departure.steps.filter(done_at__isnull=True).values_list("label", flat=True))
    if left:
        raise Refused("Il reste à régler : " + " ; ".join(left) + ".")
    open_ones = Membership.objects.filter(organisation=organisation)
    open_ones.filter(starts_on__gt=departure.leaves_on).delete()
    open_ones.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=departure.leaves_on)).update(
        ends_on=departure.leaves_on
    )
    organisation.status = Organisation.Status.FORMER
    organisation.in_directory = False
    organisation.save(update_fields=["status", "in_directory"])
    departure.closed_at = clock.now()
    departure.save(update_fields=["closed_at"])
    return organisation
