from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from spaces.holidays import is_school_holiday, public_holiday, school_dates_known_until
from spaces.hours import Timetable, is_open, open_intervals
from spaces.models import OpeningException, OpeningRule
from tests.factories.spaces import FloorFactory, PlaceFactory, SpaceFactory

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def rule(weekday: int, opens: str, closes: str, **more) -> OpeningRule:
    return OpeningRule.objects.create(
        weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes), **more
    )


def wall(space, first: str, last: str) -> list[str]:
    """Open intervals as a person in Paris reads them."""
    found = open_intervals(space, date.fromisoformat(first), date.fromisoformat(last))
    return [f"{i.start.astimezone(PARIS):%a %d %H:%M}-{i.end.astimezone(PARIS):%a %d %H:%M}" for i in found]


def test_weekly_rules_in_the_zone_of_the_place():
    space = SpaceFactory()
    rule(2, "08:00", "12:00", place=space.place)
    rule(2, "14:00", "22:00", place=space.place)

    (morning, evening) = open_intervals(space, date(2026, 12, 1), date(2026, 12, 8))

    assert morning.start == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert evening.end == datetime(2026, 12, 1, 21, tzinfo=UTC)


def test_a_space_without_any_rule_is_never_open():
    assert open_intervals(SpaceFactory(), date(2026, 1, 1), date(2027, 1, 1)) == []


def test_the_lowest_level_with_any_rule_wins():
    floor = FloorFactory()
    place = floor.building.place
    space = SpaceFactory(place=place, floor=floor)
    outside = SpaceFactory(place=place)
    rule(2, "08:00", "22:00", place=place)
    assert wall(space, "2026-12-01", "2026-12-03") == ["Tue 01 08:00-Tue 01 22:00"]
    rule(2, "09:00", "18:00", building=floor.building)
    assert wall(space, "2026-12-01", "2026-12-03") == ["Tue 01 09:00-Tue 01 18:00"]
    rule(3, "10:00", "11:00", space=space)
    assert wall(space, "2026-12-01", "2026-12-03") == ["Wed 02 10:00-Wed 02 11:00"]
    assert wall(outside, "2026-12-01", "2026-12-03") == ["Tue 01 08:00-Tue 01 22:00"]


def test_a_season_replaces_the_year_while_it_lasts():
    space = SpaceFactory()
    rule(2, "08:00", "22:00", place=space.place)
    rule(3, "08:00", "22:00", place=space.place)
    rule(3, "10:00", "14:00", place=space.place, valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 6))

    assert wall(space, "2026-12-01", "2026-12-10") == [
        "Wed 02 10:00-Wed 02 14:00",
        "Tue 08 08:00-Tue 08 22:00",
        "Wed 09 08:00-Wed 09 22:00",
    ]


def test_an_exceptional_day_replaces_the_week_and_the_lowest_level_names_it():
    space, other = SpaceFactory(), None
    other = SpaceFactory(place=space.place)
    rule(2, "08:00", "22:00", place=space.place)
    OpeningException.objects.create(place=space.place, date=date(2026, 12, 1), reason="Assemblée")
    OpeningException.objects.create(
        space=space, date=date(2026, 12, 1), opens=time(18), closes=time(0), reason="Assemblée"
    )

    assert wall(space, "2026-12-01", "2026-12-02") == ["Tue 01 18:00-Wed 02 00:00"]
    assert wall(other, "2026-12-01", "2026-12-02") == []


def test_public_holidays_close_unless_a_rule_says_otherwise():
    space, badge = SpaceFactory(), None
    badge = SpaceFactory(place=space.place)
    rule(5, "08:00", "22:00", place=space.place)
    rule(5, "00:00", "00:00", space=badge, on_public_holidays=True)

    assert public_holiday(date(2026, 12, 25)) == "Noël"
    assert wall(space, "2026-12-25", "2026-12-26") == []
    assert wall(badge, "2026-12-25", "2026-12-26") == ["Fri 25 00:00-Sat 26 00:00"]


def test_school_weeks_and_what_happens_after_the_published_calendar():
    space = SpaceFactory()
    rule(3, "08:00", "12:00", place=space.place, school_period="term")
    rule(3, "14:00", "18:00", place=space.place, school_period="holidays")

    assert wall(space, "2026-12-16", "2026-12-17") == ["Wed 16 08:00-Wed 16 12:00"]
    assert wall(space, "2026-12-23", "2026-12-24") == ["Wed 23 14:00-Wed 23 18:00"]
    assert school_dates_known_until() == date(2028, 8, 31)
    assert is_school_holiday(date(2028, 12, 27), "A") is None
    assert is_school_holiday(date(2026, 12, 23), "") is None
    assert wall(space, "2028-12-27", "2028-12-28") == ["Wed 27 08:00-Wed 27 12:00"]


def test_dates_of_service_bound_the_hours():
    space = SpaceFactory(in_service_from=date(2026, 12, 8), in_service_until=date(2026, 12, 15))
    rule(2, "08:00", "22:00", place=space.place)

    assert wall(space, "2026-12-01", "2027-01-01") == [
        "Tue 08 08:00-Tue 08 22:00",
        "Tue 15 08:00-Tue 15 22:00",
    ]


def test_nights_of_23_and_25_hours():
    space = SpaceFactory()
    rule(7, "00:00", "00:00", place=space.place)

    (spring,) = open_intervals(space, date(2026, 3, 29), date(2026, 3, 30))
    (autumn,) = open_intervals(space, date(2026, 10, 25), date(2026, 10, 26))

    assert (spring.length, autumn.length) == (timedelta(hours=23), timedelta(hours=25))


def test_midnight_close_joins_the_next_day():
    space = SpaceFactory()
    rule(2, "18:00", "00:00", place=space.place)
    rule(3, "00:00", "02:00", place=space.place)

    assert wall(space, "2026-12-01", "2026-12-03") == ["Tue 01 18:00-Wed 02 02:00"]
    assert is_open(space, datetime(2026, 12, 1, 20, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC))
    assert not is_open(space, datetime(2026, 12, 1, 20, tzinfo=UTC), datetime(2026, 12, 2, 2, tzinfo=UTC))


def test_many_spaces_cost_a_constant_number_of_queries(django_assert_num_queries):
    floor = FloorFactory()
    place = floor.building.place
    rule(2, "08:00", "22:00", place=place)
    for count in (1, 3):
        spaces = [SpaceFactory(place=place, floor=floor) for _ in range(count)]
        with django_assert_num_queries(2):
            timetable = Timetable(spaces)
            hours = [
                timetable.open_intervals(space, date(2026, 12, 1), date(2026, 12, 2)) for space in spaces
            ]
        assert [len(found) for found in hours] == [1] * count


@pytest.mark.parametrize(
    "other",
    [
        {"opens": time(9), "closes": time(10)},
        {"opens": time(20), "closes": time(0)},
        {"opens": time(9), "closes": time(10), "school_period": "term"},
    ],
)
def test_overlapping_rules_of_one_level_are_refused_in_french_and_by_the_database(other):
    place = PlaceFactory()
    rule(2, "08:00", "22:00", place=place)
    second = OpeningRule(place=place, weekday=2, **other)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.messages == ["Cet horaire en recouvre un autre : mardi de 8 h à 22 h."]
    with pytest.raises(IntegrityError, match="spaces_openingrule_place_no_overlap"), transaction.atomic():
        second.save()


CLOSED, MORNING = {"opens": None, "closes": None}, {"opens": time(10), "closes": time(12)}


@pytest.mark.parametrize(
    ("first", "second", "field", "sentence"),
    [
        (CLOSED, MORNING, "opens", "Ce jour est déjà dit fermé (mardi 1er décembre 2026, fermé) : "),
        (CLOSED, CLOSED, "date", "Ce jour est déjà dit fermé"),
        (MORNING, CLOSED, "date", "recouvrent celles-ci : mardi 1er décembre 2026, de 10 h à 12 h. "),
        (MORNING, {"opens": time(11, 30), "closes": time(0)}, "opens", "de 10 h à 12 h"),
        (
            {"opens": time(18), "closes": time(0)},
            {"opens": time(9), "closes": time(18, 1)},
            "opens",
            "à minuit",
        ),
    ],
)
@pytest.mark.parametrize("owner", ["place", "building", "space"])
def test_two_exceptional_days_never_contradict_each_other(owner, first, second, field, sentence):
    floor = FloorFactory()
    owners = {"place": floor.building.place, "building": floor.building, "space": SpaceFactory(floor=floor)}
    of = {owner: owners[owner], "date": date(2026, 12, 1)}
    OpeningException.objects.create(**of, **first)
    other = OpeningException(**of, **second)

    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert list(refusal.value.message_dict) == [field]
    assert sentence in refusal.value.message_dict[field][0]
    with (
        pytest.raises(IntegrityError, match=f"spaces_openingexception_{owner}_no_overlap"),
        transaction.atomic(),
    ):
        other.save()


def test_an_exceptional_day_has_a_morning_and_an_afternoon_and_each_level_its_own():
    floor = FloorFactory()
    place, day = floor.building.place, date(2026, 12, 1)
    for more in [
        MORNING | {"place": place},
        {"opens": time(12), "closes": time(0), "place": place},
        CLOSED | {"building": floor.building},
        CLOSED | {"place": PlaceFactory()},
        CLOSED | {"place": place, "date": date(2026, 12, 2)},
    ]:
        row = OpeningException(**({"date": day} | more))
        row.full_clean()
        row.save()
    row.full_clean()
    assert OpeningException.objects.count() == 5


def test_contradictory_days_of_before_are_joined_into_what_they_meant():
    place, day = PlaceFactory(), date(2026, 12, 1)
    drop = "ALTER TABLE spaces_openingexception DROP CONSTRAINT spaces_openingexception_place_no_overlap"
    with connection.cursor() as cursor:
        cursor.execute(drop)
    for opens, closes in [(None, None), (10, 12), (11, 15), (14, 16), (16, 18), (20, 0), (21, 22)]:
        hours = {} if opens is None else {"opens": time(opens), "closes": time(closes)}
        OpeningException.objects.create(place=place, date=day, **hours)
    for _ in range(2):
        OpeningException.objects.create(place=place, date=date(2026, 12, 2))
    space = SpaceFactory(place=place)
    before = wall(space, "2026-12-01", "2026-12-03")

    import_module("spaces.migrations.0005_exceptional_days_agree").join(apps, None)

    rows = OpeningException.objects.order_by("date", "opens")
    assert [str(row) for row in rows] == [
        "mardi 1er décembre 2026, de 10 h à 16 h",
        "mardi 1er décembre 2026, de 16 h à 18 h",
        "mardi 1er décembre 2026, de 20 h à minuit",
        "mercredi 2 décembre 2026, fermé",
    ]
    assert wall(space, "2026-12-01", "2026-12-03") == before


def test_rules_that_only_touch_or_differ_are_accepted():
    place = PlaceFactory()
    rule(2, "08:00", "12:00", place=place, school_period="term")
    for more in [
        {"opens": time(12), "closes": time(0)},
        {"opens": time(8), "closes": time(12), "school_period": "holidays"},
        {"opens": time(8), "closes": time(12), "valid_from": date(2026, 7, 1)},
        {"opens": time(8), "closes": time(12), "valid_until": date(2026, 6, 30)},
    ]:
        another = OpeningRule(place=place, weekday=2, **more)
        another.full_clean()
        another.save()
    assert OpeningRule.objects.count() == 5


def test_a_rule_that_closes_before_it_opens_is_refused():
    with pytest.raises(ValidationError) as refusal:
        OpeningRule(place=PlaceFactory(), weekday=2, opens=time(12), closes=time(8)).full_clean()
    assert refusal.value.messages == ["La fermeture vient avant l’ouverture."]


MINUTES = st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))


class HoursAgainstTheClock(TestCase):
    """Opening hours agree with asking, minute after minute, what the clock on the wall shows."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        rules=st.lists(st.tuples(st.integers(1, 7), MINUTES, MINUTES), max_size=6),
        monday=st.sampled_from([date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21), date(2027, 5, 3)]),
    )
    def test_agrees_with_a_naive_model(self, rules, monday):
        space = SpaceFactory()
        kept = []
        for weekday, opens, closes in rules:
            new = OpeningRule(place=space.place, weekday=weekday, opens=opens, closes=closes)
            try:
                new.full_clean()
            except ValidationError:
                continue
            new.save()
            kept.append((weekday, opens, closes))

        found = open_intervals(space, monday, monday + timedelta(days=8))

        inside = set()
        for interval in found:
            minute = interval.start
            while minute < interval.end:
                inside.add(minute)
                minute += timedelta(minutes=1)
        minute = datetime.combine(monday, time(0), tzinfo=PARIS).astimezone(UTC)
        end = datetime.combine(monday + timedelta(days=8), time(0), tzinfo=PARIS).astimezone(UTC)
        expected = set()
        while minute < end:
            seen = minute.astimezone(PARIS)
            if not public_holiday(seen.date()) and any(
                weekday == seen.isoweekday()
                and opens <= seen.time()
                and (seen.time() < closes or closes == time(0))
                for weekday, opens, closes in kept
            ):
                expected.add(minute)
            minute += timedelta(minutes=1)
        assert inside == expected
