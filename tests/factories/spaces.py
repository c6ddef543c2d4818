from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from spaces.models import Building, Floor, Message, Part, Place, Space
from spaces.services.ledger import Hold

# A Tuesday in winter: Paris is one hour ahead of UTC.
TUESDAY = datetime(2026, 12, 1, tzinfo=UTC)


def at(hours: float, day: int = 0) -> datetime:
    """A moment of that Tuesday, or of a day after it, in UTC."""
    return TUESDAY + timedelta(days=day, hours=hours)


def hold(space: Space, start: float, end: float | None, **more) -> Hold:
    """A hold in hours of that Tuesday."""
    return Hold(space, at(start), None if end is None else at(end), **more)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Lieu {n}")
    slug = factory.Sequence(lambda n: f"lieu-{n}")


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = Building

    place = factory.SubFactory(PlaceFactory)
    name = factory.Sequence(lambda n: f"Bâtiment {n}")


class FloorFactory(DjangoModelFactory):
    class Meta:
        model = Floor

    building = factory.SubFactory(BuildingFactory)
    level = factory.Sequence(lambda n: n)
    name = factory.LazyAttribute(lambda floor: f"Niveau {floor.level}")


class SpaceFactory(DjangoModelFactory):
    class Meta:
        model = Space

    place = factory.SubFactory(PlaceFactory)
    name = factory.Sequence(lambda n: f"Salle {n}")
    slug = factory.Sequence(lambda n: f"salle-{n}")
    area_m2 = 30
    capacity = 12


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    place = factory.SubFactory(PlaceFactory)
    name = "Odile Prévost"
    email = "odile@exemple.example"
    text = "Peut-on visiter la Caserne un mardi matin ?"


def divide(whole: Space, *names: str, **fields) -> list[Space]:
    """Give a space these bays."""
    bays = [SpaceFactory(place=whole.place, floor=whole.floor, name=name, **fields) for name in names]
    Part.objects.bulk_create(Part(whole=whole, part=bay) for bay in bays)
    return bays
