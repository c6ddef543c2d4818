import http.server
import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from bookings.ical import fetch
from bookings.ical.fetch import fetch_calendar, is_public
from bookings.ical.intake import CalendarRefused
from bookings.services.outside import follow, stop_following
from bookings.tasks import read_outside_calendars
from spaces.models import Occupation
from tests.calendars.events import event, ics

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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
