"""La Caserne, Pont-Achard, Poitiers: the place of the demo, its rooms read from the list of an association."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from people.models import User
from people.services import grant
from spaces.importers import apply, preview
from spaces.models import LayoutCapacity, MessageStatus, OpeningRule, Place, Space
from spaces.services.messages import send_message, sort_message

ROOMS = Path(__file__).parent / "caserne-espaces.csv"

# Numbers painted on the doors before the list was typed; the importer's rule gives the others.
DOORS = {
    "Travée Nord": "1",
    "Travée Centre": "2",
    "Travée Sud": "3",
    "Atelier bois": "5",
    "Atelier vélo": "6",
    "Repair café": "7",
    "Bar-restaurant La Grande Échelle": "8",
    "Salle de garde": "11",
    "Salle du Clain": "12",
    "Salle de la Boivre": "14",
    "Bocal": "15",
    "Coworking La Remise": "16",
    "Cuisine partagée": "18",
    "Dortoir des sapeurs": "21",
    "Studio podcast": "22",
    "Salle de la Tour": "24",
    "Cour de manœuvre": "E1",
    "Potager partagé": "E2",
}

LAYOUTS = {
    "Halle aux camions": {"meal": 132, "conference": 200, "standing": 250},
    "Travée Nord": {"meeting": 40, "meal": 44, "conference": 66, "standing": 80},
    "Travée Centre": {"meeting": 40, "meal": 44, "conference": 66, "standing": 80},
    "Travée Sud": {"meeting": 40, "meal": 44, "conference": 66, "standing": 80},
    "Salle de garde": {"classroom": 14, "meeting": 18, "conference": 18},
    "Salle du Clain": {"classroom": 10, "meeting": 12, "conference": 12},
    "Salle de la Boivre": {"meeting": 8},
    "Dortoir des sapeurs": {"meeting": 20, "conference": 30, "standing": 30},
    "Salle de la Tour": {"meeting": 10},
    "Cour de manœuvre": {"meal": 200, "standing": 300},
}

# Somebody is let in every day at ten: the demo is alive whatever the day on which it is loaded.
OPEN = {1: (8, 22), 2: (8, 22), 3: (8, 22), 4: (8, 22), 5: (8, 22), 6: (8, 22), 7: (9, 20)}
BAYS = ("Travée Nord", "Travée Centre", "Travée Sud")

GRANTS = [("gestion", "manage_place"), ("accueil", "welcome_place"), ("redaction", "edit_place")]


@transaction.atomic
def load(people: dict[str, User], at: datetime) -> None:
    """Open the place, its hours, its rooms and its team; loading again changes nothing."""
    place, is_new = Place.objects.get_or_create(
        slug="pont-achard",
        defaults={
            "name": "La Caserne",
            "tagline": "Pont-Achard, Poitiers",
            "address": "Caserne de Pont-Achard, Poitiers",
            "built_in": 1963,
            "school_zone": "A",
        },
    )
    if is_new:
        _furnish(place)
    for account, permission in GRANTS:
        grant(user=people[account], permission=permission, target=place, given_by=people["admin"])
    workshop = Space.objects.get(place=place, name="Atelier bois")
    grant(user=people["gestion"], permission="approve_space", target=workshop, given_by=people["admin"])
    if is_new:
        _write(place, people)


def _write(place: Place, people: dict[str, User]) -> None:
    """A schoolteacher asks for a visit; another question has had its answer."""
    send_message(
        place=place,
        name="Maud Lanoue",
        email="voisine@exemple.example",
        subject="Visiter avec une classe",
        text="Bonjour, peut-on visiter la Caserne un mardi matin ? Nous serions vingt-quatre enfants et trois adultes.",
    )
    parcel = send_message(
        place=place,
        name="Nassim Ouali",
        email="nassim@exemple.example",
        text="Une écharpe rouge est restée dans la Halle samedi. L’avez-vous trouvée ?",
    )
    sort_message(message=parcel, actor=people["gestion"], status=MessageStatus.ANSWERED)


def _furnish(place: Place) -> None:
    OpeningRule.objects.bulk_create(
        OpeningRule(place=place, weekday=weekday, opens=time(opens), closes=time(closes))
        for weekday, (opens, closes) in OPEN.items()
    )
    found = preview(file=ROOMS.read_bytes(), place=place)
    for line in found.lines:
        line.values["door"] = DOORS.get(line.name, line.values["door"])
    spaces = {space.name: space for space in apply(found)}
    LayoutCapacity.objects.bulk_create(
        LayoutCapacity(space=spaces[name], layout=layout, capacity=capacity)
        for name, layouts in LAYOUTS.items()
        for layout, capacity in layouts.items()
    )
    place.buildings.update(safety_capacity=600)
    shared = spaces["Coworking La Remise"]
    shared.seat_count = 24
    shared.save(update_fields=["seat_count"])
    Space.objects.filter(pk__in=[spaces[name].pk for name in BAYS]).update(turnaround=timedelta(minutes=15))
