from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a dossier stands. Fixed in code: stages of a call are data, these are not."""

    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("déposé")
    CHANGES_REQUESTED = "changes_requested", _("complément demandé")
    UNDER_REVIEW = "under_review", _("en lecture")
    INELIGIBLE = "ineligible", _("hors critères de l’appel")
    WAITLISTED = "waitlisted", _("liste d’attente")
    SELECTED = "selected", _("retenu")
    REJECTED = "rejected", _("non retenu")
    WITHDRAWN = "withdrawn", _("retiré")
    CLOSED = "closed", _("dossier clos")
    CONFIRMED = "confirmed", _("confirmé")


# What somebody may still act upon: its owner may withdraw it, a manager may close it.
OPEN = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.CHANGES_REQUESTED,
    Status.UNDER_REVIEW,
    Status.WAITLISTED,
    Status.SELECTED,
)
WRITABLE = (Status.DRAFT, Status.CHANGES_REQUESTED)
# Where a dossier may end for a reason of its call's list.
ENDS_FOR_A_REASON = (Status.INELIGIBLE, Status.REJECTED, Status.WITHDRAWN)


class Outcome(models.TextChoices):
    """What a committee may decide of a dossier. The values are those of `Status`."""

    SELECTED = "selected", _("retenu")
    WAITLISTED = "waitlisted", _("liste d’attente")
    REJECTED = "rejected", _("non retenu")


class ReasonKind(models.TextChoices):
    """What a reason of a call is given for."""

    INELIGIBLE = "ineligible", _("hors critères parce que…")
    REJECTED = "rejected", _("non retenu parce que…")
    DECLINED = "declined", _("place rendue parce que…")
    REDIRECT = "redirect", _("réorienté vers…")


class Role(models.TextChoices):
    """How somebody takes part in a dossier that is not theirs. Only its owner submits."""

    EDITOR = "editor", _("co-écrit")
    READER = "reader", _("relit")
    HELPER = "helper", _("aide à écrire")


class FieldType(models.TextChoices):
    """What a question of a form may be."""

    SECTION = "section", _("intertitre")
    TEXT = "text", _("réponse courte")
    LONG_TEXT = "long_text", _("réponse longue")
    CHOICE = "choice", _("un choix")
    MULTIPLE = "multiple", _("plusieurs choix")
    NUMBER = "number", _("nombre")
    MONEY = "money", _("montant")
    DATE = "date", _("date")
    FILE = "file", _("fichier")
    ORGANISATION = "organisation", _("structure")
    ADDRESS = "address", _("adresse")
    BUDGET = "budget", _("tableau de budget")
    CONSENT = "consent", _("accord")


class NeedStatus(models.TextChoices):
    """What became of a need that somebody reported."""

    RECEIVED = "received", _("à lire")
    HEARD = "heard", _("entendu")
    JOINED = "joined", _("devenu une idée")
    ANSWERED = "answered", _("une réponse existe")
    DISCARDED = "discarded", _("écarté")


class IdeaStatus(models.TextChoices):
    """Where an idea stands, from a need to whoever makes it live."""

    CAPTURED = "captured", _("notée")
    QUALIFIED = "qualified", _("précisée")
    STUDYING = "studying", _("à l’étude")
    VALIDATED = "validated", _("étude validée")
    SEEKING_HOLDER = "seeking_holder", _("cherche qui la porte")
    TRANSFERRED = "transferred", _("transmise")
    ON_HOLD = "on_hold", _("en pause")
    DROPPED = "dropped", _("abandonnée")


# The road of an idea that goes well, in its order.
IDEA_ROAD = (
    IdeaStatus.CAPTURED,
    IdeaStatus.QUALIFIED,
    IdeaStatus.STUDYING,
    IdeaStatus.VALIDATED,
    IdeaStatus.SEEKING_HOLDER,
    IdeaStatus.TRANSFERRED,
)
LIVING_IDEA = IDEA_ROAD[:-1]


class ProjectStatus(models.TextChoices):
    """Where the support of a project stands."""

    SUPPORTED = "supported", _("accompagné")
    FINISHED = "finished", _("accompagnement terminé")
    STOPPED = "stopped", _("arrêté en chemin")


class LegalForm(models.TextChoices):
    """What the project became in law."""

    ASSOCIATION = "association", _("association")
    SCIC = "scic", _("coopérative d’intérêt collectif (SCIC)")
    SCOP = "scop", _("coopérative de travail (SCOP)")
    ESUS = "company", _("société commerciale de l’économie sociale")
    SOLE = "sole", _("entreprise individuelle")
    CAE = "cae", _("salariée d’une coopérative d’activité")
    EXISTING = "existing", _("activité d’une structure qui existait")


class SessionStatus(models.TextChoices):
    """What became of a support session."""

    PLANNED = "planned", _("prévu")
    HELD = "held", _("tenu")
    MISSED = "missed", _("manqué")
    CANCELLED = "cancelled", _("annulé")


class FundingKind(models.TextChoices):
    """In what form money comes."""

    GRANT = "grant", _("subvention")
    LOAN = "loan", _("prêt")
    EQUITY = "equity", _("apport ou parts sociales")
    GIFT = "gift", _("don ou mécénat")
    IN_KIND = "in_kind", _("en nature")


class FundingStatus(models.TextChoices):
    """How far a request for money went."""

    ASKED = "asked", _("demandé")
    GRANTED = "granted", _("accordé")
    RECEIVED = "received", _("versé")
    REFUSED = "refused", _("refusé")


class Moment(models.TextChoices):
    """When a project tells its figures."""

    ENTRY = "entry", _("à l’entrée")
    EXIT = "exit", _("à la sortie")
    M12 = "m12", _("un an après")
    M24 = "m24", _("deux ans après")
    M36 = "m36", _("trois ans après")
