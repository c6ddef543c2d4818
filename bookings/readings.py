"""Which figures of occupancy a person may read outside the back office, and what each reading shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bookings.models import Booking, FiguresLink
from bookings.occupancy import check_period
from bookings.occupancy_page import Table, figures_by, shown
from bookings.scopes import WHOLE, Scope
from figures import Figure
from people.access import Visitor
from people.grants import granted
from spaces.errors import InvalidPeriod
from spaces.models import Place, Space

# Never by organisation: who books what is read by the house, and by each organisation for itself.
AXES = {"floor": "Niveau", "kind": "Type d’espace", "space": "Espace", "building": "Bâtiment"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reading:
    """Some figures that somebody may read: a place, some of its spaces, or one organisation's share of it."""

    key: str
    label: str
    place: Place
    scope: Scope = WHOLE
    organisation: int | None = None

    def figures(self, first: date, last: date, axis: str) -> Table:
        """The rates, both days included. Raises InvalidPeriod."""
        try:
            end = last + DAY
        except OverflowError:
            raise InvalidPeriod("Cette date est trop lointaine.") from None
        check_period(first, end)
        if self.organisation is None:
            return figures_by(self.place, first, end, axis, self.scope)
        mine = f"organisation-{self.organisation}"
        found = figures_by(self.place, first, end, "organisation")
        return {group: rates for group, rates in found.items() if group.key == mine}


@dataclass(frozen=True)
class Sheet:
    """Figures ready for the page: the whole as figures that open, each group as a line."""

    table: Table

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The whole; or, of an organisation, its only rate."""
        return [shown(figure) for figure in next(iter(self.table.values()), [])]

    @property
    def lines(self) -> Sequence[tuple[str, Sequence[Figure]]]:
        """The groups, in the order of the house."""
        return [(group.label, rates) for group, rates in list(self.table.items())[1:]]

    @property
    def headers(self) -> list[str]:
        """The names of the rates, above the cells of the lines."""
        return [figure.label for figure in next(iter(self.table.values()), [])]


def reading_of_link(link: FiguresLink) -> Reading:
    """What a link was given."""
    spaces = link.spaces.select_related("floor__building")
    if not spaces:
        return Reading(str(link.pk), str(link.place), link.place)
    names = ", ".join(space.name for space in spaces)
    return Reading(str(link.pk), names, link.place, Scope("given", names, "", link.spaces.all()))


def readings_of(user: Visitor) -> list[Reading]:
    """Places whose figures were opened to this person, spaces that they approve, organisations they are of."""
    if not user.is_authenticated or not user.is_active:
        return []
    opened = list(Place.objects.figures_read_by(user).order_by("name", "pk"))
    found = [Reading(f"lieu-{place.slug}", place.name, place) for place in opened]
    return found + _approved(user, opened) + _of_organisations(user)


def _approved(user: Visitor, opened: Sequence[Place]) -> list[Reading]:
    spaces = granted(user, "approve_space", Space).exclude(place__in=opened)
    places = Place.objects.filter(spaces__in=spaces).distinct().order_by("name", "pk")
    return [
        Reading(
            f"espaces-{place.slug}",
            f"Les espaces que vous validez, {place.name}",
            place,
            Scope("approved", place.name, "", spaces.filter(place=place)),
        )
        for place in places
    ]


def _of_organisations(user: Any) -> list[Reading]:
    mine = {row.organisation_id: row.organisation.name for row in user.active_memberships()}
    pairs = (
        Booking.objects.filter(organisation__in=mine)
        .order_by()
        .values_list("place", "organisation")
        .distinct()
    )
    places = Place.objects.in_bulk([place for place, _ in pairs])
    return [
        Reading(
            f"structure-{organisation}-{places[place].slug}",
            f"{mine[organisation]}, {places[place].name}",
            places[place],
            organisation=organisation,
        )
        for place, organisation in sorted(pairs, key=lambda pair: (mine[pair[1]], places[pair[0]].name))
    ]
