"""Hours, days, durations and sums as the house writes them. Spaces inside them never break a line."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

THIN = "\N{NARROW NO-BREAK SPACE}"
NBSP = "\N{NO-BREAK SPACE}"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
HOUR = 3600
MINUTE = 60


def hour(moment: time | datetime) -> str:
    """14 h 03, 14 h."""
    minutes = f"{THIN}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{THIN}h{minutes}"


def hours(start: time | datetime, end: time | datetime) -> str:
    """14 h – 16 h 30; an end at midnight reads 24 h."""
    last = f"24{THIN}h" if (end.hour, end.minute) == (0, 0) else hour(end)
    return f"{hour(start)}{NBSP}–{NBSP}{last}"


def day(moment: date) -> str:
    """Mardi 24 novembre, dimanche 1er mars."""
    return f"{DAYS[moment.weekday()]} {plain_day(moment)}"


def plain_day(moment: date) -> str:
    """24 novembre, 1er mars."""
    rank = "1er" if moment.day == 1 else str(moment.day)
    return f"{rank}{NBSP}{MONTHS[moment.month - 1]}"


def plain_day_with_year(moment: date) -> str:
    """24 novembre 2026."""
    return f"{plain_day(moment)}{NBSP}{moment.year}"


def day_with_year(moment: date) -> str:
    """Mardi 24 novembre 2026."""
    return f"{day(moment)}{NBSP}{moment.year}"


def short_day(moment: date) -> str:
    """Mar. 24, mar. 1er."""
    rank = "1er" if moment.day == 1 else str(moment.day)
    return f"{SHORT_DAYS[moment.weekday()]}{NBSP}{rank}"


def duration(length: timedelta) -> str:
    """1 h 30, 45 min, 2 jours; whole days only from two of them, since 24 h is still an hour count."""
    seconds = int(length.total_seconds())
    if seconds >= 2 * 24 * HOUR and seconds % (24 * HOUR) == 0:
        return f"{seconds // (24 * HOUR)}{NBSP}jours"
    whole, rest = divmod(seconds, HOUR)
    minutes = rest // MINUTE
    if not whole:
        return f"{minutes}{NBSP}min"
    return f"{whole}{THIN}h{THIN}{minutes:02}" if minutes else f"{whole}{THIN}h"


def decimal(value: Decimal | float, places: int | None = None) -> str:
    """1 240; 31,2: thousands by a thin space, comma, no useless zero unless places says how many."""
    exact = Decimal(str(value))
    text = f"{exact:,.{places}f}" if places is not None else f"{exact.normalize():,f}"
    sign = "−" if text.startswith("-") else ""
    whole, _, part = text.removeprefix("-").partition(".")
    whole = whole.replace(",", THIN)
    return f"{sign}{whole},{part}" if part else f"{sign}{whole}"


def euros(value: Decimal | float) -> str:
    """7 000 €; 12,50 €: cents only where there are some."""
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return f"{decimal(exact, 0 if whole else 2)}{NBSP}€"


def floor_name(level: int | None) -> str:
    """Rez-de-chaussée, 1er étage, 2e étage, sous-sol; None is outdoors."""
    if level is None:
        return "Dehors"
    if level == 0:
        return "Rez-de-chaussée"
    if level < 0:
        return "Sous-sol" if level == -1 else f"{-level}e{NBSP}sous-sol"
    return f"1er{NBSP}étage" if level == 1 else f"{level}e{NBSP}étage"


BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
DEVICES = (
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "un Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Firefox sur Linux: enough to recognise one's own machine in a list."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Un navigateur")
    machine = next((name for sign, name in DEVICES if sign in user_agent), "")
    return f"{browser} sur {machine}" if machine else browser
