"""The page of one space: how to get there, how many it takes, its hours, what is free this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

import clock
from bookings import papers
from bookings.availability import free_intervals
from bookings.checks import rules_of
from bookings.enums import Audience
from bookings.present import words
from bookings.present.house import address, level_of
from bookings.present.plans import plans_of
from bookings.rules import Rules, length, people
from drawings.plan import FloorPlan
from spaces.enums import ClaimKind, Layout
from spaces.hours import Timetable, midnight
from spaces.intervals import Interval, subtraction, union
from spaces.models import Occupation, Part, Space
from spaces.wording import hour

ONE_DAY = timedelta(days=1)
USUAL = timedelta(hours=2)
WEEK = 7
LAYOUT_WORDS = {
    Layout.MEETING: "en réunion",
    Layout.CONFERENCE: "en conférence",
    Layout.CLASSROOM: "en classe",
    Layout.MEAL: "à table",
    Layout.STANDING: "debout",
}
LAYOUT_NOTES = {
    Layout.MEETING: "Une table, tout le monde se voit",
    Layout.CLASSROOM: "Des tables, face à l’écran",
    Layout.CONFERENCE: "Des rangs, face à l’écran",
    Layout.MEAL: "Des tablées",
    Layout.STANDING: "Debout, sans chaises",
}


@dataclass(frozen=True)
class RoomPage:
    """What the page of a space shows, the form aside."""

    space: Space
    rules: Rules
    trail: list[dict[str, str]]
    floor_name: str
    level: int | None
    wall_facts: list[str]
    plan: FloorPlan | None
    facts: list[dict[str, str]]
    layouts: list[dict[str, Any]]
    days: list[dict[str, Any]]
    first_free: Interval | None
    cancellation: str


def room_page(space: Space) -> RoomPage:
    """Read everything the page of a space says to anyone."""
    zone = space.place.zone
    today = clock.today(zone)
    rules = rules_of(space.place, [space])[space.pk]
    week = free_intervals([space], today, today + WEEK * ONE_DAY)[space.pk]
    free = [slot for slot in _from_now(week, rules, zone) if slot.length >= rules.shortest]
    timetable = Timetable([space])
    opened = {
        today + ahead * ONE_DAY: timetable.open_intervals(
            space, today + ahead * ONE_DAY, today + (ahead + 1) * ONE_DAY
        )
        for ahead in range(WEEK)
    }
    closed = _closures(space, Interval(midnight(today, zone), midnight(today + WEEK * ONE_DAY, zone)))
    return RoomPage(
        space=space,
        rules=rules,
        trail=[{"label": "Accueil", "href": "/"}, {"label": "Espaces", "href": "/espaces/"}],
        floor_name=space.floor.name if space.floor else "",
        level=level_of(space.floor),
        wall_facts=_wall_facts(space),
        plan=plans_of([space]).get(space.pk),
        facts=_facts(space, rules, opened),
        layouts=_layouts(space),
        days=[_day(space, day, free, opened[day], closed) for day in opened],
        first_free=next((slot for slot in free if slot.length >= USUAL), free[0] if free else None),
        cancellation=_promises(rules),
    )


def _promises(rules: Rules) -> str:
    """What is said beside the button: who answers, and until when one may give up."""
    answer = "Une personne du lieu doit ensuite la valider. " if rules.needs_approval else ""
    if not rules.cancellation_notice:
        return f"{answer}Annulation sans frais jusqu’au début."
    return f"{answer}Sans frais si vous annulez au moins {length(rules.cancellation_notice)} avant le début."


def proposed(page: RoomPage) -> dict[str, Any]:
    """The first free moment of the week, as a form begins with it."""
    if page.first_free is None:
        return {}
    zone = page.space.place.zone
    start = page.first_free.start
    end = min(page.first_free.end, start + min(USUAL, page.rules.longest))
    first, last = clock.local(start, zone), clock.local(end, zone)
    return {"day": first.date(), "starts": first.time(), "ends": last.time()}


def _from_now(slots: Sequence[Interval], rules: Rules, zone: Any) -> list[Interval]:
    earliest = clock.now() + rules.lead_time
    kept = []
    for slot in slots:
        start = max(slot.start, _next_step(earliest, rules.step, zone))
        if start < slot.end:
            kept.append(Interval(start, slot.end))
    return kept


def _next_step(at: datetime, step: timedelta, zone: Any) -> datetime:
    midnight = clock.local(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(at - midnight) // step) * step


def _wall_facts(space: Space) -> list[str]:
    facts = []
    if space.seat_count:
        facts.append(f"{space.seat_count} postes")
    elif space.capacity:
        facts.append(f"{people(space.capacity)}{_seated(space)}")
    area = _area(space)
    first_equipment = space.equipment.split(",")[0].strip()
    facts.append(", ".join(filter(None, [area, first_equipment])))
    facts.append("Accessible en fauteuil" if space.is_accessible else "Non accessible en fauteuil")
    return [fact for fact in facts if fact]


def _seated(space: Space) -> str:
    """In which layout its capacity is counted, where one says so: « en conférence »."""
    named = {row.layout for row in space.layouts.all() if row.capacity == space.capacity}
    return next((f" {words}" for layout, words in LAYOUT_WORDS.items() if layout in named), "")


def _area(space: Space) -> str:
    if space.area_m2 is None:
        return ""
    return f"{space.area_m2.normalize():f} m²".replace(".", ",")


def _facts(space: Space, rules: Rules, opened: dict[date, list[Interval]]) -> list[dict[str, str]]:
    audience = {
        Audience.PUBLIC: "toute personne, même sans compte",
        Audience.MEMBERS: "structures adhérentes et résidentes",
        Audience.RESIDENTS: "structures résidentes",
        Audience.TRAINED: "personnes habilitées",
        Audience.STAFF: "l’équipe du lieu",
    }
    facts = [
        ("Surface", _area(space)),
        ("Effectif autorisé", f"{people(space.safety_capacity)} au plus, pour la sécurité" if space.safety_capacity else ""),
        ("Horaires", _opening(space, opened)),
        ("Équipement", space.equipment),
        ("Pour qui", audience[Audience(rules.audience)] if space.is_bookable else ""),
        ("Validation", ("par une personne" if rules.needs_approval else "aucune : c’est immédiat")
         if space.is_bookable else ""),
        *(_before(rules) if space.is_bookable else []),
        ("À savoir", space.remark),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in facts if value]


def _before(rules: Rules) -> list[tuple[str, str]]:
    """What one would otherwise learn of a refusal, or of a room that is given back."""
    arrival = rules.check_in_within
    return [
        ("Délai", f"à demander au moins {length(rules.lead_time)} avant" if rules.lead_time else ""),
        ("À fournir", papers.asked_by(rules)),
        ("Arrivée", f"à confirmer à la porte dans les {length(arrival)}, sinon la salle est rendue" if arrival else ""),
    ]  # fmt: skip


def _opening(space: Space, opened: dict[date, list[Interval]]) -> str:
    zone = space.place.zone
    days = [
        (day.isoweekday(), [(clock.local(slot.start, zone).time(), clock.local(slot.end, zone).time())
                            for slot in slots])
        for day, slots in opened.items()
    ]  # fmt: skip
    groups = words.week_hours(sorted(days))
    return " ; ".join(
        f"{hours}, {label}" if hours != "fermé" else f"fermé {label}" for label, hours in groups
    )


def _layouts(space: Space) -> list[dict[str, Any]]:
    rows = sorted(space.layouts.all(), key=lambda row: list(Layout).index(Layout(row.layout)))
    return [
        {
            "kind": row.layout,
            "seats": row.capacity,
            "name": Layout(row.layout).label,
            "note": (
                "Limité par l’effectif autorisé"
                if row.capacity == space.safety_capacity
                else LAYOUT_NOTES[Layout(row.layout)]
            ),
        }
        for row in rows
    ]


def _closures(space: Space, window: Interval) -> list[Interval]:
    """When the room, or a part of it, is closed for a while."""
    period = DateTimeTZRange(window.start, window.end)
    parts = Part.objects.during(window.start, window.end).filter(whole=space).values("part")
    rows = Occupation.objects.filter(
        Q(space=space) | Q(space__in=parts), claim__kind=ClaimKind.CLOSURE, used__overlap=period
    )
    used = rows.order_by("used").values_list("used", flat=True)
    return union(Interval(slot.lower, slot.upper or window.end) for slot in used)


def _day(
    space: Space,
    day: date,
    free: Sequence[Interval],
    opened: Sequence[Interval],
    closed: Sequence[Interval],
) -> dict[str, Any]:
    zone, now = space.place.zone, clock.now()
    ahead = [Interval(max(slot.start, now), slot.end) for slot in opened if slot.end > now]
    shut = not opened or (ahead and not subtraction(ahead, closed))
    mine = [slot for slot in free if clock.local(slot.start, zone).date() == day]
    return {
        "name": words.day_name(day),
        "slots": [
            {"label": words.span(slot.start, slot.end, zone), "href": slot_link(space, slot)} for slot in mine
        ],
        "none": "fermé" if shut else "complet",
    }


def slot_link(space: Space, slot: Interval) -> str:
    """The page of a space with its form filled for a free slot, two hours at most."""
    return f"{address(space)}{slot_query(slot, space.place.zone)}"


def slot_query(slot: Interval, zone: ZoneInfo) -> str:
    """What follows the address of a space in that link, the same for all those that are free then."""
    return f"?{_filled(slot.start, min(slot.end, slot.start + USUAL), zone)}#reserver"


@lru_cache(maxsize=10_000)
def _filled(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    first, last = clock.local(start, zone), clock.local(end, zone)
    return urlencode({"jour": first.date().isoformat(), "de": f"{first:%H:%M}", "a": f"{last:%H:%M}"})


def refused_title(space: Space, start: datetime, end: datetime) -> str:
    """Write that a room is taken, whatever its gender."""
    zone = space.place.zone
    return (
        f"{space.name} n’est pas libre de {hour(clock.local(start, zone))} à {hour(clock.local(end, zone))}"
    )
