from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """Who meets."""

    COLLECTIVE = "collective", _("collectif")
    ASSEMBLY = "assembly", _("assemblée")
    BOARD = "board", _("conseil")
    COMMITTEE = "committee", _("comité")


class MeetingStatus(models.TextChoices):
    """How far a meeting has come."""

    DRAFT = "draft", _("en préparation")
    CONVENED = "convened", _("convoquée")
    OPEN = "open", _("en séance")
    CLOSED = "closed", _("levée")
    SIGNED = "signed", _("compte rendu signé")
    CANCELLED = "cancelled", _("annulée")


ANNOUNCED = (MeetingStatus.CONVENED, MeetingStatus.OPEN, MeetingStatus.CLOSED, MeetingStatus.SIGNED)
TO_COME = (MeetingStatus.DRAFT, MeetingStatus.CONVENED)
HELD = (MeetingStatus.CLOSED, MeetingStatus.SIGNED)


class Presence(models.TextChoices):
    """What somebody answered, then what was seen in the room."""

    EXPECTED = "expected", _("sans réponse")
    COMING = "coming", _("sera présente")
    EXCUSED = "excused", _("excusée")
    REPRESENTED = "represented", _("représentée")
    PRESENT = "present", _("présente")
    ABSENT = "absent", _("absente")


# Those to whom a proxy may be given: who may still come before the meeting, who is there during it.
AWAITED = (Presence.EXPECTED, Presence.COMING)
MAY_HOLD_A_PROXY = (*AWAITED, Presence.PRESENT)


class ItemKind(models.TextChoices):
    """What a line of the agenda is."""

    POINT = "point", _("point")
    WORKSHOP = "workshop", _("atelier")
    SYNTHESIS = "synthesis", _("synthèse")


class Choice(models.TextChoices):
    """What a voter answers; a recusal takes the place of the ballot."""

    FOR = "for", _("pour")
    AGAINST = "against", _("contre")
    ABSTAINED = "abstained", _("abstention")
    RECUSED = "recused", _("ne prend pas part au vote")


class Outcome(models.TextChoices):
    """What was decided, when what it is about has no words of its own for it."""

    ADOPTED = "adopted", _("adoptée")
    REJECTED = "rejected", _("rejetée")
    POSTPONED = "postponed", _("reportée")
