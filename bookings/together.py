"""Several rooms in one booking: what the rules say of them together rather than one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bookings.errors import Refusal
from bookings.rules import Case, people

CEILINGS = frozenset({"enough_room", "safe"})
ACCEPTED = "Ajoutez un espace, ou choisissez-en un plus grand."


def spread_out(found: Sequence[Refusal], cases: Sequence[Case]) -> list[Refusal]:
    """Let people who take several rooms at once spread out: what the rooms take together replaces what each takes.

    The fullest moment of the booking must hold them all: the kitchen beside the hall need not.
    """
    others = [refusal for refusal in found if refusal.rule not in CEILINGS]
    if len(cases) < 2 or len(others) == len(found):
        return list(found)
    attendees = cases[0].attendees
    lawful = _held_together(cases, lambda case: case.safety_capacity)
    if lawful is not None and lawful < attendees:
        message = f"L’effectif autorisé de ces espaces réunis est de {people(lawful)}."
        return [*others, Refusal("safe", message, ACCEPTED, firm=True)]
    room = _held_together(cases, _ceiling)
    if room is not None and room < attendees:
        message = f"Réunis, ces espaces accueillent au plus {people(room)}."
        return [*others, Refusal("enough_room", message, ACCEPTED)]
    return others


def _ceiling(case: Case) -> int | None:
    return case.layout_capacity if case.layout_capacity is not None else case.capacity


def _held_together(cases: Sequence[Case], ceiling: Callable[[Case], int | None]) -> int | None:
    """The most people held at one moment; None where a room without a ceiling is among them."""
    moments = []
    for moment in {case.start for case in cases}:
        held = [ceiling(case) for case in cases if case.start <= moment < case.end]
        if None in held:
            return None
        moments.append(sum(many for many in held if many is not None))
    return max(moments, default=None)
