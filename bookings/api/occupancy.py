"""Rates of occupancy: the figures of the page and of `manage.py occupancy`, to the last digit."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from bookings.api.fields import Slug
from bookings.api.problems import Problem, refusing
from bookings.occupancy_document import occupancy_document
from people.api import BearerToken
from spaces.models import Place

router = Router(tags=["Occupation"])
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]


class Axis(StrEnum):
    """By what the figures are told apart."""

    BUILDING = "building"
    FLOOR = "floor"
    KIND = "kind"
    SPACE = "space"
    ORGANISATION = "organisation"


class OccupancyAsked(Schema):
    """Which place, from when to when (both days included), and by what."""

    place: Slug
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    by: Axis | None = None


class RateOut(Schema):
    """A ratio of sums, with everything needed to check it."""

    label: str
    rate: float | None
    numerator: float
    denominator: float
    unit: str
    coverage: float | None
    exclusions: dict[str, float]


class GroupOut(Schema):
    """The rates of the place (no label), or of one group."""

    key: str
    label: str
    rates: list[RateOut]


class OccupancyOut(Schema):
    """The rates of a place during a period, both days included."""

    place: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    groups: list[GroupOut]


@router.get(
    "/occupancy",
    auth=BearerToken("occupancy:read"),
    response={200: OccupancyOut, **refusing(404, 409)},
    by_alias=True,
    summary="Les taux d’occupation",
    description=(
        "Les taux d’un lieu que vous gérez, de `from` à `to` compris, et par bâtiment, étage, type, espace ou structure. "
        "Ce sont les chiffres de la page « Occupation » et de `manage.py occupancy --format json`."
    ),
    operation_id="occupancy",
)
def read_occupancy(request: HttpRequest, asked: Query[OccupancyAsked]) -> dict[str, Any]:
    """The rates of a place that this person manages, both days included."""
    found = get_object_or_404(Place.objects.managed_by(request.user), slug=asked.place)
    axis = asked.by.value if asked.by else ""
    return occupancy_document(found, _day(asked.start), _day(asked.end), axis)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, f"Le jour « {text} » n’existe pas.") from None
