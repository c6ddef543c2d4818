from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from bookings.enums import AgreementKind
from bookings.models import (
    AgreementSpace,
    BookingRules,
    OccupancyAgreement,
    Rebate,
    Tariff,
    Training,
)
from spaces.models import Building, Floor, LayoutCapacity, OpeningRule, Place, Space

PARIS = ZoneInfo("Europe/Paris")


def at(day: str, hour: str) -> datetime:
    """at("2026-03-03", "14:00"): that hour on the clock of Paris."""
    local = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), PARIS)
    return local.astimezone(UTC)


def house(**facts) -> Place:
    """A place open every day from 8 to 22."""
    place = Place.objects.create(**{"name": "La Caserne", "slug": "la-caserne", **facts})
    for weekday in range(1, 8):
        OpeningRule.objects.create(place=place, weekday=weekday, opens=time(8), closes=time(22))
    return place


def room(place: Place, name: str = "Salle du Clain", **facts) -> Space:
    """A meeting room for 12 behind door 12, on the first floor of the only building."""
    building, _ = Building.objects.get_or_create(place=place, name="La caserne")
    floor, _ = Floor.objects.get_or_create(building=building, level=1, defaults={"name": "1er étage"})
    slug = name.lower().replace(" ", "-")
    layouts = facts.pop("layouts", {"meeting": 12})
    defaults = {
        "capacity": 12,
        "safety_capacity": 15,
        "is_accessible": True,
        "door_number": str(Space.objects.count() + 12),
    }
    space = Space.objects.create(place=place, floor=floor, name=name, slug=slug, **{**defaults, **facts})
    for layout, capacity in layouts.items():
        LayoutCapacity.objects.create(space=space, layout=layout, capacity=capacity)
    return space


class RulesFactory(DjangoModelFactory):
    class Meta:
        model = BookingRules


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    given_on = date(2020, 1, 1)


class TariffFactory(DjangoModelFactory):
    class Meta:
        model = Tariff

    hour = Decimal(18)
    half_day = Decimal(60)
    day = Decimal(100)


class RebateFactory(DjangoModelFactory):
    class Meta:
        model = Rebate

    label = "Association, moitié prix"
    kind = "association"
    percent = 50


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = OccupancyAgreement

    kind = AgreementKind.PRECARIOUS
    purpose = "Bureau"
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)


class AgreementSpaceFactory(DjangoModelFactory):
    class Meta:
        model = AgreementSpace

    agreement = factory.SubFactory(AgreementFactory)
