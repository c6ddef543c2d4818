"""Why may somebody see, change, approve a booking; read the document of an agreement or a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bookings import policies
from bookings.enums import BookingStatus
from bookings.models import Booking, OccupancyAgreement, Report
from people.explaining import Deed, Evidence, Explained, Way, by_fact, by_grant, by_membership, register
from people.explaining_files import register_owner
from people.models import User
from spaces.models import Place, Space

MANAGES = by_grant("manage_place", Place, lambda row: [row.place], "gérer {target}")
ORGANISES = by_fact("avoir fait la réservation", lambda person, row: row.organiser_id == person.pk)
BELONGS = by_membership(lambda row: row.organisation)
ANSWERS_FOR = by_membership(lambda row: row.organisation, responsible=True)


def register_explanations() -> None:
    """Called when the app is ready."""
    register(
        Explained(
            model=Booking,
            label="réservation",
            seen=_booking,
            pages=frozenset(
                {"bookings:booking", "bookings:change", "bookings:cancel", "reservations:inspect"}
            ),
            deeds=[
                Deed(
                    "voir la réservation",
                    policies.may_see,
                    [ORGANISES, BELONGS, MANAGES, _approves_one(), _keeps_the_desk_today()],
                ),
                Deed("la modifier ou l’annuler", policies.may_change, [ORGANISES, ANSWERS_FOR, MANAGES]),
                Deed(
                    "la valider ou la refuser",
                    policies.may_decide,
                    [_approves_all(), MANAGES],
                    unless=_decided,
                ),
                Deed("noter qui est venu", policies.may_welcome, [_keeps_the_desk_today(), MANAGES]),
                Deed(
                    "lire son prix",
                    policies.may_see_price,
                    [ORGANISES, BELONGS, MANAGES, _approves_all(while_pending=True)],
                ),
            ],
        )
    )
    register_owner(OccupancyAgreement, [MANAGES, ANSWERS_FOR])
    register_owner(
        Report, [MANAGES, by_fact("avoir signalé", lambda person, row: row.reporter_id == person.pk)]
    )


def _booking(asker: User, carried: Mapping[str, Any]) -> Booking | None:
    rows = Booking.objects.filter(place__in=Place.objects.managed_by(asker))
    return rows.select_related("place", "organisation", "organiser").filter(pk=carried["pk"]).first()


def _rooms(booking: Booking) -> list[Space]:
    return list(Space.objects.filter(booked_spaces__booking=booking).distinct().order_by("name", "pk"))


def _approves_one() -> Way:
    return by_grant("approve_space", Space, _rooms, "valider {target}")


def _approves_all(*, while_pending: bool = False) -> Way:
    one = _approves_one()

    def of(person: User, booking: Booking) -> Evidence:
        evidence = one.of(person, booking)
        holds = policies.may_decide(person, booking) if while_pending else _all(person, booking)
        return Evidence(holds and evidence.holds, evidence.said)

    more = ", tant que la réservation attend" if while_pending else ""
    return Way(lambda booking: f"valider tous ses espaces ({', '.join(map(str, _rooms(booking)))}){more}", of)


def _all(person: User, booking: Booking) -> bool:
    rooms = _rooms(booking)
    mine = Space.objects.approved_by(person).filter(pk__in=[room.pk for room in rooms])
    return bool(rooms) and mine.count() == len(rooms)


def _keeps_the_desk_today() -> Way:
    desk = by_grant("welcome_place", Place, lambda booking: [booking.place], "")

    def of(person: User, booking: Booking) -> Evidence:
        evidence = desk.of(person, booking)
        today = Booking.objects.of_desk_today(person).filter(pk=booking.pk).exists()
        return Evidence(evidence.holds and today, evidence.said)

    return Way(lambda booking: f"tenir l’accueil de {booking.place}, le jour même", of)


def _decided(_person: User, booking: Booking) -> str | None:
    if booking.status == BookingStatus.PENDING:
        return None
    return f"Elle n’attend plus de réponse : elle est {booking.get_status_display()}."
