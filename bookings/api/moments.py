"""Moments as programs write them: always with an offset, and never an hour that a DST night skips."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from bookings.errors import StrangeTime
from spaces.wording import day, hour

WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6}\d*)?)?) ?([Zz]|[+\- ]?\d\d:?\d\d)?", re.ASCII
)
FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)


def read_moment(value: Any) -> datetime:
    """Read RFC 3339. Raises ValueError in words; a `+` that an address turned into a space is understood."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return value
    found = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("Écrivez un moment comme 2026-03-03T14:00:00+01:00.")
    date, time, offset = found.groups()
    if offset is None:
        raise ValueError("Un horaire sans fuseau ne désigne aucun moment : ajoutez +01:00, ou Z pour UTC.")
    if offset[0] in " 0123456789":
        offset = "+" + offset.strip()
    whole, _, fraction = time.partition(".")
    text = f"{date}T{whole}{f'.{fraction[:6]:0<6}' if fraction else ''}{offset.upper()}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("Ce jour ou cette heure n’existe pas.") from None
    try:
        if FIRST <= moment <= LAST:
            return moment
    except OverflowError:
        pass
    raise ValueError("Ce moment est trop lointain.")


def check_wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment, unless it is written as an hour that the clocks of `zone` skip. Raises StrangeTime.

    "02:30+01:00" on the night of March is an instant, but whoever writes it thinks of an hour that never
    shows. UTC is nobody's clock there, and always stands.
    """
    written, offset = moment.replace(tzinfo=None), moment.utcoffset()
    before, after = (written.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is not None and after is not None and offset and before < after and offset in (before, after):
        raise StrangeTime(
            f"Dans la nuit du passage à l’heure d’été, {hour(written)} n’existe pas le {day(written)}. "
            "Choisissez une heure avant ou après le changement."
        )
    return moment


def is_period(start: datetime, end: datetime, longest: timedelta) -> bool:
    """Whether the end comes after the start, and not too long after."""
    return timedelta(0) < end - start <= longest


Moment = Annotated[
    datetime, BeforeValidator(read_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
