from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from bookings.enums import AgreementKind, BookingStatus, ClosureKind
from bookings.models import (
    AgreementSpace,
    Booking,
    BookingRules,
    BookingSpace,
    Closure,
    DoorSign,
    OccupancyAgreement,
    OutsideCalendar,
    OutsideEvent,
    Rebate,
    Report,
    Tariff,
    Training,
)
from spaces.enums import ClaimKind
from spaces.models import Building, Claim, Floor, LayoutCapacity, OpeningRule, Place, Space
from tests.factories.people import OrganisationFactory, UserFactory

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
    slug = facts.pop("slug", name.lower().replace(" ", "-"))
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


def _elsewhere() -> Space:
    """A room of a place that nobody of the test knows."""
    return room(house(slug="ailleurs", name="Ailleurs"), "Salle d’ailleurs", slug="salle-d-ailleurs")


def foreign_booking() -> Booking:
    """A request that waits elsewhere."""
    space = _elsewhere()
    claim = Claim.objects.create(kind=ClaimKind.BOOKING)
    booking = Booking.objects.create(
        place=space.place,
        claim=claim,
        status=BookingStatus.PENDING,
        organiser=UserFactory(),
        title="Secret",
        attendees=2,
    )
    BookingSpace.objects.create(
        booking=booking,
        space=space,
        starts_at=at("2030-03-05", "14:00"),
        ends_at=at("2030-03-05", "16:00"),
    )
    return booking


def foreign_rules() -> BookingRules:
    return RulesFactory(place=_elsewhere().place)


def foreign_tariff() -> Tariff:
    return TariffFactory(space=_elsewhere())


def foreign_rebate() -> Rebate:
    return RebateFactory(place=_elsewhere().place)


def foreign_training() -> Training:
    return TrainingFactory(space=_elsewhere(), user=UserFactory())


def foreign_agreement() -> OccupancyAgreement:
    return AgreementFactory(place=_elsewhere().place, organisation=OrganisationFactory())


def foreign_closure() -> Closure:
    space = _elsewhere()
    return Closure.objects.create(
        place=space.place,
        claim=Claim.objects.create(kind=ClaimKind.CLOSURE),
        kind=ClosureKind.WORKS,
        reason="travaux",
        starts_at=at("2030-03-05", "14:00"),
        ends_at=at("2030-03-05", "16:00"),
    )


def foreign_sign() -> DoorSign:
    return DoorSign.objects.create(space=_elsewhere())


def foreign_report() -> Report:
    return Report.objects.create(place=_elsewhere().place, what="Secret")


def foreign_calendar() -> OutsideCalendar:
    return OutsideCalendar.objects.create(
        space=_elsewhere(), name="Agenda d’ailleurs", address="https://agenda.example/a.ics"
    )


def foreign_conflict() -> OutsideEvent:
    return OutsideEvent.objects.create(
        calendar=foreign_calendar(),
        key="1",
        title="Secret",
        starts_at=at("2030-03-05", "14:00"),
        ends_at=at("2030-03-05", "16:00"),
        conflict="Salle du Clain n’est pas libre",
    )
