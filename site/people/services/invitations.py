from __future__ import annotations

from datetime import timedelta

from django.db import transaction

import clock
from people import notices
from people.errors import Refused
from people.models import Invitation, Membership, Organisation, User
from people.services.organisations import join

GOOD_FOR = timedelta(days=14)


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, invited_by: User, role: str = Membership.Role.MEMBER
) -> Invitation:
    """Ask an address to join an organisation, by a mail whose link is good for a fortnight.

    For those responsible for the organisation and whoever keeps the register. Inviting again replaces the
    link. Raises Refused when the person is of the organisation already, or when it has left.
    """
    if organisation.status == Organisation.Status.FORMER:
        raise Refused("Cette structure a quitté la maison : elle n’invite plus personne.", field="email")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    member = User.objects.filter(
        email__iexact=email,
        memberships__in=Membership.objects.on(invited_by.today()).filter(organisation=organisation),
    )
    if member.exists():
        raise Refused("Cette personne fait déjà partie de la structure.", field="email")
    Invitation.objects.pending().filter(organisation=organisation, email__iexact=email).update(
        withdrawn_at=clock.now()
    )
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        role=role,
        invited_by=invited_by,
        expires_at=clock.now() + GOOD_FOR,
    )
    notices.invited(invitation)
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Join by an invitation, from today on. For the person to whom the mail was sent, signed in.

    Raises Refused when it has served, was withdrawn or is too old, and for anybody else.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation.pk)
    )
    if refusal := invitation.refusal(clock.now()):
        raise Refused(refusal)
    if user.email.lower() != invitation.email.lower():
        raise Refused(
            "Cette invitation a été envoyée à une autre adresse que la vôtre. Déconnectez-vous, puis "
            "rouvrez-la avec l’adresse qui l’a reçue."
        )
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return join(user=user, organisation=invitation.organisation, role=invitation.role, starts_on=user.today())


@transaction.atomic
def withdraw(*, invitation: Invitation) -> None:
    """Take an invitation back; its link says so from now on. For those who may invite."""
    Invitation.objects.pending().filter(pk=invitation.pk).update(withdrawn_at=clock.now())
