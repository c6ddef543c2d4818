"""What agreements write to those who manage and to those who occupy: ends, insurance, the head agreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings import policies
from bookings.enums import AgreementStatus
from bookings.models import OccupancyAgreement
from people.grants import holding
from people.models import Membership, User
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.hours import midnight
from spaces.models import Place
from spaces.wording import day as written_day

ENDING = "agreement.ending"
HEAD_ENDING = "agreement.head_ending"
INSURANCE = "agreement.insurance"

MONTHS_BEFORE = (6, 3, 1)
INSURANCE_DAYS_BEFORE = (30, 7)
NINE = timedelta(hours=9)


def signed(agreement: OccupancyAgreement) -> None:
    """It binds from now on: say six, three and one month before that it ends, and when insurance runs out."""
    kind = HEAD_ENDING if agreement.is_head else ENDING
    for months in MONTHS_BEFORE:
        _schedule(kind, agreement, agreement.ends_on, agreement.ends_on - relativedelta(months=months))
    insured(agreement)


def insured(agreement: OccupancyAgreement) -> None:
    """Its insurance certificate has a new last day: the reminders follow it."""
    reminders.cancel(subject=agreement, kinds=[INSURANCE], reason="nouvelle attestation d’assurance")
    last = agreement.insurance_expires_on
    if last is None:
        return
    for days in INSURANCE_DAYS_BEFORE:
        _schedule(INSURANCE, agreement, last, last - timedelta(days=days))


def ended(agreement: OccupancyAgreement) -> None:
    """Nothing more to say of it."""
    reminders.cancel(subject=agreement, kinds=[ENDING, HEAD_ENDING, INSURANCE], reason="convention terminée")


def _schedule(kind: str, agreement: OccupancyAgreement, last: date, on: date) -> None:
    due = midnight(on, agreement.place.zone) + NINE
    if due <= clock.now():
        return
    for person in _told(agreement):
        reminders.schedule(
            kind=kind,
            subject=agreement,
            recipient=person,
            due_at=due,
            occurrence=f"{last.isoformat()}/{on.isoformat()}",
            expires_at=midnight(last + timedelta(days=1), agreement.place.zone),
        )


def _told(agreement: OccupancyAgreement) -> list[User]:
    """Those who manage the place, and those responsible for the organisation."""
    responsible = Membership.objects.on(clock.today(agreement.place.zone)).filter(
        organisation=agreement.organisation, role=Membership.Role.ADMIN, user__is_active=True
    )
    managers = holding("manage_place", Place, [agreement.place_id])
    admins = User.objects.filter(pk__in=responsible.values("user")).order_by("pk")
    return list(dict.fromkeys([*managers, *admins]))


def _find(subject_id: str) -> OccupancyAgreement | None:
    try:
        rows = OccupancyAgreement.objects.select_related("place", "organisation", "head_agreement")
        return rows.prefetch_related("agreed_spaces__space").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_ending(agreement: OccupancyAgreement, notice: Any) -> str | None:
    if agreement.status != AgreementStatus.SIGNED:
        return f"la convention est {agreement.get_status_display()}"
    if OccupancyAgreement.objects.signed().filter(renews=agreement).exists():
        return "la convention est reconduite"
    return None


def _still_uninsured(agreement: OccupancyAgreement, notice: Any) -> str | None:
    if agreement.status != AgreementStatus.SIGNED:
        return f"la convention est {agreement.get_status_display()}"
    last = agreement.insurance_expires_on
    if last is None or not notice.occurrence.startswith(last.isoformat()):
        return "une nouvelle attestation est arrivée"
    if agreement.organisation.is_insured_on(last + timedelta(days=1)):
        return "la structure a déposé sa nouvelle attestation"
    return None


def _context(agreement: OccupancyAgreement, notice: Any) -> dict[str, Any]:
    insurance = agreement.insurance_expires_on
    subs = agreement.sub_agreements.exclude(status=AgreementStatus.ENDED).select_related("organisation")
    return {
        "organisation": str(agreement.organisation),
        "purpose": agreement.purpose,
        "kind": str(agreement.get_kind_display()),
        "place": agreement.place.name,
        "phone": agreement.place.phone,
        "spaces": [row.space.name for row in agreement.agreed_spaces.all()],
        "last_day": written_day(agreement.ends_on),
        "insured_until": written_day(insurance) if insurance else "",
        "depending": [f"{sub.organisation}, {sub.purpose}" for sub in subs],
        "link": settings.BASE_URL + _page(agreement, notice),
    }


def _page(agreement: OccupancyAgreement, notice: Any) -> str:
    """Those who manage open it in the back office; the others have their own space."""
    if notice is not None and policies.manages(notice.recipient, agreement.place):
        return reverse("agreements:inspect", args=[agreement.pk])
    return reverse("bookings:own")


def _sample() -> dict[str, Any]:
    return {
        "organisation": "Les Petites Mains du Clain",
        "purpose": "bureau",
        "kind": "convention d’occupation précaire",
        "place": "La Caserne",
        "phone": "05 49 00 00 00",
        "spaces": ["Bureau 101"],
        "last_day": "lundi 31 août 2026",
        "insured_until": "mardi 31 mars 2026",
        "depending": ["Coopérative Épi d’Or, bureau"],
        "link": settings.BASE_URL + "/gestion/conventions/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice about agreements is (called when the app is ready)."""
    for key, label, template, deserved in [
        (ENDING, "Convention qui se termine", "agreement_ending", _still_ending),
        (HEAD_ENDING, "Convention principale qui se termine", "agreement_head_ending", _still_ending),
        (INSURANCE, "Assurance d’une convention qui expire", "agreement_insurance", _still_uninsured),
    ]:
        register(
            Kind(
                key=key,
                label=label,
                template=f"bookings/mail/{template}",
                find=_find,
                still_deserved=deserved,
                context=_context,
                sample=_sample,
            )
        )
