from django.db import models
from django.utils.translation import gettext_lazy as _


class SpaceKind(models.TextChoices):
    """What a space is for."""

    HALL = "hall", _("Salle polyvalente")
    MEETING_ROOM = "meeting_room", _("Salle de réunion")
    WORKSHOP = "workshop", _("Atelier")
    ACTIVITY = "activity", _("Salle d’activité")
    STUDIO = "studio", _("Studio")
    CALL_BOX = "call_box", _("Bulle d’appel")
    SHARED = "shared", _("Espace partagé")
    OFFICE = "office", _("Bureau")
    DESK = "desk", _("Poste")
    FOOD = "food", _("Restauration")
    SOCIAL = "social", _("Convivialité")
    OUTDOORS = "outdoors", _("Extérieur")
    STORAGE = "storage", _("Stockage")
    CIRCULATION = "circulation", _("Circulation")
    MONUMENT = "monument", _("Monument")
    EQUIPMENT = "equipment", _("Équipement")


class Layout(models.TextChoices):
    """How a room is arranged."""

    MEETING = "meeting", _("Réunion")
    CLASSROOM = "classroom", _("Classe")
    CONFERENCE = "conference", _("Conférence")
    MEAL = "meal", _("Repas")
    STANDING = "standing", _("Debout")


class ClaimKind(models.TextChoices):
    """Where a claim of the ledger comes from."""

    BOOKING = "booking", _("Réservation")
    AGREEMENT = "agreement", _("Convention d’occupation")
    CLOSURE = "closure", _("Fermeture")
    EXTERNAL = "external", _("Calendrier extérieur")
    AUDITION = "audition", _("Auditions")


class SchoolPeriod(models.TextChoices):
    """The weeks of the year to which a weekly rule applies."""

    ALWAYS = "always", _("Toute l’année")
    TERM = "term", _("Hors vacances scolaires")
    HOLIDAYS = "holidays", _("Vacances scolaires")
