"""What happens at La Caserne: invented, and plausible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from bookings.enums import ClosureKind
from people.models import Organisation

KIND, STATUS = Organisation.Kind, Organisation.Status
LUCIE, PAUL = "Les Petites Mains du Clain", "Coopérative Épi d’Or"

ORGANISATIONS = [
    ("La Grande Échelle", KIND.COOPERATIVE, STATUS.RESIDENT),
    ("La Clef de douze", KIND.ASSOCIATION, STATUS.MEMBER),
    ("Collectif Vélo-cité", KIND.ASSOCIATION, STATUS.MEMBER),
    ("Conseil citoyen des Trois-Quartiers", KIND.ASSOCIATION, STATUS.MEMBER),
    ("Souffle d’Ouest", KIND.ASSOCIATION, STATUS.MEMBER),
    ("La Varlope", KIND.ASSOCIATION, STATUS.RESIDENT),
    ("Atelier Toit commun", KIND.COOPERATIVE, STATUS.RESIDENT),
    ("Centre socioculturel de la Boivre", KIND.PUBLIC_BODY, STATUS.PARTNER),
    ("Ville de Poitiers", KIND.PUBLIC_BODY, STATUS.PARTNER),
]


@dataclass(frozen=True)
class Regular:
    """Something that comes back every week."""

    space: str
    days: tuple[str, ...]
    starts: time
    ends: time
    title: str
    organisation: str
    attendees: int
    layout: str = ""
    is_public: bool = False
    by_seat: bool = False
    regularity: float = 0.9


WEEKDAYS = ("mardi", "mercredi", "jeudi", "vendredi")

REGULARS = [
    Regular("Travée Nord", ("mardi", "jeudi"), time(18), time(21), "Répétition de la fanfare",
            "La Clef de douze", 24, "standing"),
    Regular("Travée Centre", ("samedi",), time(14), time(18), "Gratiferia",
            "Conseil citoyen des Trois-Quartiers", 60, "standing", is_public=True),
    Regular("Travée Sud", ("vendredi",), time(17), time(20), "Distribution des paniers",
            PAUL, 35, "standing", is_public=True),
    Regular("Travée Centre", ("mercredi",), time(14), time(17), "Jeux en famille",
            "Centre socioculturel de la Boivre", 45, "meeting", is_public=True),
    Regular("Atelier bois", ("mardi", "jeudi"), time(9), time(13), "Chantier meubles", "La Varlope", 8),
    Regular("Atelier vélo", ("mercredi", "samedi"), time(14), time(18), "Atelier d’autoréparation",
            "Collectif Vélo-cité", 8, is_public=True),
    Regular("Repair café", ("vendredi",), time(14), time(18), "Repair café : grille-pain, lampes",
            LUCIE, 12, is_public=True),
    Regular("Salle de garde", ("mardi",), time(9), time(11), "Conseil citoyen",
            "Conseil citoyen des Trois-Quartiers", 14, "meeting"),
    Regular("Salle de garde", ("jeudi",), time(14), time(16, 30), "Formation trésorerie",
            "Atelier Toit commun", 12, "classroom", regularity=0.7),
    Regular("Salle du Clain", ("mardi", "vendredi"), time(9), time(10, 30), "Point d’équipe",
            "Atelier Toit commun", 7, "meeting"),
    Regular("Salle du Clain", ("mercredi",), time(18), time(20), "Bureau de l’association",
            LUCIE, 9, "meeting"),
    Regular("Salle de la Tour", ("jeudi",), time(10), time(12), "Comité de pilotage",
            "Centre socioculturel de la Boivre", 8, "meeting", regularity=0.6),
    Regular("Dortoir des sapeurs", ("lundi", "mercredi"), time(18, 30), time(20), "Yoga doux",
            "Souffle d’Ouest", 18, "standing"),
    Regular("Dortoir des sapeurs", ("samedi",), time(10, 30), time(12), "Danse des petits",
            "Souffle d’Ouest", 16, "standing", regularity=0.8),
    Regular("Cuisine partagée", ("jeudi",), time(16), time(20), "Cuisine du quartier", LUCIE, 12),
    Regular("Cuisine partagée", ("mardi",), time(11), time(14), "Midi ouvert", PAUL, 14, is_public=True),
    Regular("Coworking La Remise", WEEKDAYS, time(8, 30), time(12, 30), "Postes du matin",
            "Atelier Toit commun", 6, by_seat=True),
    Regular("Coworking La Remise", WEEKDAYS, time(9), time(18), "Postes à la journée",
            "La Varlope", 4, by_seat=True),
    Regular("Coworking La Remise", ("mercredi", "jeudi"), time(13, 30), time(18), "Postes de l’après-midi",
            LUCIE, 5, by_seat=True),
    Regular("Bocal", ("mardi", "jeudi"), time(11), time(11, 30), "Appel aux bailleurs",
            "Atelier Toit commun", 1, regularity=0.75),
    Regular("Potager partagé", ("mercredi", "samedi"), time(15), time(17), "Jardin ouvert",
            "Centre socioculturel de la Boivre", 12, is_public=True, regularity=0.7),
]  # fmt: skip

# In a room without regulars, so that it stands at any hour.
NIGHT = Regular("Studio podcast", (), time(0), time(0), "Résidence de création sonore", "La Clef de douze", 3)


@dataclass(frozen=True)
class Coming:
    """What one of the two residents has asked for."""

    account: str
    organisation: str
    space: str
    ahead: int
    starts: time
    ends: time
    title: str
    attendees: int
    layout: str = ""
    is_public: bool = False
    is_option: bool = False


COMING = [
    Coming("residente", LUCIE, "Salle de garde", 3, time(18), time(20), "Préparation du marché de Noël",
           15, "meeting"),
    Coming("residente", LUCIE, "Salle du Clain", 8, time(14), time(16), "Entretien d’embauche", 4, "meeting"),
    Coming("residente", LUCIE, "Repair café", 5, time(9), time(11), "Tri des dons de tissu", 8),
    Coming("resident", PAUL, "Salle de la Tour", 4, time(14), time(17), "Assemblée des coopérateurs",
           10, "meeting"),
    Coming("resident", PAUL, "Cuisine partagée", 3, time(8, 30), time(10, 30), "Atelier soupe", 12),
    Coming("resident", PAUL, "Salle de la Tour", 5, time(17, 30), time(19, 30), "Réunion des producteurs",
           10, "meeting", is_option=True),
]  # fmt: skip

# A pipe gave way: whoever had booked the room is elsewhere now, and was asked whether it suits them.
FLOODED = ("Salle du Clain", ClosureKind.INCIDENT, "fuite d’eau au plafond")

CLOSED = [
    ("Atelier bois", 1, time(14), time(18), ClosureKind.WORKS, "entretien de la scie"),
    ("Dortoir des sapeurs", 2, time(8), time(12), ClosureKind.WORKS, "pose du parquet"),
]
