"""What is asked of the ledger: a space, some hours, the whole room or some seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from spaces.enums import ClaimKind
from spaces.errors import InvalidHold, InvalidPeriod
from spaces.models import Space

LONGEST = relativedelta(months=13)
OPEN_ENDED = {ClaimKind.AGREEMENT, ClaimKind.CLOSURE}


@dataclass(frozen=True)
class Hold:
    """A space from `start` to `end` (None: until further notice), with `setup` before.

    `seats` is None for the whole room, or how many free seats or units to take.
    """

    space: Space
    start: datetime
    end: datetime | None
    setup: timedelta = timedelta(0)
    seats: int | None = None

    @property
    def used(self) -> DateTimeTZRange:
        """The organiser's own time."""
        return DateTimeTZRange(self.start, self.end)

    def held(self, turnaround: timedelta) -> DateTimeTZRange:
        """What nobody else may touch: the set-up before, the turnaround after."""
        return DateTimeTZRange(self.start - self.setup, None if self.end is None else self.end + turnaround)


def check_holds(holds: Sequence[Hold], *, kind: ClaimKind) -> None:
    """Refuse what no room could serve. Raises InvalidHold, InvalidPeriod."""
    if not holds:
        raise InvalidHold("Choisissez au moins un espace et un horaire.")
    for hold in holds:
        _check_period(hold, kind)
        if hold.setup < timedelta(0):
            raise InvalidPeriod("Le temps d’installation ne peut pas être négatif.")
        if hold.seats is not None and hold.seats < 1:
            raise InvalidHold("Demandez au moins une place.")


def _check_period(hold: Hold, kind: ClaimKind) -> None:
    for moment in (hold.start, hold.end):
        if moment is not None and moment.utcoffset() is None:
            raise InvalidPeriod("Un horaire sans fuseau ne désigne aucun moment : précisez celui du lieu.")
    if hold.end is None:
        if kind not in OPEN_ENDED:
            raise InvalidPeriod("Indiquez quand la réservation se termine.")
    elif hold.end == hold.start:
        raise InvalidPeriod("La réservation ne dure rien : la fin est aussi le début.")
    elif hold.end < hold.start:
        raise InvalidPeriod("La fin vient avant le début.")
    elif kind not in OPEN_ENDED and hold.end > hold.start + LONGEST:
        raise InvalidPeriod("Une réservation dure treize mois au plus ; au-delà, passez une convention.")
