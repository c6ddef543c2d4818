import http.server
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bookings.errors import NotAllowed
from bookings.ical import fetch
from bookings.ical.fetch import fetch_calendar, is_public
from bookings.ical.intake import LARGEST, CalendarRefused
from bookings.ical.reader import read_apart
from bookings.models import OutsideCalendar, OutsideEvent
from bookings.services import book, cancel
from bookings.services.outside import follow, import_file, stop_following
from bookings.tasks import read_outside_calendars
from spaces.models import Occupation
from spaces.sources import differences
from tests.factories.bookings import PARIS, at
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SINCE, UNTIL = datetime(2026, 3, 2, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)


def ics(*events: str, zones: str = "") -> bytes:
    """A calendar of these events, each a few lines."""
    parts = [
        f"BEGIN:VEVENT\nUID:{number}@ailleurs\n{event}\nEND:VEVENT" for number, event in enumerate(events)
    ]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *([zones] if zones else []), *parts,
                      "END:VCALENDAR", ""])  # fmt: skip
    return text.replace("\n", "\r\n").encode()


def event(
    start: str = "20260303T140000", end: str = "20260303T160000", title: str = "Chorale", more: str = ""
):
    lines = [
        f"DTSTART{start if start[0] in ':;' else ':' + start}",
        f"DTEND{end if end[0] in ':;' else ':' + end}",
    ]
    return "\n".join([*lines, f"SUMMARY:{title}", *([more] if more else [])])


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


class Agenda(http.server.BaseHTTPRequestHandler):
    """A calendar on the network, whose answers the test decides."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def do_GET(self):
        status, headers, body = self.answers[self.path]
        if self.headers.get("If-None-Match") and self.headers["If-None-Match"] == headers.get("ETag"):
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        # Whoever finds it too large hangs up.
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def agenda(monkeypatch):
    """A server on this machine, which is allowed as if it were public."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Agenda)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(fetch, "ALLOWED_PORTS", frozenset({80, 443, server.server_port}))
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    Agenda.answers = {}
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_followed_calendar_is_read_again_and_a_broken_one_keeps_what_it_gave(agenda, clain, samir, now):
    Agenda.answers["/a.ics"] = (200, {"ETag": '"1"'}, ics(event()))
    calendar = follow(space=clain, name="Chorale", address=f"{agenda}/a.ics", actor=samir)
    assert read_outside_calendars() == 1
    calendar.refresh_from_db()
    first = calendar.succeeded_at
    assert (calendar.trouble, calendar.etag, Occupation.objects.count()) == ("", '"1"', 1)
    for status, body, said in [
        (500, b"", "L’agenda a répondu « 500 »."),
        (200, b"<html>", "Ce fichier n’est pas un calendrier (.ics) lisible."),
    ]:
        now.shift(timedelta(minutes=15))
        Agenda.answers["/a.ics"] = (status, {"ETag": '"2"'}, body)
        assert read_outside_calendars() == 0
        calendar.refresh_from_db()
        assert (calendar.trouble, calendar.succeeded_at, Occupation.objects.count()) == (said, first, 1)
    Agenda.answers["/a.ics"] = (200, {"ETag": '"1"'}, b"never read")
    assert read_outside_calendars() == 1
    assert Occupation.objects.count() == 1
    stop_following(calendar=calendar, actor=samir)
    assert (Occupation.objects.count(), read_outside_calendars()) == (0, 0)


def test_redirects_are_followed_three_times_and_each_is_checked(agenda):
    for number in range(5):
        Agenda.answers[f"/{number}"] = (302, {"Location": f"/{number + 1}"}, b"")
    Agenda.answers["/5"] = (200, {}, b"ok")
    assert fetch_calendar(f"{agenda}/2").text == b"ok"
    with pytest.raises(CalendarRefused):
        fetch_calendar(f"{agenda}/1")
    Agenda.answers["/x"] = (302, {"Location": "http://127.0.0.2/"}, b"")
    with pytest.raises(CalendarRefused) as refused:
        fetch_calendar(f"{agenda}/x")
    assert refused.value.message == "Cette adresse mène à un réseau privé : elle n’est pas suivie."


def test_a_calendar_of_fifty_megabytes_is_left_half_read(agenda):
    Agenda.answers["/big"] = (200, {}, b"x" * 50_000_000)
    with pytest.raises(CalendarRefused) as refused:
        fetch_calendar(f"{agenda}/big")
    assert refused.value.message == "Cet agenda dépasse 5 Mo."


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/a.ics",
        "http://localhost/a.ics",
        "http://[::1]/a.ics",
        "http://[::ffff:10.0.0.1]/a.ics",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "https://user:secret@agenda.example/",
        "https://agenda.example:5432/",
        "file:///etc/passwd",
        "ftp://agenda.example/",
        "https://",
        "http://a b/",
        "",
    ],
)
def test_no_address_leads_inside(address):
    with pytest.raises(CalendarRefused):
        fetch_calendar(address)


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch):
    rows = [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *args, **more: rows)
    with pytest.raises(CalendarRefused):
        fetch_calendar("http://rebinding.example/")


def test_the_connection_goes_to_the_address_that_was_checked(agenda, monkeypatch):
    """A name that answers something else the second time is never asked a second time."""
    asked = []
    port = int(agenda.rsplit(":", 1)[1])

    def resolve(host, *args, **more):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    real = fetch.socket.create_connection
    reached = []

    def connect(address, *args, **more):
        reached.append(address)
        monkeypatch.undo()
        return real(address, *args, **more)

    monkeypatch.setattr(fetch.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    Agenda.answers["/"] = (200, {}, b"ok")
    assert fetch_calendar(f"http://rebinding.example:{port}/").text == b"ok"
    assert (asked, reached) == (["rebinding.example"], [("127.0.0.1", port)])


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("100.64.0.1", False),
     ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("fe80::1%eth0", False), ("224.0.0.1", False),
     ("240.0.0.1", False), ("fd00::1", False)],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
