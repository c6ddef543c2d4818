"""What meetings hold of a person, how long, and what they may consent to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from meetings.enums import BodyKind, MeetingStatus, Presence
from meetings.models import Attendance, Meeting
from privacy import holdings, purposes, retention
from privacy.holdings import Holding, Then, Trace
from privacy.purposes import Purpose
from privacy.services.erasing import NOBODY, blank

PUBLIC_NAME = "meetings.public_name"
SOMEBODY = "Participant"


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_rules()


def register_holdings() -> None:
    """Say what sheets of attendance, voices and action plans hold."""
    holdings.register(
        Holding(
            key="meetings",
            label="Rencontres",
            purpose="Vous convoquer, tenir la feuille de présence, prouver qu’une décision fut prise.",
            basis="obligation légale (vie statutaire de l’association) ; intérêt légitime pour le collectif",
            kept="assemblées et conseils : aussi longtemps que l’association ; rencontres du collectif : 3 ans",
            read_by="les participants, les personnes qui tiennent la rencontre",
            erased="Votre nom quitte les feuilles du collectif. Celles des assemblées gardent une présence sans "
            "nom : la loi demande de pouvoir prouver un vote.",
            traces=(
                Trace(
                    "meetings.Attendance.user",
                    ("meeting__title", "meeting__starts_at", "name", "email", "presence", "votes"),
                    Then.FORGET,
                    {"name": NOBODY, "email": ""},
                ),
                Trace(
                    "meetings.BodyMember.user",
                    ("body__name", "college__name", "starts_on", "ends_on"),
                    Then.DELETE,
                ),
                Trace("meetings.Action.user", ("what", "due_on", "done_on"), Then.FORGET, {"who": NOBODY}),
                Trace("meetings.Meeting.secretary", ("title", "starts_at"), Then.FORGET),
                Trace("meetings.Meeting.signed_by", ("title", "signed_at")),
                Trace("meetings.Decision.recorded_by", (), Then.FORGET),
            ),
            blocks=_keeps_a_meeting,
        )
    )
    purposes.register(
        Purpose(
            key=PUBLIC_NAME,
            label="Être cité dans les comptes rendus publics",
            version=1,
            text="J’accepte que mon nom figure dans le plan d’action des rencontres que tout le monde peut lire. "
            "Sans mon accord, on y lit « une personne du collectif ».",
        )
    )


def register_rules() -> None:
    """Say how long the sheets of the collective name people."""
    retention.register(
        retention.Rule(
            key="meetings.sheets",
            label="Feuilles de présence du collectif",
            months=36,
            since="la rencontre",
            then="les noms et les adresses sont effacés ; les présences par forme de structure restent",
            stale=_old_sheets,
            let_go=lambda row: blank(
                Attendance.objects.filter(pk=row.pk), {"name": SOMEBODY, "email": "", "user": None}
            ),
        )
    )


def _old_sheets(limit: datetime) -> QuerySet:
    rows = Attendance.objects.filter(
        Q(user__isnull=False) | ~Q(name=SOMEBODY) | ~Q(email=""),
        meeting__body__kind=BodyKind.COLLECTIVE,
    ).exclude(presence=Presence.REPRESENTED)
    return rows.annotate(last_activity=F("meeting__ends_at")).filter(last_activity__lte=limit)


def _keeps_a_meeting(person: Any) -> str | None:
    kept = Meeting.objects.filter(
        secretary=person, status__in=(MeetingStatus.CONVENED, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    ).first()
    if kept is None:
        return None
    return f"Vous tenez « {kept} », qui n’est pas signée : confiez-la à une autre personne, puis revenez."
