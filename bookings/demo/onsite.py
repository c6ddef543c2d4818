"""What happens before the doors of La Caserne: signs, reports, somebody who books without an account."""

from __future__ import annotations

from bookings import services
from bookings.models import DoorSign
from bookings.models.report import Urgency
from bookings.services import reports
from people.models import User
from spaces.holds import Hold
from spaces.models import Place, Space

SIGNED = ("Salle du Clain", "Bocal", "Travée Centre")


def tell(place: Place, people: dict[str, User], spaces: dict[str, Space], garden: Hold) -> None:
    """Post three signs, report two things, book the garden from the street."""
    for name in SIGNED:
        DoorSign.objects.create(space=spaces[name], label="tablette et affiche")
    _report(place, people, spaces)
    _visit(garden)


def _report(place: Place, people: dict[str, User], spaces: dict[str, Space]) -> None:
    lamp = reports.report(
        place=place,
        space=spaces["Salle du Clain"],
        what="Le vidéoprojecteur s’éteint au bout de dix minutes.",
        where="au plafond",
        urgency=Urgency.HINDERS,
        reporter=people["residente"],
    )
    reports.assign(report=lamp, actor=people["gestion"], to=people["gestion"])
    reports.say(report=lamp, actor=people["gestion"], text="Une lampe est commandée, elle arrive jeudi.")
    reports.report(
        place=place,
        space=spaces["Dortoir des sapeurs"],
        what="Une lame du parquet se soulève près de la porte.",
        urgency=Urgency.DANGER,
        email="voisine@exemple.example",
    )


def _visit(garden: Hold) -> None:
    """A neighbour without an account, who has followed the link of her mail."""
    asked = services.ask_as_visitor(
        room=garden,
        name="Aïcha Benali",
        email="voisine@exemple.example",
        title="Atelier semis avec les enfants",
        attendees=8,
    )
    services.confirm_request(request=asked)
