"""A series before it is written: its dates one by one, what stands in the way of each, what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings import checks
from bookings.checks import Asker, Facts
from bookings.errors import BookingRefused, Refusal
from bookings.models import Booking
from bookings.recurrence import Recurrence, start_on
from bookings.rooms import claim_of, end_of
from spaces.conflicts import conflicts
from spaces.errors import DomainError
from spaces.holds import Hold
from spaces.models import Claim, Space


class State(models.TextChoices):
    """What the preview says of a date."""

    FREE = "free", _("libre")
    TAKEN = "taken", _("pas libre")
    REFUSED = "refused", _("refusé par les règles")
    SKIPPED = "skipped", _("sautée")


@dataclass(frozen=True)
class Choice:
    """What its author decides for one date: skip it, or hold it at another hour or in another room."""

    skip: bool = False
    starts: time | None = None
    space: Space | None = None


@dataclass(frozen=True)
class Occurrence:
    """One date of a series, as the preview shows it."""

    day: date
    hold: Hold
    state: State
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether the date can be written as it is."""
        return self.state == State.FREE

    @property
    def is_blocked(self) -> bool:
        """Whether somebody has to decide of it before anything is written."""
        return self.state in (State.TAKEN, State.REFUSED)


class SeriesUndecided(DomainError):
    """Some dates of a regular booking are taken or refused, and nobody said what to do with them."""

    def __init__(self, occurrences: Sequence[Occurrence]) -> None:
        self.occurrences = list(occurrences)
        blocked = sum(row.is_blocked for row in self.occurrences)
        dates = "Une date ne va pas" if blocked == 1 else f"{blocked} dates ne vont pas"
        super().__init__(f"{dates} : pour chacune, sautez-la, déplacez-la ou choisissez une autre salle.")


@dataclass(frozen=True)
class Plan:
    """What a series asks for at each of its dates."""

    space: Space
    recurrence: Recurrence
    duration: timedelta
    attendees: int
    layout: str = ""
    choices: Mapping[date, Choice] | None = None

    def holds(self) -> dict[date, Hold]:
        """The wished hold of each date, choices applied, skipped dates included."""
        chosen = self.choices or {}
        return {day: self._hold(day, chosen.get(day, Choice())) for day in self.recurrence.days()}

    def _hold(self, day: date, choice: Choice) -> Hold:
        start = start_on(day, choice.starts or self.recurrence.starts, self.recurrence.zone)
        return Hold(choice.space or self.space, start, start + self.duration)


def preview(plan: Plan, asker: Asker, *, moving: Sequence[Booking] = ()) -> list[Occurrence]:
    """Every date of the plan with its state, in a number of queries that does not grow with the dates.

    Writes nothing. `moving` are the bookings that these dates replace: they stand in nobody's way.
    Raises RuleRefused, and BookingRefused for a date in another place.
    """
    holds = plan.holds()
    if not holds:
        return []
    holds = _with_facts(holds)
    facts = _read_facts(list(holds.values()), asker, moving)
    taken = _taken(list(holds.values()), [claim_of(booking) for booking in moving])
    found = []
    for index, (day, hold) in enumerate(holds.items()):
        occurrence = _judge(plan, day, hold, facts, taken.get(index, ""))
        if occurrence.stands:
            # Each date kept counts against the quota of those that follow.
            facts = replace(
                facts, booked=[*facts.booked, (hold.space.pk, hold.start, end_of(hold) - hold.start)]
            )
        found.append(occurrence)
    return found


def _judge(plan: Plan, day: date, hold: Hold, facts: Facts, taken: str) -> Occurrence:
    if (plan.choices or {}).get(day, Choice()).skip:
        return Occurrence(day, hold, State.SKIPPED, "Date sautée à votre demande.")
    if taken:
        return Occurrence(day, hold, State.TAKEN, taken)
    refusals = facts.refusals([hold], attendees=plan.attendees, layout=plan.layout)
    if refusals:
        return Occurrence(day, hold, State.REFUSED, " ".join(str(refusal) for refusal in refusals))
    return Occurrence(day, hold, State.FREE)


def _with_facts(holds: dict[date, Hold]) -> dict[date, Hold]:
    spaces = {space.pk: space for space in checks.with_facts({hold.space for hold in holds.values()})}
    if len({space.place_id for space in spaces.values()}) > 1:
        raise BookingRefused([Refusal("place", "Une réservation se fait dans un seul lieu.", firm=True)])
    return {day: replace(hold, space=spaces[hold.space.pk]) for day, hold in holds.items()}


def _read_facts(holds: Sequence[Hold], asker: Asker, moving: Sequence[Booking]) -> Facts:
    spaces = list({hold.space.pk: hold.space for hold in holds}.values())
    return checks.read(
        place=spaces[0].place,
        spaces=spaces,
        start=min(hold.start for hold in holds),
        end=max(end_of(hold) for hold in holds),
        asker=asker,
        excluding=moving,
    )


def _taken(holds: Sequence[Hold], ignoring: Sequence[Claim]) -> dict[int, str]:
    found: dict[int, str] = {}
    for conflict in conflicts(holds, ignoring=ignoring):
        found.setdefault(conflict.hold, f"{conflict}.")
    return found
