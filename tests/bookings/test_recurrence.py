from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.recurrence import Recurrence, RuleRefused, default_end, with_end

PARIS = ZoneInfo("Europe/Paris")
NEW_YORK = ZoneInfo("America/New_York")


def days(rule, first="1997-09-02", zone=NEW_YORK, at=time(9), **more) -> list[str]:
    found = Recurrence(rule, date.fromisoformat(first), at, zone, **more).days()
    return [day.isoformat() for day in found]


# RFC 5545, 3.8.5.3, every example of a day or longer that ends within thirteen months, or cut there.
RFC_EXAMPLES = [
    ("FREQ=DAILY;COUNT=10", "1997-09-02"),
    ("FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02"),
    ("FREQ=DAILY;INTERVAL=2;UNTIL=19981001T000000Z", "1997-09-02"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02"),
    ("FREQ=DAILY;UNTIL=19980131T140000Z;BYMONTH=1", "1997-09-02"),
    ("FREQ=WEEKLY;COUNT=10", "1997-09-02"),
    ("FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09-02"),
    ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=19981001T000000Z", "1997-09-02"),
    ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02"),
    ("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02"),
    ("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02"),
    ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05"),
    ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05"),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07"),
    ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22"),
    ("FREQ=MONTHLY;UNTIL=19981001T000000Z;BYMONTHDAY=-3", "1997-09-28"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30"),
    ("FREQ=MONTHLY;INTERVAL=18;COUNT=1;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10"),
    ("FREQ=MONTHLY;INTERVAL=2;UNTIL=19981001T000000Z;BYDAY=TU", "1997-09-02"),
    ("FREQ=YEARLY;COUNT=3;BYMONTH=6,7", "1997-06-10"),
    ("FREQ=YEARLY;COUNT=2;BYYEARDAY=1,100,200", "1997-01-01"),
    ("FREQ=YEARLY;COUNT=1;BYDAY=20MO", "1997-05-19"),
    ("FREQ=YEARLY;COUNT=1;BYWEEKNO=20;BYDAY=MO", "1997-05-12"),
    ("FREQ=YEARLY;COUNT=3;BYMONTH=3;BYDAY=TH", "1997-03-13"),
    ("FREQ=YEARLY;COUNT=13;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05"),
    ("FREQ=MONTHLY;UNTIL=19981001T000000Z;BYDAY=FR;BYMONTHDAY=13", "1997-09-02"),
    ("FREQ=MONTHLY;COUNT=10;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04"),
    ("FREQ=MONTHLY;COUNT=7;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "1997-09-15"),
]


@pytest.mark.parametrize(("rule", "first"), RFC_EXAMPLES)
def test_the_examples_of_the_rfc_agree_with_dateutil(rule, first):
    start = datetime.combine(date.fromisoformat(first), time(9), NEW_YORK)
    expected = [found.date().isoformat() for found in rrulestr(rule, dtstart=start)]
    assert expected
    assert days(rule, first) == expected


def test_the_rfc_s_own_listing_of_the_third_day_of_the_month():
    assert days("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04") == [
        "1997-09-04",
        "1997-10-07",
        "1997-11-06",
    ]


def test_dates_taken_out_and_put_in():
    assert days(
        "FREQ=WEEKLY;COUNT=3",
        "2026-03-03",
        exdates=frozenset({date(2026, 3, 10)}),
        rdates=frozenset({date(2026, 3, 12), date(2026, 3, 17)}),
    ) == ["2026-03-03", "2026-03-12", "2026-03-17"]


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=MONTHLY;COUNT=4", "2027-01-31", ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("FREQ=YEARLY;COUNT=1", "2028-02-29", ["2028-02-29"]),
    ],
)
def test_days_that_some_months_do_not_have(rule, first, expected):
    assert days(rule, first, PARIS) == expected


def test_a_weekly_nine_o_clock_stays_nine_o_clock_across_the_change_of_hour():
    found = Recurrence("FREQ=WEEKLY;COUNT=3", date(2026, 10, 20), time(9), PARIS).instants()
    assert found == [
        datetime(2026, 10, 20, 7, tzinfo=UTC),
        datetime(2026, 10, 27, 8, tzinfo=UTC),
        datetime(2026, 11, 3, 8, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # 2 h 30 does not exist on 29 March 2026: shifted by the hour of the gap, 3 h 30 in Paris.
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # 2 h 30 exists twice on 25 October 2026: the first one, in summer time.
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_nights_when_the_clocks_change(day, expected):
    assert Recurrence("FREQ=DAILY;COUNT=1", day, time(2, 30), PARIS).instants() == [expected]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        # 21 h 59 UTC is 23 h 59 in Paris in summer: the 30th counts.
        ("20260630T215959Z", "2026-06-30"),
        # 7 h UTC is 9 h in Paris: the occurrence of 9 h is inclusive, that of a second later is not.
        ("20260630T070000Z", "2026-06-30"),
        ("20260630T065959Z", "2026-06-23"),
        ("20260630", "2026-06-30"),
        ("20260630T090000", "2026-06-30"),
    ],
)
def test_an_end_in_utc_is_read_on_the_clock_of_the_place(until, last):
    assert days(f"FREQ=WEEKLY;UNTIL={until}", "2026-06-02", PARIS)[-1] == last


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("FREQ=SECONDLY;COUNT=5", "au plus une fois par jour"),
        ("FREQ=HOURLY;COUNT=5", "au plus une fois par jour"),
        ("FREQ=DAILY", "a une fin"),
        ("FREQ=DAILY;COUNT=10000", "plus de 400 dates"),
        ("FREQ=DAILY;COUNT=401", "plus de 400 dates"),
        ("FREQ=DAILY;COUNT=0", "nombre entier"),
        ("FREQ=DAILY;COUNT=-3", "nombre entier"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", "nombre entier"),
        ("FREQ=WEEKLY;COUNT=60", "ne donne que 57 dates sur 60"),
        ("FREQ=WEEKLY;UNTIL=20300101", "treize mois au plus"),
        ("FREQ=WEEKLY;UNTIL=20260231", "ne se lit pas"),
        ("FREQ=WEEKLY;UNTIL=demain", "ne se lit pas"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20260401", "pas les deux"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "ne se lit pas"),
        ("FREQ=WEEKLY;BYHOUR=9;COUNT=3", "ne se lit pas"),
        ("tous les mardis", "ne se lit pas"),
        ("", "ne se lit pas"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "ne donne que 0 dates sur 1"),
    ],
)
def test_what_the_house_does_not_accept_is_said(rule, says):
    with pytest.raises(RuleRefused, match=says):
        days(rule, "2026-03-03", PARIS)


def test_a_date_put_in_too_late_is_refused():
    with pytest.raises(RuleRefused, match="date ajoutée"):
        days("FREQ=WEEKLY;COUNT=2", "2026-03-03", rdates=frozenset({date(2027, 4, 4)}))


@pytest.mark.parametrize(
    ("first", "end"),
    [
        (date(2026, 9, 1), date(2027, 8, 31)),
        (date(2026, 8, 31), date(2026, 8, 31)),
        (date(2026, 3, 3), date(2026, 8, 31)),
    ],
)
def test_a_season_ends_on_the_last_day_of_august(first, end):
    assert default_end(first) == end


def test_an_end_is_written_in_utc():
    assert with_end("FREQ=WEEKLY;BYDAY=TU;COUNT=9", until=date(2027, 8, 31), zone=PARIS) == (
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270831T215959Z"
    )


@settings(max_examples=150, deadline=None)
@given(
    first=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    interval=st.integers(1, 4),
    weeks=st.integers(0, 56),
    at=st.times().map(lambda found: found.replace(second=0, microsecond=0)),
)
def test_a_rule_keeps_its_wall_clock_and_its_order(first, frequency, interval, weeks, at):
    until = (first + timedelta(weeks=weeks)).strftime("%Y%m%d")
    series = Recurrence(f"FREQ={frequency};INTERVAL={interval};UNTIL={until}", first, at, PARIS)
    found = series.days()
    assert found == sorted(set(found))
    assert found[0] == first
    assert found[-1] <= first + timedelta(weeks=weeks)
    for day, instant in zip(found, series.instants(), strict=True):
        wall = instant.astimezone(PARIS)
        gap = wall.replace(tzinfo=None) - datetime.combine(day, at)
        assert gap in (timedelta(0), timedelta(hours=1))
