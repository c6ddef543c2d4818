"""What bookings hold of a person, and how long."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

import clock
from bookings.models import Booking, BookingSpace, Guest, OccupancyAgreement, Report, VisitorRequest
from privacy import holdings, retention
from privacy.holdings import Holding, Then, Trace
from privacy.services.erasing import blank

UNTITLED = "Réservation"


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_rules()


def register_holdings() -> None:
    """Say what bookings, series, waiting lists and trainings hold."""
    holdings.register(
        Holding(
            key="bookings",
            label="Réservations",
            purpose="Vous garder la salle, vous la facturer s’il y a lieu, compter l’occupation du lieu.",
            basis="contrat ; obligation légale pour les pièces comptables",
            kept="5 ans, puis rendues anonymes",
            read_by="votre structure, l’équipe du lieu, l’accueil le jour même",
            erased="Les titres que vous aviez écrits sont effacés. Les dates, les salles et les sommes restent, "
            "sans votre nom : la comptabilité nous y oblige.",
            traces=(
                Trace(
                    "bookings.Booking.organiser",
                    (
                        "title",
                        "organisation__name",
                        "status",
                        "attendees",
                        "price_due",
                        "created_at",
                        "reason",
                    ),
                    blanks={"title": UNTITLED, "reason": ""},
                ),
                Trace("bookings.Booking.decided_by", (), Then.FORGET),
                Trace(
                    "bookings.BookingSeries.organiser",
                    ("title", "rule", "first_day", "starts", "created_at"),
                    blanks={"title": UNTITLED},
                ),
                Trace(
                    "bookings.WaitingEntry.user",
                    ("title", "space__name", "starts_at", "ends_at", "created_at"),
                    Then.DELETE,
                ),
                Trace("bookings.Training.user", ("space__name",), Then.DELETE),
                Trace("bookings.Training.given_by", (), Then.FORGET),
                Trace(
                    "bookings.Report.reporter",
                    ("what", "where", "urgency", "status", "created_at", "ended_at"),
                    Then.FORGET,
                    {"email": ""},
                ),
                Trace("bookings.Report.assigned_to", (), Then.FORGET),
                Trace("bookings.ReportWord.author", ("text", "said_at"), Then.FORGET),
                Trace("bookings.DaySheetChoice.user", ("place__name", "is_wanted"), Then.DELETE),
                Trace("bookings.Closure.created_by", (), Then.FORGET),
                Trace("bookings.Proof.received_by", (), Then.FORGET),
                Trace("bookings.Relocation.moved_by", (), Then.FORGET),
                Trace("bookings.CalendarFeed.owner", ("kind", "created_at", "last_read_at"), Then.DELETE),
                Trace("bookings.OutsideCalendar.created_by", (), Then.FORGET),
                Trace("bookings.FiguresLink.created_by", (), Then.FORGET),
                Trace("bookings.ApiAnswer.user", ("key", "created_at"), Then.DELETE),
            ),
            blocks=_still_to_come,
        )
    )


def register_rules() -> None:
    """Say how long bookings and agreements are kept."""
    retention.register(
        retention.Rule(
            key="bookings.bookings",
            label="Réservations passées",
            months=60,
            since="la fin",
            then="le titre et la raison sont effacés ; les heures et les sommes restent",
            stale=_past,
            let_go=lambda booking: blank(
                Booking.objects.filter(pk=booking.pk), {"title": UNTITLED, "reason": ""}
            ),
        )
    )
    retention.register(
        retention.Rule(
            key="bookings.agreements",
            label="Conventions d’occupation terminées",
            months=120,
            since="la fin (pièces comptables)",
            then="l’objet est effacé ; les dates, les surfaces et les sommes restent",
            stale=_ended,
            let_go=lambda agreement: blank(
                OccupancyAgreement.objects.filter(pk=agreement.pk), {"purpose": "Convention"}
            ),
        )
    )

    retention.register(
        retention.Rule(
            key="bookings.visitor_requests",
            label="Demandes sans compte restées sans confirmation",
            months=1,
            since="la demande",
            then="la demande est effacée",
            stale=_unconfirmed,
            let_go=lambda asked: asked.delete(),
        )
    )
    retention.register(
        retention.Rule(
            key="bookings.visitors",
            label="Réservations faites sans compte",
            months=12,
            since="la fin",
            then="le nom, le courriel et le téléphone de la demande sont effacés",
            stale=_visited,
            let_go=lambda asked: asked.delete(),
        )
    )
    retention.register(
        retention.Rule(
            key="bookings.reports",
            label="Signalements réglés d’une personne sans compte",
            months=12,
            since="la fin du suivi",
            then="l’adresse est effacée ; le signalement reste",
            stale=_settled,
            let_go=lambda report: blank(Report.objects.filter(pk=report.pk), {"email": ""}),
        )
    )
    retention.register(
        retention.Rule(
            key="bookings.guests",
            label="Personnes invitées à une réservation",
            months=1,
            since="la fin de la réservation",
            then="l’adresse est effacée",
            stale=_met,
            let_go=lambda guest: guest.delete(),
        )
    )


def _last_end(booking: str) -> Subquery:
    rows = BookingSpace.objects.filter(booking=OuterRef(booking)).order_by().values("booking")
    return Subquery(rows.annotate(end=Max("ends_at")).values("end"))


def _met(limit: datetime) -> QuerySet:
    return Guest.objects.annotate(last_activity=_last_end("booking")).filter(last_activity__lte=limit)


def _unconfirmed(limit: datetime) -> QuerySet:
    rows = VisitorRequest.objects.filter(booking__isnull=True, created_at__lte=limit)
    return rows.annotate(last_activity=F("created_at"))


def _visited(limit: datetime) -> QuerySet:
    rows = VisitorRequest.objects.filter(booking__isnull=False, ends_at__lte=limit)
    return rows.annotate(last_activity=F("ends_at"))


def _settled(limit: datetime) -> QuerySet:
    rows = Report.objects.exclude(email="").filter(ended_at__lte=limit)
    return rows.annotate(last_activity=F("ended_at"))


def _past(limit: datetime) -> QuerySet:
    rows = Booking.objects.exclude(title=UNTITLED, reason="")
    return rows.annotate(last_activity=_last_end("pk")).filter(last_activity__lte=limit)


def _ended(limit: datetime) -> QuerySet:
    rows = OccupancyAgreement.objects.exclude(purpose="Convention").filter(
        ends_on__lte=datetime.combine(limit.date(), time.min, UTC)
    )
    return rows.annotate(last_activity=Cast(F("ends_on"), DateTimeField())).filter(last_activity__lte=limit)


def _still_to_come(person: Any) -> str | None:
    coming = Booking.objects.filter(organiser=person).holding().not_over(clock.now())
    if not coming.exists():
        return None
    return (
        "Vous avez des réservations à venir : annulez-les, ou demandez à votre structure de les reprendre, "
        "puis revenez."
    )
