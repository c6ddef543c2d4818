"""Eight weeks of a house that lives, and what comes: past, present and future of the demo, told from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import clock
from bookings import services
from bookings.agenda import Plan
from bookings.demo import calendars, onsite
from bookings.demo.story import CLOSED, COMING, FLOODED, NIGHT, ORGANISATIONS, REGULARS, Regular
from bookings.demo.terms import SPECIAL, draft_terms, sign_terms, write_rules
from bookings.enums import BookingStatus, RelocationStatus
from bookings.models import Booking, BookingSpace
from bookings.recurrence import Recurrence
from bookings.rooms import end_of
from bookings.services import Override, PastStay
from bookings.services.series import create_series
from people.models import Organisation, User
from spaces.holds import Hold
from spaces.hours import open_intervals
from spaces.intervals import Interval
from spaces.models import Place, Space
from spaces.wording import DAYS

SEED = 1963
WEEKS_PAST = 8
DAYS_AHEAD = 10
REMINDER_IN = timedelta(hours=24, minutes=2)
ONE_DAY = timedelta(days=1)
USUAL_ROOM = "Salle du Clain"


@dataclass(frozen=True)
class Cast:
    """Who and what the story needs."""

    place: Place
    people: dict[str, User]
    organisations: dict[str, Organisation]
    spaces: dict[str, Space]
    at: datetime
    open: list[Interval]

    @property
    def today(self) -> date:
        """The day on which the demo is loaded, by the clock of the place."""
        return clock.local(self.at, self.place.zone).date()

    def organiser(self, organisation: str) -> User:
        """Whoever books for an organisation: its member, or the team, on the telephone."""
        for account in ("residente", "resident"):
            member = self.people[account]
            if member.active_memberships().filter(organisation__name=organisation).exists():
                return member
        return self.people["gestion"]

    def hold(self, space: str, day: date, starts: time, ends: time, seats: int | None = None) -> Hold:
        """A room on a day, by the clock of the place."""
        zone = self.place.zone
        start, end = datetime.combine(day, starts, zone), datetime.combine(day, ends, zone)
        return Hold(self.spaces[space], start, end, seats=seats)


def load(people: dict[str, User], at: datetime) -> None:
    """Tell the story once; loading again changes nothing."""
    place = Place.objects.get(slug="pont-achard")
    if Booking.objects.filter(place=place).exists():
        return
    spaces = {space.name: space for space in place.spaces.all()}
    cast = Cast(place, people, _organisations(people), spaces, at, _hours(spaces[USUAL_ROOM], at))
    write_rules(cast)
    sign_terms(cast)
    _close(cast)
    _past(cast)
    _present(cast)
    _future(cast)
    _regularly(cast)
    _flood(cast)
    draft_terms(cast)
    garden = cast.hold("Potager partagé", _open_day(cast, 6), time(10), time(12))
    onsite.tell(cast.place, cast.people, cast.spaces, garden)
    calendars.tell(cast)


def _hours(room: Space, at: datetime) -> list[Interval]:
    """When the house is open in the weeks told, public holidays taken out."""
    today = clock.local(at, room.place.zone).date()
    return open_intervals(room, today - 7 * WEEKS_PAST * ONE_DAY, today + 2 * DAYS_AHEAD * ONE_DAY)


def _organisations(people: dict[str, User]) -> dict[str, Organisation]:
    for name, kind, status in ORGANISATIONS:
        Organisation.objects.get_or_create(
            name=name, defaults={"kind": kind, "status": status, "in_directory": True}
        )
    return {organisation.name: organisation for organisation in Organisation.objects.all()}


def _close(cast: Cast) -> None:
    for space, ahead, starts, ends, kind, reason in CLOSED:
        day = _open_day(cast, ahead)
        hold = cast.hold(space, day, starts, ends)
        services.close_spaces(
            spaces=[hold.space],
            starts_at=hold.start,
            ends_at=end_of(hold),
            kind=kind,
            reason=reason,
            actor=cast.people["gestion"],
        )


def _past(cast: Cast) -> None:
    """Every regular of the past weeks, but for those that did not happen; most counted at the desk."""
    dice = Random(SEED)  # noqa: S311 - a story, not a secret
    stays = []
    for ahead in range(-7 * WEEKS_PAST, 1):
        for regular, hold in _of_day(cast, cast.today + ahead * ONE_DAY):
            happens, counted = dice.random() < regular.regularity, dice.random() < 0.86
            come = max(1, round(regular.attendees * dice.uniform(0.55, 1.15)))
            # Nobody came, and the room noticed: kept, and counted among what was not honoured.
            check_in_within = SPECIAL.get(regular.space, {}).get("check_in_within")
            missed = check_in_within is not None and not happens
            if not (happens or missed) or end_of(hold) > cast.at:
                continue
            if missed:
                come = 0
            stays.append(
                PastStay(
                    organiser=cast.organiser(regular.organisation),
                    organisation=cast.organisations[regular.organisation],
                    room=hold,
                    title=regular.title,
                    attendees=regular.attendees,
                    layout=regular.layout,
                    is_public=regular.is_public,
                    attendance=min(come, hold.space.safety_capacity or come) if counted or missed else None,
                    check_in_within=check_in_within,
                    asked_at=hold.start - timedelta(days=dice.randint(2, 40)),
                )
            )
    services.record_past(
        place=cast.place, stays=stays, actor=cast.people["gestion"], reason="Reprise de l’agenda papier"
    )


def _present(cast: Cast) -> None:
    """Somebody is in the house whatever the hour, and one mail leaves in two minutes."""
    quarter = cast.at.replace(minute=cast.at.minute // 15 * 15, second=0, microsecond=0)
    _book(
        cast,
        Hold(cast.spaces[NIGHT.space], quarter - timedelta(hours=1), quarter + timedelta(hours=4)),
        NIGHT,
        reason="Résidence de création, jour et nuit",
    )
    start = cast.at.replace(microsecond=0) + REMINDER_IN
    services.book(
        organiser=cast.people["residente"],
        organisation=cast.organisations["Les Petites Mains du Clain"],
        rooms=[Hold(cast.spaces["Salle de la Boivre"], start, start + timedelta(hours=1))],
        title="Point sur les commandes",
        attendees=5,
        layout="meeting",
        actor=cast.people["gestion"],
        override=Override(cast.people["gestion"], "Horaire de démonstration"),
    )


def _future(cast: Cast) -> None:
    """The regulars of the days to come, the members' own bookings, a request and an option."""
    for ahead in range(DAYS_AHEAD):
        for regular, hold in _of_day(cast, cast.today + ahead * ONE_DAY):
            if end_of(hold) > cast.at:
                _book(cast, hold, regular, reason="Rendez-vous régulier de la maison")
    for own in COMING:
        day = _open_day(cast, own.ahead)
        hold = cast.hold(own.space, day, own.starts, own.ends)
        facts: dict[str, Any] = {
            "organiser": cast.people[own.account],
            "organisation": cast.organisations[own.organisation],
            "rooms": [hold],
            "title": own.title,
            "attendees": own.attendees,
            "layout": own.layout,
        }
        if own.is_option:
            services.hold(**facts, until=hold.start - timedelta(hours=12))
        else:
            services.book(**facts, is_public=own.is_public)


def _regularly(cast: Cast) -> None:
    """A course, every week for two months; the dates that do not stand are left aside, and may be tried again."""
    user, organisation = cast.people["residente"], cast.organisations["Les Petites Mains du Clain"]
    plan = Plan(
        space=cast.spaces["Salle de la Tour"],
        recurrence=Recurrence(
            "FREQ=WEEKLY;COUNT=8", _open_day(cast, DAYS_AHEAD + 2), time(18), cast.place.zone
        ),
        duration=timedelta(hours=2),
        attendees=8,
        layout="meeting",
    )
    create_series(
        organiser=user, organisation=organisation, plan=plan, title="Cours de couture", leave_aside=True
    )


def _flood(cast: Cast) -> None:
    """The room closes on the next day on which somebody booked it: all are rehoused, and asked."""
    space, kind, reason = FLOODED
    there = BookingSpace.objects.filter(space=cast.spaces[space], booking__status=BookingStatus.CONFIRMED)
    next_one = there.filter(starts_at__gt=cast.at + timedelta(hours=12)).order_by("starts_at").first()
    if next_one is None:
        return
    day = clock.local(next_one.starts_at, cast.place.zone).date()
    hold = cast.hold(space, day, time(8), time(22))
    closure = services.close_and_rehouse(
        spaces=[hold.space],
        starts_at=hold.start,
        ends_at=end_of(hold),
        kind=kind,
        reason=reason,
        actor=cast.people["gestion"],
    )
    asked = list(closure.relocations.filter(status=RelocationStatus.ASKED))
    for relocation in asked[1:]:
        services.answer_relocation(relocation=relocation, accepts=True)


def _book(cast: Cast, hold: Hold, regular: Regular, *, reason: str) -> None:
    manager = cast.people["gestion"]
    services.book(
        organiser=cast.organiser(regular.organisation),
        organisation=cast.organisations[regular.organisation],
        rooms=[hold],
        title=regular.title,
        attendees=regular.attendees,
        layout=regular.layout,
        is_public=regular.is_public,
        actor=manager,
        override=Override(manager, reason),
    )


def _of_day(cast: Cast, day: date) -> list[tuple[Regular, Hold]]:
    """The regulars of a weekday, but for those in a room that is closed then."""
    name = DAYS[day.weekday()]
    found = []
    for regular in REGULARS:
        if name not in regular.days:
            continue
        hold = cast.hold(
            regular.space, day, regular.starts, regular.ends, regular.attendees if regular.by_seat else None
        )
        stay = Interval(hold.start, end_of(hold))
        opened = any(hours.contains(stay) for hours in cast.open)
        if opened and not any(
            hold.space.name == space and stay.overlaps(closed) for space, closed in _closures(cast)
        ):
            found.append((regular, hold))
    return found  # fmt: skip


def _closures(cast: Cast) -> list[tuple[str, Interval]]:
    closures = []
    for space, ahead, starts, ends, _, _ in CLOSED:
        hold = cast.hold(space, _open_day(cast, ahead), starts, ends)
        closures.append((space, Interval(hold.start, end_of(hold))))
    return closures


def _open_day(cast: Cast, ahead: int) -> date:
    """The day so many days from today, or the next on which the house is open from morning to night."""
    day = cast.today + ahead * ONE_DAY
    while not any(hours.contains(_whole_day(cast, day)) for hours in cast.open):
        day += ONE_DAY
    return day


def _whole_day(cast: Cast, day: date) -> Interval:
    hold = cast.hold(USUAL_ROOM, day, time(8), time(22))
    return Interval(hold.start, end_of(hold))
