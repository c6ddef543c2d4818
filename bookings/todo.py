"""What the managers of a place have to do this week about bookings, agreements and papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

import clock
from backoffice.tasks import Task, register_source
from bookings.enums import AgreementStatus, BookingStatus
from bookings.measures import is_lettable
from bookings.models import Booking, OccupancyAgreement, Relocation, Report
from bookings.models.report import Urgency
from bookings.present.relocations import to_call
from people.models import Organisation, Paper
from spaces.hours import midnight
from spaces.models import Place, Space

# An agreement needs a month to be talked over, written and signed again.
NOTICE = timedelta(days=30)
MOST = 20


def _approvals(user: Any, today: date, last_day: date) -> Iterator[Task]:
    waiting = Booking.objects.approvable_by(user).with_rooms().by_start()[:MOST]
    for booking in waiting:
        starts = clock.local(booking.starts_at, booking.zone).date()
        rooms = ", ".join(row.space.name for row in booking.booked_spaces.all())
        yield Task(
            due=min(max(starts - timedelta(days=1), today), last_day),
            title=f"Valider « {booking.title} »",
            what=f"{booking.organisation or booking.organiser}, {rooms}, {booking.attendees} personnes.",
            href=reverse("bookings:approvals"),
            label="Répondre",
        )


def _options(user: Any, today: date, last_day: date) -> Iterator[Task]:
    for place in Place.objects.managed_by(user):
        held = Booking.objects.filter(
            place=place,
            status=BookingStatus.HOLD,
            hold_expires_at__lt=midnight(last_day + timedelta(days=1), place.zone),
            hold_expires_at__gt=clock.now(),
        )
        for booking in held.with_rooms().order_by("hold_expires_at", "pk")[:MOST]:
            falls = booking.hold_expires_at or clock.now()
            yield Task(
                due=clock.local(falls, place.zone).date(),
                title=f"L’option « {booking.title} » tombe",
                what=f"{booking.organisation or booking.organiser} : confirmer, ou laisser la salle aux autres.",
                href=booking.get_absolute_url(),
            )


def _reports(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Danger today; what hinders, and the rest, within the week."""
    reports = Report.objects.handled_by(user).open().select_related("place", "space", "assigned_to")
    for report in reports.pressing_first()[:MOST]:
        yield Task(
            due=today if report.urgency == Urgency.DANGER else last_day,
            title=f"Signalement : {report}",
            what=f"{report.spot}, {report.get_urgency_display()}. {f'Suivi par {report.assigned_to}' if report.assigned_to else 'Personne ne s’en occupe encore'}.",
            href=reverse("report_follow", args=[report.pk]),
            label="Suivre",
        )


def _agreements(user: Any, today: date, last_day: date) -> Iterator[Task]:
    signed = OccupancyAgreement.objects.filter(
        place__in=Place.objects.managed_by(user), status=AgreementStatus.SIGNED
    ).select_related("organisation")
    for agreement in signed.filter(ends_on__lte=last_day + NOTICE).order_by("ends_on", "pk")[:MOST]:
        yield Task(
            due=max(agreement.ends_on - NOTICE, today),
            title=f"Préparer la suite avec {agreement.organisation}",
            what=f"La convention « {agreement.purpose} » finit le {agreement.ends_on:%d/%m/%Y}.",
            href=reverse("agreements:inspect", args=[agreement.pk]),
        )
    uninsured = signed.filter(insurance_expires_on__lte=last_day).order_by("insurance_expires_on", "pk")
    for agreement in uninsured[:MOST]:
        lapses = agreement.insurance_expires_on or today
        yield Task(
            due=max(lapses, today),
            title=f"Demander l’assurance de {agreement.organisation}",
            what=f"L’attestation de « {agreement.purpose} » vaut jusqu’au {lapses:%d/%m/%Y}.",
            href=reverse("agreements:inspect", args=[agreement.pk]),
        )


def _papers(user: Any, today: date, last_day: date) -> Iterator[Task]:
    if not Place.objects.managed_by(user).exists():
        return
    covered = Paper.objects.insurance().valid_on(last_day).values("organisation")
    residents = Organisation.objects.filter(status=Organisation.Status.RESIDENT).exclude(pk__in=covered)
    names = list(residents.order_by("name").values_list("name", flat=True)[:MOST])
    if names:
        more = "" if len(names) < MOST else "…"
        yield Task(
            due=last_day,
            title="Relancer les assurances de l’année",
            what=f"Sans attestation valable : {', '.join(names)}{more}.",
            href=reverse("organisations:index"),
            label="Voir les structures",
        )


def _calls(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Today: those whom a closure or an agreement moves within 48 hours, and who have not been reached."""
    rows = to_call(Relocation.objects.managed_by(user), clock.now())
    causes = Counter(rows.values_list("closure", "closure__reason", "agreement", "agreement__purpose"))
    for (closure, reason, agreement, purpose), people in causes.items():
        yield Task(
            due=today,
            title=f"Appeler {people} personne{'s' if people > 1 else ''} : « {reason or purpose} »",
            what="Ce qui change est dans moins de 48 heures, et il n’y a eu ni réponse ni appel.",
            href=reverse("closure_moves" if closure else "agreement_moves", args=[closure or agreement]),
            label="Voir qui",
        )


def _areas(user: Any, today: date, last_day: date) -> Iterator[Task]:
    rooms = Space.objects.filter(
        place__in=Place.objects.managed_by(user), is_archived=False, area_m2=None
    ).leaves()
    unmeasured = [room for room in rooms.order_by("name", "pk")[:MOST] if is_lettable(room)]
    for room in unmeasured:
        yield Task(
            due=last_day,
            title=f"Mesurer {room.name}",
            what="Sans surface, l’espace manque dans les chiffres en m².",
            href=reverse("rooms:edit", args=[room.pk]),
            label="Saisir les m²",
        )


def register_tasks() -> None:
    """Say what there is to do (called when the app is ready)."""
    for name, source in (
        ("approvals", _approvals),
        ("options", _options),
        ("agreements", _agreements),
        ("papers", _papers),
        ("reports", _reports),
        ("areas", _areas),
        ("calls", _calls),
    ):
        register_source(f"bookings.{name}", source)
