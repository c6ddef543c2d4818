"""Places, spaces, and what is free: reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from bookings import availability
from bookings.api.fields import AskedCrowd, Cursor, Limit, Slug
from bookings.api.moments import Moment, check_wall_clock, is_period
from bookings.api.names import asker_for
from bookings.api.paging import page_by_id
from bookings.api.problems import Offer, Problem, refusing
from bookings.availability import Wish
from bookings.present.house import address
from people.api import BearerToken
from spaces.enums import Layout
from spaces.models import LayoutCapacity, Place, Space

router = Router(tags=["Lieux et espaces"])
LONGEST = timedelta(days=31)


class PlaceOut(Schema):
    """A converted site."""

    id: int
    slug: str
    name: str
    address: str
    timezone: str = Field(description="Le fuseau dans lequel ce lieu décide.")


class PlacePage(Schema):
    """Some places, and the cursor of the following ones."""

    items: list[PlaceOut]
    next: str | None


class LayoutOut(Schema):
    """How many people, arranged so."""

    layout: str
    capacity: int


class SpaceOut(Schema):
    """Anything that can be held: a hall, a room, a desk, a counted equipment."""

    id: int
    slug: str
    name: str
    place: str
    kind: str
    floor: str
    door_number: str
    capacity: int | None
    seat_count: int | None = Field(description="Réservé place par place ; null : en entier.")
    layouts: list[LayoutOut]
    area_m2: str | None
    is_accessible: bool
    is_bookable: bool
    equipment: str
    url: str


class SpacePage(Schema):
    """Some spaces, and the cursor of the following ones."""

    items: list[SpaceOut]
    next: str | None


class FreeAsked(Schema):
    """When, for how many, and where."""

    start: Moment
    end: Moment
    capacity: AskedCrowd = 1
    place: Slug | None = None
    layout: Layout | None = None
    accessible: bool = False


class AvailabilityOut(Schema):
    """The spaces that could be booked as asked; when there is none, what comes nearest."""

    items: list[Offer]
    alternatives: list[Offer]


@router.get(
    "/places",
    auth=BearerToken("spaces:read"),
    response={200: PlacePage, **refusing()},
    summary="Les lieux",
    description="Chaque lieu, avec son adresse et son fuseau.",
    operation_id="places",
)
def list_places(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Every place, with its address and its zone."""
    found, following = page_by_id(Place.objects.visible_to(request.user), cursor, limit)
    return {"items": found, "next": following}


@router.get(
    "/spaces",
    auth=BearerToken("spaces:read"),
    response={200: SpacePage, **refusing()},
    summary="Les espaces",
    description="Les espaces en service, leurs capacités et leurs équipements. `place` n’en garde qu’un lieu.",
    operation_id="spaces",
)
def list_spaces(
    request: HttpRequest, place: Slug | None = None, cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Spaces in use, with what they take and what they have."""
    rows = seen_spaces(request)
    if place is not None:
        rows = rows.filter(place__slug=place)
    found, following = page_by_id(rows, cursor, limit)
    return {"items": [space_out(space) for space in found], "next": following}


@router.get(
    "/availability",
    auth=BearerToken("spaces:read"),
    response={200: AvailabilityOut, **refusing(404)},
    summary="Ce qui est libre",
    description=(
        "Ce que vous pourriez réserver de `start` à `end` pour `capacity` personnes, à votre prix. "
        "Quand rien ne va, `alternatives` propose une autre heure, une autre salle, un autre jour."
    ),
    operation_id="availability",
)
def list_free(request: HttpRequest, asked: Query[FreeAsked]) -> dict[str, Any]:
    """What this person could book as asked, at their own price, or what comes nearest."""
    if not is_period(asked.start, asked.end, LONGEST):
        raise Problem(422, "La fin vient après le début, et à trente et un jours au plus.")
    places = list(
        Place.objects.visible_to(request.user).filter(**({"slug": asked.place} if asked.place else {}))
    )
    if asked.place and not places:
        raise Http404
    layout = asked.layout.value if asked.layout else ""
    wish = Wish(asked.start, asked.end, asked.capacity, layout, asked.accessible)
    asker = asker_for(request)
    offers: list[availability.Offer] = []
    nearest: list[availability.Offer] = []
    for one in places:
        check_wall_clock(asked.start, one.zone)
        check_wall_clock(asked.end, one.zone)
        offers += availability.search(wish, one, asker)
    if not offers:
        nearest = [offer for one in places for offer in availability.alternatives(wish, one, asker)]
    return {
        "items": [offer_out(offer) for offer in offers],
        "alternatives": [offer_out(offer) for offer in nearest],
    }


def seen_spaces(request: HttpRequest) -> QuerySet[Any]:
    """The spaces that this person sees, with what is told of each."""
    layouts = Prefetch("layouts", LayoutCapacity.objects.order_by("capacity"))
    return Space.objects.visible_to(request.user).select_related("place", "floor").prefetch_related(layouts)


def space_out(space: Space) -> dict[str, Any]:
    """What is told of a space."""
    return {
        "id": space.pk,
        "slug": space.slug,
        "name": space.name,
        "place": space.place.slug,
        "kind": space.kind,
        "floor": space.floor.name if space.floor else "",
        "door_number": space.door_number,
        "capacity": space.capacity,
        "seat_count": space.seat_count,
        "layouts": list(space.layouts.all()),
        "area_m2": str(space.area_m2) if space.area_m2 is not None else None,
        "is_accessible": space.is_accessible,
        "is_bookable": space.is_bookable,
        "equipment": space.equipment,
        "url": settings.BASE_URL + address(space),
    }


def offer_out(offer: availability.Offer) -> dict[str, Any]:
    """What is told of something free, on the clock of its place."""
    zone = offer.space.place.zone
    return {
        "space": offer.space.pk,
        "name": offer.space.name,
        "place": offer.space.place.slug,
        "starts_at": offer.start.astimezone(zone),
        "ends_at": offer.end.astimezone(zone),
        "price_due": str(offer.quote.due),
        "price_public": str(offer.quote.public),
        "needs_approval": offer.needs_approval,
        "why": offer.why,
    }
