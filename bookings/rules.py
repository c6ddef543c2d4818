"""The rules of booking, as pure questions. Each answers None, or a refusal that says what would do.

The caller reads the facts first (`bookings.checks`), under lock when it means to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import clock
from bookings.enums import Audience
from bookings.errors import Refusal
from bookings.models import BookingRules
from spaces.intervals import Interval
from spaces.wording import day, hour

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Rules:
    """What is asked of a booking of one space, once inheritance is settled."""

    audience: str = Audience.MEMBERS
    needs_approval: bool = False
    lead_time: timedelta = timedelta(0)
    horizon: timedelta = timedelta(days=396)
    shortest: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=14)
    step: timedelta = timedelta(minutes=15)
    monthly_quota: timedelta | None = None
    cancellation_notice: timedelta = timedelta(hours=18)
    check_in_within: timedelta | None = None
    needs_insurance: bool = False
    needs_contract: bool = False
    needs_deposit: bool = False
    needs_authorisation: bool = False
    quota_of_space: bool = False


def settle(space_rules: BookingRules | None, place_rules: BookingRules | None) -> Rules:
    """Read the space first, then its place, then the defaults of the house."""
    settled = Rules()
    for row in (place_rules, space_rules):
        if row is None:
            continue
        own = {
            field.name: getattr(row, field.name)
            for field in fields(Rules)
            if getattr(row, field.name, None) is not None
        }
        settled = replace(settled, **own)
    if space_rules is not None and space_rules.monthly_quota is not None:
        settled = replace(settled, quota_of_space=True)
    return settled


@dataclass(frozen=True)
class Standing:
    """Who asks, as far as a space is concerned."""

    is_staff: bool = False
    is_member: bool = False
    is_resident: bool = False
    is_trained: bool = False


@dataclass(frozen=True)
class Case:
    """One space of a request, with every fact that the rules read."""

    space_name: str
    start: datetime
    end: datetime
    attendees: int
    now: datetime
    zone: ZoneInfo
    rules: Rules
    standing: Standing
    open: Sequence[Interval] = ()
    is_bookable: bool = True
    layout_name: str = ""
    layout_capacity: int | None = None
    capacity: int | None = None
    safety_capacity: int | None = None
    building_name: str = ""
    building_ceiling: int | None = None
    building_peak: int = 0
    quota_used: timedelta = timedelta(0)
    organisation_name: str = ""

    @property
    def length(self) -> timedelta:
        """How long the stay lasts."""
        return self.end - self.start


type Rule = Callable[[Case], Refusal | None]


def in_order(case: Case) -> Refusal | None:
    """An end comes after its start."""
    if case.end > case.start:
        return None
    return Refusal("in_order", "La fin doit venir après le début.", "Vérifiez les deux heures.", firm=True)


def not_past(case: Case) -> Refusal | None:
    """Nobody books yesterday."""
    if case.start >= case.now:
        return None
    return Refusal("not_past", "Cette heure est déjà passée.", "Choisissez une heure à venir.")


def bookable(case: Case) -> Refusal | None:
    """Some spaces are not for booking."""
    if case.is_bookable:
        return None
    return Refusal("bookable", f"{case.space_name} ne se réserve pas en ligne.", "Appelez l’accueil.")


AUDIENCES: dict[str, tuple[str, str]] = {
    Audience.MEMBERS: (
        "ne se prête qu’aux structures adhérentes ou résidentes.",
        "Réservez au nom d’une structure qui en fait partie, ou écrivez à l’accueil.",
    ),
    Audience.RESIDENTS: (
        "ne se prête qu’aux structures résidentes.",
        "Réservez au nom d’une structure résidente, ou écrivez à l’accueil.",
    ),
    Audience.TRAINED: (
        "demande une habilitation.",
        "L’accueil vous dira quand se tient la prochaine séance.",
    ),
    Audience.STAFF: ("se réserve par l’équipe du lieu.", "Écrivez à l’accueil."),
}


def for_them(case: Case) -> Refusal | None:
    """Who may book this space."""
    who = case.standing
    welcome = {
        Audience.PUBLIC: True,
        Audience.MEMBERS: who.is_member or who.is_resident,
        Audience.RESIDENTS: who.is_resident,
        Audience.TRAINED: who.is_trained,
        Audience.STAFF: False,
    }
    if who.is_staff or welcome[Audience(case.rules.audience)]:
        return None
    sentence, accepted = AUDIENCES[case.rules.audience]
    return Refusal("for_them", f"{case.space_name} {sentence}", accepted)


def soon_enough(case: Case) -> Refusal | None:
    """How long before its start a booking must be asked for."""
    earliest = case.now + case.rules.lead_time
    if case.start >= earliest or case.start < case.now:
        return None
    return Refusal(
        "soon_enough",
        f"{case.space_name} se réserve au moins {length(case.rules.lead_time)} à l’avance.",
        f"Le plus tôt possible : {moment(earliest, case.zone)}.",
    )


def not_too_early(case: Case) -> Refusal | None:
    """How far ahead the calendar is open."""
    latest = case.now + case.rules.horizon
    if case.start <= latest:
        return None
    return Refusal(
        "not_too_early",
        f"{case.space_name} ne se réserve pas si longtemps à l’avance.",
        f"Le plus loin possible aujourd’hui : {moment(latest, case.zone)}.",
    )


def long_enough(case: Case) -> Refusal | None:
    """The shortest stay."""
    if case.length >= case.rules.shortest or case.length <= timedelta(0):
        return None
    return Refusal(
        "long_enough",
        f"{case.space_name} se réserve au moins {length(case.rules.shortest)}.",
        f"Proposez une fin à {hour(clock.local(case.start + case.rules.shortest, case.zone))} ou plus tard.",
    )


def short_enough(case: Case) -> Refusal | None:
    """The longest stay."""
    if case.length <= case.rules.longest:
        return None
    return Refusal(
        "short_enough",
        f"{case.space_name} se réserve au plus {length(case.rules.longest)} d’affilée.",
        f"Proposez une fin à {hour(clock.local(case.start + case.rules.longest, case.zone))} ou plus tôt.",
    )


def on_step(case: Case) -> Refusal | None:
    """Hours fall on a grid, so that no unusable crumbs are left between bookings."""
    first = clock.local(case.start, case.zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    step = case.rules.step
    if (first - midnight) % step == timedelta(0) and case.length % step == timedelta(0):
        return None
    nearest = midnight + round((first - midnight) / step) * step
    return Refusal(
        "on_step",
        f"Les horaires de {case.space_name} vont de {length(step)} en {length(step)}.",
        f"L’heure la plus proche : {hour(nearest)}.",
    )


def within_hours(case: Case) -> Refusal | None:
    """The house is open during the whole stay."""
    asked = case.start, case.end
    if case.end <= case.start or any(slot.start <= asked[0] and asked[1] <= slot.end for slot in case.open):
        return None
    same_day = clock.local(case.start, case.zone).date()
    that_day = [slot for slot in case.open if clock.local(slot.start, case.zone).date() == same_day]
    if not that_day:
        return Refusal(
            "within_hours", f"{case.space_name} n’ouvre pas ce jour-là.", "Choisissez un autre jour."
        )
    shown = " et ".join(
        f"de {hour(clock.local(slot.start, case.zone))} à {hour(clock.local(slot.end, case.zone))}"
        for slot in that_day
    )
    return Refusal("within_hours", f"{case.space_name} n’ouvre pas à ces heures.", f"Ce jour-là : {shown}.")


def enough_room(case: Case) -> Refusal | None:
    """Attendees fit the room as it is arranged."""
    ceiling = case.layout_capacity if case.layout_capacity is not None else case.capacity
    if ceiling is None or case.attendees <= ceiling:
        return None
    arranged = (
        f" en disposition «\N{NO-BREAK SPACE}{case.layout_name.lower()}\N{NO-BREAK SPACE}»"
        if case.layout_name
        else ""
    )
    return Refusal(
        "enough_room",
        f"{case.space_name} accueille au plus {people(ceiling)}{arranged}.",
        "Choisissez une autre disposition ou un espace plus grand.",
    )


def safe(case: Case) -> Refusal | None:
    """The authorised headcount of the space is the law's, not ours."""
    if case.safety_capacity is None or case.attendees <= case.safety_capacity:
        return None
    return Refusal(
        "safe",
        f"L’effectif autorisé pour {case.space_name} est de {people(case.safety_capacity)}.",
        "Choisissez un espace plus grand.",
        firm=True,
    )


def building_safe(case: Case) -> Refusal | None:
    """The building's headcount counts everybody who is there at the same time."""
    if case.building_ceiling is None or case.building_peak + case.attendees <= case.building_ceiling:
        return None
    left = max(case.building_ceiling - case.building_peak, 0)
    return Refusal(
        "building_safe",
        f"À ces heures, {case.building_name} n’a plus que {people(left)} d’effectif disponible "
        f"sur {case.building_ceiling} autorisées.",
        "Venez moins nombreux, ou choisissez un autre horaire.",
        firm=True,
    )


def within_quota(case: Case) -> Refusal | None:
    """What an organisation may book in a month."""
    quota = case.rules.monthly_quota
    if quota is None or not case.organisation_name or case.quota_used + case.length <= quota:
        return None
    left = max(quota - case.quota_used, timedelta(0))
    return Refusal(
        "within_quota",
        f"{case.organisation_name} a déjà réservé {length(case.quota_used)} ce mois-ci, "
        f"sur {length(quota)} possibles.",
        f"Il reste {length(left)}." if left else "Le compteur repart le 1er du mois.",
    )


RULES: tuple[Rule, ...] = (
    in_order,
    not_past,
    bookable,
    for_them,
    soon_enough,
    not_too_early,
    long_enough,
    short_enough,
    on_step,
    within_hours,
    enough_room,
    safe,
    building_safe,
    within_quota,
)


def refusals(case: Case) -> list[Refusal]:
    """Every rule that says no, in the order in which a person would read them."""
    return [refusal for rule in RULES if (refusal := rule(case)) is not None]


def peak(stays: Iterable[tuple[datetime, datetime, object, int]], start: datetime, end: datetime) -> int:
    """The most people present at once during [start, end), from (start, end, whose, how many) rows.

    A booking of two rooms at once counts its people once.
    """
    rows = [row for row in stays if row[0] < end and row[1] > start]
    moments = {start, *(max(row[0], start) for row in rows)}
    return max(
        sum({whose: many for begin, finish, whose, many in rows if begin <= at < finish}.values())
        for at in moments
    )


def length(duration: timedelta) -> str:
    """2 h, 1 h 30, 45 min, 3 jours."""
    minutes = int(duration / MINUTE)
    days, rest = divmod(minutes, 24 * 60)
    if days >= 2 and not rest:
        return f"{days} jours"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def people(count: int) -> str:
    """1 personne, 12 personnes."""
    return f"{count} personne" if count in (0, 1) else f"{count} personnes"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write « mardi 24 novembre 2026 à 14 h »."""
    local = clock.local(at, zone)
    return f"{day(local)} à {hour(local)}"
