"""Series that hypothesis invents over two years: three readers find the same instants as we do."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.ical.feed import calendar_of
from bookings.ical.rows import CANCELLED, Line
from bookings.models import BookingSeries
from bookings.recurrence import Recurrence, RuleRefused, start_on
from spaces.models import Place
from tests.calendars.readers import by_icalendar, by_vobject

SERIES = UUID("8a1f4a1e-7c58-4d5e-9a59-5f1b5c1d2e3f")
STAMP = datetime(2026, 3, 2, 8, tzinfo=UTC)
ZONES = ["Europe/Paris", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Indian/Reunion",
         "Africa/Casablanca"]  # fmt: skip
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
KINDS = ["drop", "cancel", "shift", "lengthen", "rename", "elsewhen"]


@st.composite
def rules(draw) -> str:
    """A rule as people say them, and some that few readers agree on."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if frequency == "WEEKLY" and draw(st.booleans()):
        parts.append("BYDAY=" + ",".join(draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1, max_size=4))))
    if frequency == "MONTHLY":
        parts += draw(
            st.sampled_from(
                [[], ["BYDAY=1MO"], ["BYDAY=-1FR,2TU"], ["BYMONTHDAY=31"], ["BYMONTHDAY=-1"], ["BYMONTHDAY=1,15"],
                 ["BYDAY=MO,TU,WE,TH,FR", "BYSETPOS=-1"]]
            )
        )  # fmt: skip
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    else:
        parts.append(f"UNTIL={draw(st.dates(date(2026, 2, 1), date(2028, 12, 31))):%Y%m%d}")
    return ";".join(parts)


@st.composite
def told(draw) -> tuple[BookingSeries, list[Line]]:
    """A series, and what became of each of its dates."""
    zone = draw(st.sampled_from(ZONES))
    series = BookingSeries(
        pk=SERIES,
        place=Place(timezone=zone),
        rule=draw(rules()),
        first_day=draw(st.dates(date(2026, 1, 1), date(2027, 12, 31))),
        starts=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30, 45]))),
        duration=timedelta(minutes=15 * draw(st.integers(1, 48))),
    )
    recurrence = Recurrence(series.rule, series.first_day, series.starts, series.place.zone)
    try:
        days = recurrence.days()
    except RuleRefused:
        days = []
    changes = draw(st.dictionaries(st.integers(0, 60), st.sampled_from(KINDS), max_size=6))
    lines = []
    for index, day in enumerate(days):
        start = start_on(day, series.starts, series.place.zone)
        facts = {"start": start, "end": start + series.duration, "title": "Répétition"}
        kind = changes.get(index)
        if kind == "drop":
            continue
        if kind == "cancel":
            facts["status"] = CANCELLED
        if kind == "shift":
            facts |= {"start": start + timedelta(minutes=45), "end": facts["end"] + timedelta(minutes=45)}
        if kind == "lengthen":
            facts["end"] += timedelta(minutes=30)
        if kind == "rename":
            facts["title"] = "Répétition générale, avec éclairage; entrée rue du Château-d’Eau"
        if kind == "elsewhen":
            facts |= {"start": start + timedelta(days=2), "end": facts["end"] + timedelta(days=2)}
        lines.append(Line(name=f"{index}@caserne.example", series=SERIES, sequence=index % 3, **facts))
    return series, lines


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told())
def test_every_reader_finds_every_instant(icaljs, made):
    series, lines = made
    text = calendar_of("Essai", lines, [series], STAMP)
    expected = sorted((line.start, line.end) for line in lines if line.status != CANCELLED)
    assert by_icalendar(text) == expected
    assert by_vobject(text) == expected
    assert icaljs(text) == expected


def weekly(**more) -> BookingSeries:
    facts = {
        "pk": SERIES,
        "place": Place(timezone="Europe/Paris"),
        "rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=30",
        "first_day": date(2026, 3, 3),
        "starts": time(19),
        "duration": timedelta(hours=2),
    }
    return BookingSeries(**facts | more)


def lines_of_series(series: BookingSeries) -> list[Line]:
    days = Recurrence(series.rule, series.first_day, series.starts, series.place.zone).days()
    starts = [start_on(day, series.starts, series.place.zone) for day in days]
    return [
        Line(f"{at:%j}@caserne.example", at, at + series.duration, "Répétition", series=SERIES)
        for at in starts
    ]


def test_a_weekly_series_is_one_event_with_its_zone_and_its_end_in_utc(icaljs):
    lines = lines_of_series(weekly())
    text = calendar_of("Essai", lines, [weekly()], STAMP)
    written = text.decode().replace("\r\n ", "")
    assert written.count("BEGIN:VEVENT") == 1
    assert "DTSTART;TZID=Europe/Paris:20260303T190000\r\n" in written
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260922T170000Z;BYDAY=TU\r\n" in written
    assert "DTSTART:19700329T020000\r\n" in written
    assert "DTSTART:19701025T030000\r\n" in written
    assert "RDATE" not in written
    assert "METHOD" not in written
    assert icaljs(text) == [(line.start, line.end) for line in lines]


def test_no_line_is_longer_than_75_octets_and_none_is_bare():
    lines = [Line("1@x", STAMP, STAMP + timedelta(hours=1), "É" * 200 + "\x07\n fin; et, \\ tout", "Halle")]
    text = calendar_of("Agenda", lines, [], STAMP)
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\x07" not in text
    assert text.replace(b"\r\n", b"").count(b"\n") == 0
    (event,) = by_icalendar(text)
    assert event == (STAMP, STAMP + timedelta(hours=1))


def test_a_night_of_march_keeps_its_hour_as_an_event_of_its_own(icaljs):
    series = weekly(rule="FREQ=DAILY;COUNT=4", first_day=date(2026, 3, 27), starts=time(2, 30))
    lines = lines_of_series(series)
    text = calendar_of("Essai", lines, [series], STAMP)
    assert text.count(b"BEGIN:VEVENT") == 2
    assert icaljs(text) == by_vobject(text) == [(line.start, line.end) for line in lines]
