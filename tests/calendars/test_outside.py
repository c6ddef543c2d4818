from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bookings.errors import NotAllowed
from bookings.ical.intake import LARGEST, CalendarRefused
from bookings.ical.reader import read_apart
from bookings.models import OutsideCalendar, OutsideEvent
from bookings.services import book, cancel
from bookings.services.outside import follow, import_file
from spaces.models import Occupation
from spaces.sources import differences
from tests.calendars.events import event, ics
from tests.factories.bookings import PARIS, at
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SINCE, UNTIL = datetime(2026, 3, 2, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)


def read(text: bytes, **more):
    return read_apart(text, zone=PARIS, since=SINCE, until=UNTIL, **more)


def spans(reading) -> list[tuple[datetime, datetime]]:
    return [(moment.start, moment.end) for moment in reading.moments]


@pytest.mark.parametrize(
    "written",
    [
        ("20260303T140000", "20260303T160000"),
        ("20260303T130000Z", "20260303T150000Z"),
        (";TZID=Europe/Paris:20260303T140000", ";TZID=Europe/Paris:20260303T160000"),
        (";TZID=Romance Standard Time:20260303T140000", ";TZID=Romance Standard Time:20260303T160000"),
        (";TZID=America/New_York:20260303T080000", ";TZID=America/New_York:20260303T100000"),
    ],
)
def test_hours_are_understood_in_the_zones_that_people_use(written):
    assert spans(read(ics(event(*written)))) == [(at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]


def test_series_and_exceptions_are_understood():
    weekly = event(
        ";TZID=Europe/Paris:20260303T190000",
        ";TZID=Europe/Paris:20260303T210000",
        more="RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Paris:20260310T190000",
    )
    moved = event(
        ";TZID=Europe/Paris:20260318T200000",
        ";TZID=Europe/Paris:20260318T220000",
        more="RECURRENCE-ID;TZID=Europe/Paris:20260317T190000",
    )
    text = ics(weekly, moved).replace(b"UID:1@", b"UID:0@")
    assert [start for start, _ in spans(read(text))] == [
        at("2026-03-03", "19:00"),
        at("2026-03-18", "20:00"),
        at("2026-03-24", "19:00"),
        at("2026-03-31", "19:00"),
    ]


@pytest.mark.parametrize(
    ("end", "more", "days"),
    [
        ("20260304", "", [("2026-03-03", "2026-03-04")]),
        ("20260305", "", [("2026-03-03", "2026-03-05")]),
        (
            "20260304",
            "RRULE:FREQ=WEEKLY;UNTIL=20260331",
            [
                ("2026-03-03", "2026-03-04"),
                ("2026-03-10", "2026-03-11"),
                ("2026-03-17", "2026-03-18"),
                ("2026-03-24", "2026-03-25"),
                ("2026-03-31", "2026-04-01"),
            ],
        ),
    ],
)
def test_whole_days_run_from_midnight_to_midnight_on_the_clocks_of_the_place(end, more, days):
    reading = read(ics(event(";VALUE=DATE:20260303", f";VALUE=DATE:{end}", more=more)))

    assert spans(reading) == [(at(first, "00:00"), at(last, "00:00")) for first, last in days]


def test_what_holds_nobody_is_left_alone():
    reading = read(ics(event(more="STATUS:CANCELLED"), event(more="TRANSP:TRANSPARENT"), event()))
    assert len(reading.moments) == 1


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        (ics("SUMMARY:Sans début"), "« Sans début » n’a pas de début."),
        (
            ics(event(";TZID=Mars/Olympus:20260303T140000", ";TZID=Mars/Olympus:20260303T160000")),
            "« Chorale » est dans un fuseau inconnu (Mars/Olympus).",
        ),
        (ics(event(more="RRULE:FREQ=SECONDLY")), "« Chorale » revient plus d’une fois par jour."),
        (
            ics(event(more="RRULE:FREQ=DAILY;BYMINUTE=0,1,2;BYSECOND=0,1,2")),
            "« Chorale » revient plus d’une fois par jour.",
        ),
        (
            ics(event("00010101T100000Z", "00010101T110000Z", more="RRULE:FREQ=DAILY")),
            "« Chorale » revient depuis avant 2000.",
        ),
        (ics(event("20260303T140000", "20270303T140000")), "« Chorale » dure plus de deux mois."),
    ],
)
def test_an_event_that_makes_no_sense_is_said_and_the_others_are_read(hostile, said):
    text = hostile.replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:bon\r\nDTSTART:20260401T080000Z\r\n"
                           b"DTEND:20260401T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR")  # fmt: skip
    reading = read(text)
    assert reading.left_out == [said]
    assert [moment.start for moment in reading.moments] == [datetime(2026, 4, 1, 8, tzinfo=UTC)]


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"bonjour",
        b"BEGIN:VCALENDAR\r\n",
        b"\x00\xff" * 1000,
        b"x" * (LARGEST + 1),
        b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"a\r\n " * 30_000 + b"\r\nEND:VCALENDAR\r\n",
        b"\n" * 250_000,
        ics(*[event()] * 5_001),
        ics(*[event(more="RRULE:FREQ=DAILY")] * 9),
    ],
    ids=["nothing", "prose", "cut", "bytes", "large", "folded", "lines", "events", "dates"],
)
def test_what_is_no_honest_calendar_is_refused_in_words(hostile):
    with pytest.raises(CalendarRefused) as refused:
        read(hostile)
    assert refused.value.message != ""


def test_a_rule_that_never_ends_dies_alone():
    endless = ics(*[event(more="RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30")] * 100)
    with pytest.raises(CalendarRefused) as refused:
        read(endless, seconds=1)
    assert refused.value.message.startswith("Ce calendrier demande trop de calcul")


def test_a_file_holds_the_free_dates_and_says_what_is_taken(clain, samir, ask, lucie):
    booking = book(**ask(day="2026-03-10"))
    weekly = event(more="RRULE:FREQ=WEEKLY;COUNT=3")
    outcome = import_file(space=clain, name="Chorale", text=ics(weekly), actor=samir)
    assert (outcome.held, outcome.in_conflict, outcome.gone) == (2, 1, 0)
    (conflict,) = OutsideEvent.objects.in_conflict()
    assert (conflict.starts_at, "n’est pas libre" in conflict.conflict) == (at("2026-03-10", "14:00"), True)
    assert differences() == []
    cancel(booking=booking, actor=lucie)
    again = import_file(space=clain, name="Chorale", text=ics(weekly), actor=samir)
    assert (again.held, again.in_conflict) == (3, 0)
    assert (Occupation.objects.count(), OutsideEvent.objects.count()) == (3, 3)
    assert differences() == []


def test_what_moves_or_leaves_moves_or_leaves_here(clain, samir):
    import_file(
        space=clain, name="A", text=ics(event(), event("20260304T140000", "20260304T160000")), actor=samir
    )
    moved = ics(event(more="SEQUENCE:1").replace("T16", "T17"))
    outcome = import_file(space=clain, name="A", text=moved, actor=samir)
    assert (outcome.held, outcome.gone) == (1, 1)
    (row,) = Occupation.objects.all()
    assert (row.used.lower, row.used.upper) == (at("2026-03-03", "14:00"), at("2026-03-03", "17:00"))
    assert differences() == []


def test_only_the_managers_let_a_calendar_in(clain, lucie):
    with pytest.raises(NotAllowed):
        import_file(space=clain, name="A", text=ics(event()), actor=lucie)
    with pytest.raises(NotAllowed):
        follow(space=clain, name="A", address="https://agenda.example/a.ics", actor=UserFactory())
    assert OutsideCalendar.objects.count() == 0


def test_the_command_previews_then_writes(clain, tmp_path, ask):
    book(**ask())
    file = tmp_path / "chorale.ics"
    file.write_bytes(ics(event(more="RRULE:FREQ=WEEKLY;COUNT=2"), "SUMMARY:Sans début"))
    printed = StringIO()
    call_command("import_calendar", str(file), "--space", "salle-du-clain", "--dry-run", stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "PRIS   mardi 3 mars 2026 de 14 h à 16 h  Chorale"
    assert lines[2] == "libre  mardi 10 mars 2026 de 14 h à 16 h  Chorale"
    assert lines[-1] == "1 date(s) libres, 1 en conflit. Rien n’est écrit."
    assert OutsideEvent.objects.count() == 0
    call_command("import_calendar", str(file), "--space", "la-caserne/salle-du-clain", stdout=StringIO())
    assert (OutsideEvent.objects.count(), Occupation.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    "arguments", [["rien.ics", "--space", "salle-du-clain"], ["rien.ics", "--space", "grenier"]]
)
def test_the_command_says_what_it_cannot_do(clain, arguments):
    with pytest.raises(CommandError):
        call_command("import_calendar", *arguments, stdout=StringIO())
