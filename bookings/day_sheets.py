"""The sheet of the day on paper: who comes, lines for who comes unannounced; mailed before the house opens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

import clock
import paper
from bookings.models import DaySheetChoice
from bookings.present.desk import DaySheet, day_sheet
from people.grants import holding
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.models import Place

SHEET = "desk.sheet"
LEAVES_AT = time(7, 30)
BLANK_LINES = 8


def printed(place: Place, reader: User) -> bytes:
    """The sheet of today as one person of the desk may read it, in PDF."""
    sheet = day_sheet(place, reader)
    return paper.pdf("bookings/day_sheet.typ", _data(sheet))


def _data(sheet: DaySheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "place": sheet.place.name,
        "facts": list(sheet.facts),
        "visits": [
            {
                "hours": visit.hours,
                "door": visit.doors,
                "title": visit.booking.title,
                "rooms": ", ".join(filter(None, [visit.rooms, visit.layout.lower()])),
                "who": ", ".join(filter(None, [visit.who, visit.phone])),
                "state": visit.state if visit.kind == "waiting" else "",
                "expected": str(visit.booking.attendees),
                "counted": visit.counted,
            }
            for visit in sheet.visits
        ],
        "blank": BLANK_LINES,
    }


def wants(place: Place, user: User) -> bool:
    """Whether this person gets the sheet: as they chose, else because they hold the desk."""
    choice = DaySheetChoice.objects.filter(place=place, user=user).first()
    if choice is not None:
        return choice.is_wanted
    return user in holding("welcome_place", Place, [place.pk])


def readers_of(place: Place) -> list[User]:
    """Those who get the sheet of this place: the desk unless they said no, the managers who said yes."""
    keepers = holding("welcome_place", Place, [place.pk])
    managers = holding("manage_place", Place, [place.pk])
    chosen = dict(DaySheetChoice.objects.filter(place=place).values_list("user", "is_wanted"))
    people = {person.pk: person for person in [*keepers, *managers]}
    default = {person.pk for person in keepers}
    return [person for pk, person in sorted(people.items()) if chosen.get(pk, pk in default)]


def plan(place: Place) -> int:
    """Write down, for the next morning to come, who is to get the sheet; how many. Safe to call again."""
    now = clock.now()
    leaves = _morning(place, now)
    people = readers_of(place)
    reminders.schedule_many(
        kind=SHEET,
        subject=place,
        recipients=people,
        due_at=leaves,
        occurrence=clock.local(leaves, place.zone).date().isoformat(),
        expires_at=leaves + timedelta(hours=12),
    )
    return len(people)


def _morning(place: Place, at: datetime) -> datetime:
    """The next half past seven on the clock of the place."""
    local = clock.local(at, place.zone)
    morning = datetime.combine(local.date(), LEAVES_AT, place.zone)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), LEAVES_AT, place.zone)
    return morning


def _find(subject_id: str) -> Place | None:
    return Place.objects.filter(pk=subject_id).first() if subject_id.isdigit() else None


def _still_wanted(place: Place, notice: Any) -> str | None:
    """Somebody who no longer keeps the desk gets nothing, nor does anyone on an empty day."""
    if notice.occurrence != clock.today(place.zone).isoformat():
        return "la journée est passée"
    if notice.recipient is None or notice.recipient not in readers_of(place):
        return "cette personne ne reçoit plus la feuille"
    if not day_sheet(place, notice.recipient).visits:
        return "personne n’est attendu"
    return None


def _context(place: Place, notice: Any) -> dict[str, Any]:
    sheet = day_sheet(place, notice.recipient)
    return {
        "day": sheet.title,
        "place": place.name,
        "facts": ", ".join(sheet.facts),
        "link": settings.BASE_URL + reverse("bookings:desk"),
    }


def _attached(place: Place, notice: Any) -> list[tuple[str, bytes, str]]:
    return [(f"feuille-{notice.occurrence}.pdf", printed(place, notice.recipient), "application/pdf")]


def _sample() -> dict[str, Any]:
    return {
        "day": "Mardi 3 mars",
        "place": "La Caserne",
        "facts": "6 réservations, 74 personnes attendues",
        "link": settings.BASE_URL + "/accueil/",
    }


def register_kinds() -> None:
    """Say to the reminders what this mail is (called when the app is ready)."""
    register(
        Kind(
            key=SHEET,
            label="Feuille du jour de l’accueil",
            template="bookings/mail/day_sheet",
            find=_find,
            still_deserved=_still_wanted,
            context=_context,
            attachments=_attached,
            # Asked for by whoever gets it, and of no use in the evening's digest.
            essential=True,
            sample=_sample,
        )
    )
