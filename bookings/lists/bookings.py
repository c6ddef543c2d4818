"""The bookings of a place, in and out: what is over is written as it was, what comes as a manager books it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import clock
import sheets
from bookings import services
from bookings.errors import BookingRefused
from bookings.lists.known import Known, moment, refuse_overlaps
from bookings.models import Booking, BookingSpace
from bookings.services import Override, PastStay
from people.models import User
from sheets.errors import Refused
from sheets.registry import Field, Importer, Line, Written
from spaces.enums import ClaimKind
from spaces.errors import DomainError
from spaces.holds import Hold
from spaces.lists import places
from spaces.models import Claim, Occupation, Place
from spaces.policies import manages_a_place

WHY = "Reprise d’un tableur"
FIELDS = (
    Field("starts_at", "Début", ("de", "date et heure de début", "commence"), is_required=True,
          help="01/09/2024 14:30"),
    Field("ends_at", "Fin", ("à", "date et heure de fin", "finit"), is_required=True),
    Field("space", "Espace", ("salle", "nom de l'espace"), is_required=True),
    Field("title", "Titre", ("objet", "activité", "ce qu’on y fait"), is_required=True),
    Field("organisation", "Structure", ("association", "pour")),
    Field("attendees", "Personnes", ("participants", "nombre de personnes"), help="1 si la case est vide"),
    Field("present", "Présents", ("présents", "venus"), help="0 : personne n’est venu"),
    Field("organiser", "Courriel de qui organise", ("organisateur", "courriel", "e-mail"),
          help="vous, si la case est vide"),
)  # fmt: skip


def check(lines: list[Line], user: User, scope: str) -> None:
    """Read every row, and say who already holds its hours; writes nothing."""
    place = Place.objects.managed_by(user).get(slug=scope)
    known, now = Known(place), clock.now()
    accounts = {email.lower(): pk for email, pk in User.objects.values_list("email", "pk")}
    held: list[tuple[Line, list[Hold]]] = []
    for line in lines:
        values = line.values
        space = known.space(line, line.cells["space"])
        start, end = (
            moment(line, "starts_at", "Début", place.zone),
            moment(line, "ends_at", "Fin", place.zone),
        )
        values["organisation"] = (
            known.organisation(line, line.cells["organisation"]) if line.cells["organisation"] else None
        )
        values["attendees"] = line.read("attendees", "Personnes", sheets.whole_number) or 1
        values["present"] = line.read("present", "Présents", sheets.whole_number)
        values["title"] = line.cells["title"][:120]
        values["organiser"] = _organiser(line, accounts, user)
        if not values["title"]:
            line.errors.append("Titre : la case est vide.")
        if start and end and end <= start:
            line.errors.append("Fin : elle ne vient pas après le début.")
        elif start and end and space:
            values["hold"] = Hold(space, start, end)
            line.action = "reprendre" if end <= now else "réserver"
            held.append((line, [values["hold"]]))
    refuse_overlaps(held)


def _organiser(line: Line, accounts: dict[str, int], user: User) -> int | None:
    email = line.cells["organiser"].strip().lower()
    if not email:
        return user.pk
    if email not in accounts:
        line.errors.append(f"Courriel de qui organise : personne n’a de compte à « {email[:60]} ».")
    return accounts.get(email)


def write(lines: list[Line], user: User, scope: str) -> Iterable[Written]:
    """What is over as confirmed, without a word to anybody; what comes as a manager sets rules aside."""
    place = Place.objects.managed_by(user).get(slug=scope)
    people = User.objects.in_bulk([line.values["organiser"] for line in lines])
    now = clock.now()
    over = [line for line in lines if line.values["hold"].end <= now]
    bookings: list[Booking] = []
    try:
        stays = [_stay(line, people) for line in over]
        bookings += services.record_past(place=place, stays=stays, actor=user, reason=WHY)
        for line in lines:
            if line not in over:
                bookings.append(
                    services.book(
                        organiser=people[line.values["organiser"]],
                        organisation=line.values["organisation"],
                        rooms=[line.values["hold"]],
                        title=line.values["title"],
                        attendees=line.values["attendees"],
                        actor=user,
                        override=Override(user, WHY),
                    )
                )
    except (BookingRefused, DomainError) as refusal:
        raise Refused(f"Rien n’a été importé : {refusal.message}") from refusal
    return written(ClaimKind.BOOKING, bookings, BookingSpace.objects.filter(booking__in=bookings))


def written(kind: ClaimKind, sources: Sequence[Any], rows: Iterable[Any]) -> list[Written]:
    """All that holds these sources in the ledger, in the order in which it was made."""
    claims = Claim.objects.filter(kind=kind, pk__in=[source.claim_id for source in sources]).order_by("pk")
    occupations = Occupation.objects.filter(claim__in=claims).order_by("pk")
    return [Written(row) for row in (*claims, *occupations, *sources, *rows)]


def _stay(line: Line, people: dict[int, User]) -> PastStay:
    values = line.values
    return PastStay(
        organiser=people[values["organiser"]],
        organisation=values["organisation"],
        room=values["hold"],
        title=values["title"],
        attendees=values["attendees"],
        attendance=values["present"],
    )


def rows(user: User, scope: str) -> Iterable[Sequence[Any]]:
    """Every confirmed booking of the place, a row per space, as the same list."""
    place = Place.objects.managed_by(user).get(slug=scope)
    stays = BookingSpace.objects.filter(booking__place=place, booking__status="confirmed")
    stays = stays.select_related("booking__organisation", "booking__organiser", "space").order_by(
        "starts_at", "pk"
    )
    for stay in stays.iterator(chunk_size=2000):
        booking = stay.booking
        yield [
            clock.local(stay.starts_at, place.zone), clock.local(stay.ends_at, place.zone), stay.space.name,
            booking.title, booking.organisation.name if booking.organisation else "", booking.attendees,
            booking.attendance_declared, booking.organiser.email,
        ]  # fmt: skip


BOOKINGS = Importer(
    key="reservations",
    title="Réservations",
    fields=FIELDS,
    policy=manages_a_place,
    check=check,
    write=write,
    rows=rows,
    scopes=places,
    scope_label="Dans quel lieu",
    intro=(
        "Une ligne par réservation. Ce qui est passé est repris tel quel, sans courriel ; ce qui vient est réservé "
        "en votre nom de gestion, et chaque personne reçoit sa confirmation."
    ),
)
