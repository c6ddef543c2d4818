"""What a search found, as the page shows it: the room, its picture, its plan, its price and the way to book it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

import clock
from bookings import pricing
from bookings.availability import Offer, Wish
from bookings.nearest import Near
from bookings.present.house import address
from bookings.present.plans import plans_of
from drawings.plan import FloorPlan
from spaces.models import Space
from spaces.photographs import hang
from spaces.wording import moments


@dataclass(frozen=True)
class Shown:
    """One room of the answer, or two taken together; the picture and the plan are the first one's."""

    space: Space
    name: str
    when: str
    why: str
    facts: str
    plan: FloorPlan | None
    quote: pricing.Quote
    needs_approval: bool
    href: str
    joins: bool


def shown_offers(offers: Sequence[Offer], wish: Wish) -> list[Shown]:
    """Every room that is free as asked, with three queries whatever their number."""
    plans = _pictured([offer.space for offer in offers])
    return [
        Shown(
            space=offer.space,
            name=offer.space.name,
            when="",
            why="",
            facts=_facts(offer.space),
            plan=plans.get(offer.space.pk),
            quote=offer.quote,
            needs_approval=offer.needs_approval,
            href=_room_link(offer, wish),
            joins=offer.space.seat_count is None,
        )
        for offer in offers
    ]


def shown_nearest(found: Sequence[Near], wish: Wish) -> list[Shown]:
    """What comes nearest, with how it differs from what was asked."""
    plans = _pictured([near.offers[0].space for near in found])
    shown = []
    for near in found:
        first = near.offers[0]
        together = len(near.offers) > 1
        shown.append(
            Shown(
                space=first.space,
                name=" et ".join(offer.space.name for offer in near.offers),
                when=capfirst(moments(first.start, first.end, first.space.place.zone)),
                why=near.why,
                facts=_facts(first.space) if not together else "",
                plan=plans.get(first.space.pk),
                quote=near.quote,
                needs_approval=any(offer.needs_approval for offer in near.offers),
                href=_together_link(near.offers, wish) if together else _room_link(first, wish),
                joins=False,
            )
        )
    return shown


def hours_asked(start: datetime, end: datetime, wish: Wish, space: Space) -> dict[str, Any]:
    """What an address says so that a form begins with it."""
    zone = space.place.zone
    first, last = clock.local(start, zone), clock.local(end, zone)
    query = {
        "jour": first.date().isoformat(),
        "de": f"{first:%H:%M}",
        "a": f"{last:%H:%M}",
        "nombre": wish.attendees,
    }
    return {**query, "disposition": wish.layout} if wish.layout else query


def _pictured(spaces: Sequence[Space]) -> dict[int, FloorPlan]:
    hang(spaces)
    return plans_of(spaces, links=False)


def _room_link(offer: Offer, wish: Wish) -> str:
    query = urlencode(hours_asked(offer.start, offer.end, wish, offer.space))
    return f"{address(offer.space)}?{query}#reserver"


def _together_link(offers: Sequence[Offer], wish: Wish) -> str:
    hours = hours_asked(offers[0].start, offers[0].end, wish, offers[0].space)
    query = urlencode({**hours, "espace": [offer.space.pk for offer in offers]}, doseq=True)
    return f"{reverse('bookings:together')}?{query}"


def _facts(space: Space) -> str:
    facts = [
        space.floor.name if space.floor else "",
        f"{space.capacity} personnes" if space.capacity else "",
        space.equipment,
        "" if space.is_accessible else "non accessible en fauteuil",
    ]
    return ", ".join(fact for fact in facts if fact)
