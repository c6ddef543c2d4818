"""Who would have to move, who had to, what they say of it, and whom to telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet

import clock
from bookings.enums import RelocationStatus
from bookings.models import Relocation
from bookings.rehousing import WITHIN, Plan, leaving

UNSETTLED = (RelocationStatus.ASKED, RelocationStatus.CANCELLED)


def outlook(found: Plan, verb: str) -> dict[str, str]:
    """What becomes of those who are there, before one decides; `verb` is what the button does to the rooms."""
    if not found.displaced:
        return {}
    total = len(found.displaced)
    running = sum(1 for row in found.displaced if row.running)
    moved = sum(1 for row in found.displaced if row.ways)
    later = sum(1 for row in found.displaced if row.changes_hour)
    lost = total - running - moved
    fates = [(moved, "à reloger"), (lost, "à annuler"), (running, "à arrêter")]
    told = [(count, fate) for count, fate in fates if count]
    detail = told[0][1] if len(told) == 1 else f": {', '.join(f'{count} {fate}' for count, fate in told)}"
    return {
        "heading": f"{total} réservation{_s(total)} {detail}",
        "intro": " ".join(_sentences(moved, later, lost, running)),
        "button": _button(verb, moved, lost, running),
    }


def _sentences(moved: int, later: int, lost: int, running: int) -> list[str]:
    they = "elle sera annulée" if lost == 1 else "elles seront annulées"
    begun = "1 a commencé : elle s’arrête" if running == 1 else f"{running} ont commencé : elles s’arrêtent"
    best = "La meilleure salle est déjà choisie pour"
    shifted = f", dont {later} à une autre heure du même jour" if later else ""
    said = [
        (moved, f"{best} {moved if lost or running else 'chacune'}{shifted}."),
        (lost, f"Pour {lost}, aucune salle ne convient ce jour-là : {they}, sans frais."),
        (running, f"{begun} maintenant."),
        (moved, "Qui est relogé reçoit un courriel avec deux boutons, « Ça nous va » et « Non merci »."),
    ]
    return [sentence for count, sentence in said if count]


def _button(verb: str, moved: int, lost: int, running: int) -> str:
    if moved and not (lost or running):
        return f"Reloger tout le monde et {verb}"
    ends = [(lost, "annulée"), (running, "arrêtée")]
    told = ", ".join(f"{count} {end}{_s(count)}" for count, end in ends if count)
    # The others may still be chosen otherwise above.
    return f"{verb.capitalize()} : {told}{', les autres comme choisi' if moved else ''}"


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def to_call(rows: QuerySet[Relocation], now: datetime) -> QuerySet[Relocation]:
    """Those of the next 48 hours whose organiser nobody has reached yet, until their hours are over; the soonest first."""
    waiting = rows.filter(status__in=UNSETTLED, called_at=None).annotate(
        first_start=Min("booking__booked_spaces__starts_at"), last_end=Max("booking__booked_spaces__ends_at")
    )
    soon = Q(first_start__lt=now + WITHIN) | Q(first_start__lt=F("created_at") + WITHIN)
    pressing = waiting.filter(soon, first_start__gt=F("created_at") - WITHIN, last_end__gt=now)
    return pressing.order_by("first_start", "pk")


def moves_of(rows: QuerySet[Relocation]) -> dict[str, Any]:
    """Every move of a cause, and those of the next 48 hours whose organiser nobody has reached yet."""
    moves, calls = [], set(to_call(rows, clock.now()).values_list("pk", flat=True))
    for row in rows.select_related(
        "booking__organiser", "booking__organisation", "booking__place"
    ).prefetch_related("booking__booked_spaces__space"):
        booking = row.booking
        moves.append(
            {
                "row": row,
                "who": booking.organiser,
                "phone": booking.organiser.phone,
                "organisation": booking.organisation,
                "goes": leaving(booking) if booking.holds_space and row.status != "cancelled" else "",
                "to_call": row.pk in calls,
            }
        )
    return {
        "moves": moves,
        "heading": _what_became(moves),
        "calls": [move for move in moves if move["to_call"]],
    }


def _what_became(moves: Sequence[dict[str, Any]]) -> str:
    lost = sum(1 for move in moves if move["row"].status == RelocationStatus.CANCELLED)
    moved = len(moves) - lost
    if not lost or not moved:
        fate = "annulée" if lost else "déplacée"
        return f"{len(moves)} réservation{_s(len(moves))} {fate}{_s(len(moves))}"
    return f"{moved} réservation{_s(moved)} déplacée{_s(moved)}, {lost} annulée{_s(lost)}"
