from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings import agenda
from bookings.agenda import Choice, Plan, SeriesUndecided, State
from bookings.checks import Asker
from bookings.enums import BookingStatus
from bookings.errors import BookingRefused, NotAllowed
from bookings.models import Booking, BookingRules, BookingSeries
from bookings.recurrence import Recurrence
from bookings.services import book, cancel
from bookings.services.series import create_series, renewal_of, retry_rejected
from bookings.services.series_changes import Scope, cancel_series, reschedule_series
from reminders.models import Notice, Outcome
from spaces.models import Occupation
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.people import UserFactory

PARIS = ZoneInfo("Europe/Paris")
TUESDAYS = Recurrence("FREQ=WEEKLY;COUNT=5", date(2026, 3, 10), time(18), PARIS)


@pytest.fixture(autouse=True)
def _far_enough(place, now):
    RulesFactory(place=place, horizon=timedelta(days=400))


@pytest.fixture
def plan(clain):
    return Plan(space=clain, recurrence=TUESDAYS, duration=timedelta(hours=2), attendees=9)


@pytest.fixture
def taken(ask):
    """Somebody else has the third Tuesday."""
    return book(**ask(day="2026-03-24", start="19:00", end="20:00"))


def starts(series) -> list[str]:
    rows = Booking.objects.filter(series=series).holding().with_rooms()
    return sorted(f"{row.starts_at.astimezone(PARIS):%d/%m %H:%M}" for row in rows)


def test_every_free_date_is_written_at_once(make):
    series = make()
    assert starts(series) == ["07/04 18:00", "10/03 18:00", "17/03 18:00", "24/03 18:00", "31/03 18:00"]
    assert Occupation.objects.count() == 5
    assert set(series.bookings.values_list("status", flat=True)) == {BookingStatus.CONFIRMED}


def test_one_mail_confirms_and_each_date_is_recalled(make):
    make()
    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert kinds == ["booking.reminder"] * 5 + ["series.created"]


def test_the_preview_says_what_is_taken_and_writes_nothing(make, plan, taken, lucie, association):
    found = agenda.preview(plan, Asker(lucie, association, lucie))
    assert [(row.day.isoformat(), row.state) for row in found] == [
        ("2026-03-10", State.FREE),
        ("2026-03-17", State.FREE),
        ("2026-03-24", State.TAKEN),
        ("2026-03-31", State.FREE),
        ("2026-04-07", State.FREE),
    ]
    assert found[2].reason == "Salle du Clain n’est pas libre mardi 24 mars 2026 de 19 h à 20 h."
    with pytest.raises(SeriesUndecided, match="Une date ne va pas"):
        make()
    assert not BookingSeries.objects.exists()
    assert Booking.objects.count() == 1


def test_a_date_skipped_on_purpose_is_not_among_those_in_trouble(make, plan, taken):
    skipped = replace(plan, choices={date(2026, 3, 10): Choice(skip=True)})
    with pytest.raises(SeriesUndecided, match="Une date ne va pas"):
        make(plan=skipped)


@pytest.mark.parametrize("dates", [5, 50])
def test_the_preview_costs_the_same_however_many_dates(
    plan, lucie, association, django_assert_num_queries, dates
):
    plan = replace(plan, recurrence=replace(TUESDAYS, rule=f"FREQ=WEEKLY;COUNT={dates}"))
    with django_assert_num_queries(10):
        assert len(agenda.preview(plan, Asker(lucie, association, lucie))) == dates


@pytest.mark.parametrize(
    ("choice", "third"),
    [
        (lambda place: Choice(starts=time(20)), "24/03 20:00"),
        (lambda place: Choice(space=room(place, "Salle de la Boivre")), "24/03 18:00"),
    ],
    ids=["moved", "other room"],
)
def test_a_taken_date_may_move_or_change_room(make, plan, taken, place, choice, third):
    series = make(plan=replace(plan, choices={date(2026, 3, 24): choice(place)}))
    assert third in starts(series)
    assert series.bookings.count() == 5


def test_a_skipped_date_is_kept_with_its_reason_and_tried_again(make, plan, taken, lucie):
    series = make(plan=replace(plan, choices={date(2026, 3, 24): Choice(skip=True)}))
    assert series.bookings.count() == 4
    (rejected,) = series.rejected.all()
    assert rejected.reason == "Date sautée à votre demande."
    assert retry_rejected(series=series, actor=lucie) == 0
    cancel(booking=taken, actor=lucie)
    assert retry_rejected(series=series, actor=lucie) == 1
    assert not series.rejected.exists()
    assert "24/03 18:00" in starts(series)


def test_a_quota_counts_the_dates_of_the_series_itself(make, place, association):
    BookingRules.objects.filter(place=place).update(monthly_quota=timedelta(hours=4))
    with pytest.raises(SeriesUndecided) as refused:
        make()
    assert [row.state for row in refused.value.occurrences] == [
        State.FREE,
        State.FREE,
        State.REFUSED,
        State.REFUSED,
        State.FREE,
    ]


@pytest.mark.parametrize(
    ("scope", "left", "gone"),
    [
        (Scope.THIS, ["07/04 18:00", "10/03 18:00", "17/03 18:00", "31/03 18:00"], 1),
        (Scope.FOLLOWING, ["10/03 18:00", "17/03 18:00"], 3),
        (Scope.ALL, [], 5),
    ],
)
def test_giving_dates_back(make, lucie, scope, left, gone):
    series = make()
    third = Booking.objects.filter(series=series, booked_spaces__starts_at=at("2026-03-24", "18:00")).get()
    assert cancel_series(booking=third, scope=scope, actor=lucie) == gone
    assert starts(series) == left
    assert Occupation.objects.count() == 5 - gone
    cancelled = Notice.objects.filter(kind="booking.reminder", outcome=Outcome.CANCELLED)
    assert cancelled.count() == gone
    assert Notice.objects.filter(kind="series.cancelled").count() == 1
    assert differences() == []


def test_what_is_past_never_changes(make, lucie, now):
    series = make()
    third = Booking.objects.filter(series=series, booked_spaces__starts_at=at("2026-03-24", "18:00")).get()
    now.move_to(at("2026-03-20", "12:00"))
    assert cancel_series(booking=third, scope=Scope.ALL, actor=lucie) == 3
    assert starts(series) == ["10/03 18:00", "17/03 18:00"]


@pytest.mark.parametrize(
    ("scope", "moved"),
    [
        (Scope.THIS, ["24/03 19:30"]),
        (Scope.FOLLOWING, ["07/04 19:30", "24/03 19:30", "31/03 19:30"]),
    ],
)
def test_moving_dates_keeps_their_day(make, lucie, scope, moved):
    series = make()
    third = Booking.objects.filter(series=series, booked_spaces__starts_at=at("2026-03-24", "18:00")).get()
    assert reschedule_series(booking=third, scope=scope, actor=lucie, starts=time(19, 30)) == len(moved)
    assert [start for start in starts(series) if "19:30" in start] == moved
    assert differences() == []


def test_moving_by_half_an_hour_does_not_meet_oneself(make, lucie, plan):
    daily = replace(plan, recurrence=replace(TUESDAYS, rule="FREQ=DAILY;COUNT=5"))
    series = make(plan=daily)
    first = series.bookings.get(booked_spaces__starts_at=at("2026-03-10", "18:00"))
    assert reschedule_series(booking=first, scope=Scope.ALL, actor=lucie, starts=time(19)) == 5


def test_a_move_that_meets_somebody_leaves_everything_as_it_was(make, lucie, ask):
    series = make()
    book(**ask(day="2026-03-31", start="20:00", end="21:30"))
    first = series.bookings.get(booked_spaces__starts_at=at("2026-03-10", "18:00"))
    before = starts(series)
    with pytest.raises(SeriesUndecided):
        reschedule_series(booking=first, scope=Scope.ALL, actor=lucie, starts=time(19))
    assert starts(series) == before
    assert differences() == []


def test_only_those_who_may_change_it_do(make, lucie):
    series = make()
    first = series.bookings.first()
    stranger = UserFactory()
    for verb in (
        lambda: cancel_series(booking=first, scope=Scope.ALL, actor=stranger),
        lambda: reschedule_series(booking=first, scope=Scope.ALL, actor=stranger, starts=time(9)),
        lambda: retry_rejected(series=series, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert len(starts(series)) == 5


def test_a_series_is_renewed_from_where_it_ended(make, lucie, association):
    series = make()
    following = renewal_of(series, until=date(2026, 5, 5))
    assert [day.isoformat() for day in following.recurrence.days()] == [
        "2026-04-14",
        "2026-04-21",
        "2026-04-28",
        "2026-05-05",
    ]
    renewed = create_series(organiser=lucie, organisation=association, plan=following, title=series.title)
    assert renewed.bookings.count() == 4


def test_a_series_without_a_title_is_refused(make):
    with pytest.raises(BookingRefused, match="ce que vous y faites"):
        make(title="  ")
