"""What holds for one booking holds for each date of a regular one: approvals, quotas, deadlines, amounts."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bookings.agenda import Choice, Plan
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.forms.holidays import holidays_of
from bookings.models import BookingRules, Tariff
from bookings.recurrence import Recurrence
from bookings.services import cancel, reschedule
from bookings.services.series import create_series, renewal_of, retry_rejected
from bookings.services.series_changes import Scope, cancel_series, reschedule_series
from reminders.models import Notice
from reminders.registry import kind_of
from spaces.holds import Hold
from tests.factories.bookings import RulesFactory, TariffFactory, at, house, room

PARIS = ZoneInfo("Europe/Paris")
TUESDAYS = Recurrence("FREQ=WEEKLY;COUNT=4", date(2026, 3, 10), time(18), PARIS)
SECOND, THIRD, FOURTH = date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _far_enough(place, now):
    RulesFactory(place=place, horizon=timedelta(days=900))


@pytest.fixture
def plan(clain):
    return Plan(space=clain, recurrence=TUESDAYS, duration=timedelta(hours=2), attendees=9)


def skipping(plan: Plan, *days: date) -> Plan:
    return replace(plan, choices={day: Choice(skip=True) for day in days})


def first_of(series):
    return series.bookings.by_start()[0]


def move_all(series, actor, **more) -> int:
    return reschedule_series(booking=first_of(series), scope=Scope.ALL, actor=actor, **more)


def dues(series) -> list[Decimal]:
    return [row.price_due for row in series.bookings.by_start()]


def test_who_comes_says_so_at_the_new_hour(make, clain, lucie):
    RulesFactory(space=clain, check_in_within=timedelta(minutes=15))
    series = make()

    move_all(series, lucie, starts=time(19))

    assert first_of(series).check_in_by == at("2026-03-10", "19:15")


def test_a_room_that_asks_for_approval_makes_them_wait_again(make, place, lucie):
    garde = room(place, "Salle de garde")
    RulesFactory(space=garde, needs_approval=True)
    series = make()

    move_all(series, lucie, space=garde)

    assert set(series.bookings.values_list("status", flat=True)) == {BookingStatus.PENDING}


def test_dates_that_move_do_not_count_twice_against_the_quota(make, place, lucie):
    BookingRules.objects.filter(place=place).update(monthly_quota=timedelta(hours=8))

    assert move_all(make(), lucie, starts=time(19)) == 4


def test_dates_that_move_do_not_count_twice_in_the_building(make, clain, lucie):
    clain.floor.building.safety_capacity = 10
    clain.floor.building.save()

    assert move_all(make(), lucie, starts=time(19)) == 4


def test_dates_that_are_there_already_do_not_move(make, lucie, clain):
    TariffFactory(space=clain)
    series = make()
    Tariff.objects.update(hour=90)
    first = first_of(series)
    there = [Hold(clain, at("2026-03-10", "19:00"), at("2026-03-10", "21:00"))]
    reschedule(booking=first, actor=lucie, rooms=there)

    assert move_all(series, lucie, starts=time(19)) == 3
    assert move_all(series, lucie, starts=time(19)) == 0
    assert [row.sequence for row in series.bookings.by_start()] == [1, 1, 1, 1]
    assert Notice.objects.filter(kind="series.changed").count() == 1


def test_two_dates_on_one_day_are_told_apart(make, lucie, clain):
    series = make()
    second = series.bookings.by_start()[1]
    there = [Hold(clain, at("2026-03-10", "14:00"), at("2026-03-10", "16:00"))]
    reschedule(booking=second, actor=lucie, rooms=there)

    with pytest.raises(BookingRefused, match="le même jour"):
        move_all(series, lucie, starts=time(19))


@pytest.mark.parametrize(("who", "due"), [("lucie", 36), ("samir", 0)])
def test_a_date_given_back_too_late_stays_due(make, clain, now, request, who, due):
    TariffFactory(space=clain)
    series = make()
    now.move_to(at("2026-03-10", "12:00"))

    cancel_series(booking=first_of(series), scope=Scope.ALL, actor=request.getfixturevalue(who))

    assert dues(series) == [due, 0, 0, 0]


def test_what_nobody_confirmed_is_never_due(make, clain, now, lucie):
    TariffFactory(space=clain)
    RulesFactory(space=clain, needs_approval=True)
    series = make()
    now.move_to(at("2026-03-10", "12:00"))

    cancel(booking=first_of(series), actor=lucie)

    assert dues(series) == [0, 36, 36, 36]


def test_a_date_that_was_held_is_neither_given_back_nor_moved(make, clain, now, lucie):
    TariffFactory(space=clain)
    series = make()
    now.move_to(at("2026-03-10", "18:30"))
    next_week = [Hold(clain, at("2026-03-18", "14:00"), at("2026-03-18", "16:00"))]

    with pytest.raises(AlreadyDecided):
        cancel_series(booking=first_of(series), scope=Scope.THIS, actor=lucie)
    with pytest.raises(AlreadyDecided):
        reschedule_series(booking=first_of(series), scope=Scope.THIS, actor=lucie, starts=time(20))
    with pytest.raises(AlreadyDecided):
        reschedule(booking=first_of(series), actor=lucie, rooms=next_week)
    assert dues(series) == [36, 36, 36, 36]


def test_what_was_left_aside_is_tried_at_the_new_hour(make, plan, lucie):
    series = make(plan=skipping(plan, THIRD))
    move_all(series, lucie, starts=time(19))

    assert retry_rejected(series=series, actor=lucie) == 1
    assert not series.rejected.exists()


def test_only_the_dates_tried_count_against_the_quota(make, plan, place, lucie):
    BookingRules.objects.filter(place=place).update(monthly_quota=timedelta(hours=2))
    series = make(plan=skipping(plan, SECOND, THIRD, FOURTH))
    cancel(booking=first_of(series), actor=lucie)

    assert retry_rejected(series=series, actor=lucie) == 1


def test_whoever_left_the_organisation_asks_for_no_more_dates(make, plan, lucie):
    series = make(plan=skipping(plan, THIRD))
    lucie.memberships.all().delete()

    with pytest.raises(NotAllowed, match="Vous ne faites pas partie de cette structure"):
        retry_rejected(series=series, actor=lucie)


def test_a_season_is_renewed_to_the_end_of_the_next(make, plan):
    season = replace(TUESDAYS, rule="FREQ=WEEKLY;INTERVAL=2;UNTIL=20260831T215959Z")
    series = make(plan=replace(plan, recurrence=season), leave_aside=True)

    days = renewal_of(series, until=date(2027, 8, 31)).recurrence.days()

    assert (days[0], days[-1], len(days)) == (date(2026, 9, 8), date(2027, 8, 24), 26)


def test_christmas_left_out_does_not_leave_out_the_school_holidays(make, plan):
    fridays = Recurrence(
        "FREQ=WEEKLY;COUNT=3",
        date(2026, 12, 11),
        time(18),
        PARIS,
        exdates=frozenset({date(2026, 12, 25)}),
    )

    series = make(plan=replace(plan, recurrence=fridays))

    assert holidays_of(series) == {"skip_school": False, "skip_public": True}


def test_no_date_is_held_in_another_place(make, plan):
    elsewhere = room(house(slug="ailleurs", name="Ailleurs"), "Salle d’ailleurs")

    with pytest.raises(BookingRefused, match="dans un seul lieu"):
        make(plan=replace(plan, choices={SECOND: Choice(space=elsewhere)}))


def test_nobody_books_for_nobody(make, plan):
    with pytest.raises(BookingRefused, match="au moins une personne"):
        make(plan=replace(plan, attendees=0))


def test_a_series_that_is_renewed_already_is_not_offered_again(make, lucie, association):
    series = make()
    offer = kind_of("series.renew").still_deserved
    assert offer(series, None) is None

    following = renewal_of(series, until=date(2026, 5, 5))
    renewed = create_series(organiser=lucie, organisation=association, plan=following, title=series.title)

    assert (offer(series, None), offer(renewed, None)) == ("elle est déjà reconduite", None)
