"""Links to figures, said on the page of rights."""

from __future__ import annotations

from collections.abc import Iterator

import clock
from bookings.models import FiguresLink
from people.access import Visitor
from people.sharing import SharedLink, Sharing, register
from spaces.policies import manages_a_place


def register_sharing() -> None:
    """Called when the app is ready."""
    register(
        Sharing(label="Liens vers les chiffres", page="figures_links", may=manages_a_place, links=_open_links)
    )


def _open_links(user: Visitor) -> Iterator[SharedLink]:
    rows = FiguresLink.objects.visible_to(user).filter(revoked_at=None).select_related("place", "created_by")
    for link in rows.prefetch_related("spaces"):
        if link.is_open(clock.today(link.place.zone)):
            what = ", ".join(space.name for space in link.spaces.all()) or str(link.place)
            yield SharedLink(
                sentence=f"{link.recipient} peut lire les chiffres de {what} par un lien",
                origin=f"donné par {link.created_by or 'une personne effacée'} le {link.created_at:%d/%m/%Y}, "
                f"jusqu’au {link.expires_on:%d/%m/%Y}",
            )
