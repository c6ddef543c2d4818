"""The owner's representative reads the figures of a place by a link that ends."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

import clock
import journal
from bookings import figures_notices, policies
from bookings.errors import BookingRefused, NotAllowed, Refusal
from bookings.models import FiguresLink
from people.models import User
from spaces.models import Place, Space

LONGEST = timedelta(days=731)
# Turning the pages of one reading is one opening in the journal.
READING = timedelta(minutes=15)


@transaction.atomic
def give_figures(
    *,
    place: Place,
    recipient: str,
    since: date,
    expires_on: date,
    actor: User,
    spaces: Sequence[Space] = (),
    shows_agreements: bool = False,
    shows_amounts: bool = False,
) -> tuple[FiguresLink, str]:
    """Make a link to the figures of a place, or of some of its spaces: the row, and its secret, told once.

    For managers of the place. Raises NotAllowed, and BookingRefused for nobody, an end in the past or in more
    than two years, figures that start after today, spaces of another place, amounts without agreements.
    """
    if not policies.manages(actor, place):
        raise NotAllowed("Seule la gestion du lieu montre ses chiffres.")
    refusals = [
        *_for_whom(recipient, shows_amounts=shows_amounts and not shows_agreements),
        *_when(since, expires_on, clock.today(place.zone)),
        *_where(place, spaces),
    ]
    if refusals:
        raise BookingRefused(refusals)
    secret = secrets.token_urlsafe(32)
    link = FiguresLink.objects.create(
        place=place,
        recipient=recipient.strip(),
        since=since,
        expires_on=expires_on,
        shows_agreements=shows_agreements,
        shows_amounts=shows_amounts,
        digest=_digest(secret),
        created_by=actor,
    )
    link.spaces.set(spaces)
    journal.record(
        actor=actor, action="link.given", target=link, recipient=link.recipient, until=expires_on.isoformat()
    )
    figures_notices.given(link)
    return link, secret


@transaction.atomic
def close_figures(*, link: FiguresLink, actor: User) -> FiguresLink:
    """Close a link at once, for good; again changes nothing. For managers of its place. Raises NotAllowed."""
    if not policies.manages(actor, link.place):
        raise NotAllowed("Seule la gestion du lieu ferme ce lien.")
    if FiguresLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()):
        journal.record(actor=actor, action="link.closed", target=link, recipient=link.recipient)
        figures_notices.closed(link)
    link.refresh_from_db()
    return link


def figures_link_of(secret: str) -> FiguresLink | None:
    """The link of a secret, open or not; None for a secret that was never ours."""
    found: FiguresLink | None = (
        FiguresLink.objects.select_related("place").filter(digest=_digest(secret)).first()
    )
    return found


@transaction.atomic
def figures_read(*, link: FiguresLink) -> None:
    """Note in the journal that a link was opened, once for each reading. For whoever holds the address."""
    now = clock.now()
    before = Q(last_opened_at=None) | Q(last_opened_at__lte=now - READING)
    if FiguresLink.objects.filter(before, pk=link.pk).update(last_opened_at=now):
        journal.record(actor=None, action="link.opened", target=link, recipient=link.recipient)


def _for_whom(recipient: str, *, shows_amounts: bool) -> Iterator[Refusal]:
    if not recipient.strip():
        yield Refusal("recipient", "Dites à qui vous donnez ce lien.")
    if shows_amounts:
        yield Refusal("shows_amounts", "Les redevances se lisent avec les conventions : montrez-les aussi.")


def _when(since: date, expires_on: date, today: date) -> Iterator[Refusal]:
    if since > today:
        yield Refusal("since", "Choisissez un jour passé : il n’y a pas encore de chiffres.")
    if not today <= expires_on <= today + LONGEST:
        yield Refusal("expires_on", "Choisissez un dernier jour à venir, d’ici deux ans.")


def _where(place: Place, spaces: Sequence[Space]) -> Iterator[Refusal]:
    if any(space.place_id != place.pk for space in spaces):
        yield Refusal("spaces", "Ces espaces ne sont pas tous dans ce lieu.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
