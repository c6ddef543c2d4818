from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingStatus(models.TextChoices):
    """Where a booking stands. The first three hold their spaces in the ledger."""

    HOLD = "hold", _("option")
    PENDING = "pending", _("en attente de validation")
    CONFIRMED = "confirmed", _("confirmée")
    REFUSED = "refused", _("refusée")
    CANCELLED = "cancelled", _("annulée")


HOLDING = (BookingStatus.HOLD, BookingStatus.PENDING, BookingStatus.CONFIRMED)


class RelocationStatus(models.TextChoices):
    """What the organiser of a booking that had to move says of it."""

    ASKED = "asked", _("sans réponse")
    ACCEPTED = "accepted", _("ça leur va")
    DECLINED = "declined", _("non merci")
    CANCELLED = "cancelled", _("annulée, aucune salle")


class ProofKind(models.TextChoices):
    """What a room may ask for before a booking is confirmed; insurance is kept with the organisation."""

    CONTRACT = "contract", _("convention de mise à disposition signée")
    DEPOSIT = "deposit", _("caution")
    AUTHORISATION = "authorisation", _("autorisation pour un usage inhabituel")


class Audience(models.TextChoices):
    """Who may book a space."""

    PUBLIC = "public", _("toute personne, même sans compte")
    MEMBERS = "members", _("les structures adhérentes ou résidentes")
    RESIDENTS = "residents", _("les structures résidentes")
    TRAINED = "trained", _("les personnes habilitées")
    STAFF = "staff", _("l’équipe du lieu")


class ClosureKind(models.TextChoices):
    """Why nobody may book."""

    WORKS = "works", _("travaux")
    CLOSED = "closed", _("fermeture")
    INCIDENT = "incident", _("incident")


class AgreementKind(models.TextChoices):
    """The legal form under which an organisation holds spaces."""

    PRECARIOUS = "precarious", _("convention d’occupation précaire")
    SHORT_LEASE = "short_lease", _("bail dérogatoire")
    PUBLIC_DOMAIN = "public_domain", _("AOT ou COT")
    FREE_USE = "free_use", _("mise à disposition gratuite")
    SERVICES = "services", _("prestation de services")


class AgreementStatus(models.TextChoices):
    """A draft holds nothing; a signed agreement does, until its end."""

    DRAFT = "draft", _("projet")
    SIGNED = "signed", _("signée")
    ENDED = "ended", _("terminée")
