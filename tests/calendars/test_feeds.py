from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from bookings.agenda import Plan
from bookings.enums import BookingStatus, ClosureKind
from bookings.errors import NotAllowed
from bookings.feed_links import feed_address
from bookings.models import Booking, CalendarFeed
from bookings.services import book, cancel, close_spaces, reschedule
from bookings.services.feeds import close_feed, open_feed, renew_feed
from bookings.services.series import create_series
from bookings.services.series_changes import Scope, cancel_series
from people.services import leave
from spaces.holds import Hold
from tests.api.calling import Caller
from tests.bookings.test_series import TUESDAYS
from tests.calendars.readers import by_icalendar, by_vobject
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.spaces import divide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def read(client):
    """Fetch an agenda as a calendar program does."""

    def fetch(feed: CalendarFeed, **headers: str):
        path = feed_address(feed).removeprefix("http://127.0.0.1:8000")
        return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return fetch


def summaries(answer) -> list[str]:
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(event["summary"]) for event in calendar.walk("VEVENT")]


def test_ones_own_agenda(read, lucie, ask):
    book(**ask())
    answer = read(open_feed(owner=lucie))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert summaries(answer) == ["Réunion de bureau"]
    assert b"METHOD" not in answer.content
    assert by_icalendar(answer.content) == [(at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]


def test_an_agenda_of_a_room_hides_what_its_owner_may_not_read(read, ask, clain, lucie, samir, association):
    book(**ask(title="Secret"))
    book(**ask(day="2026-03-04", title="Ouvert", is_public=True))
    stranger = UserFactory()
    feeds = {user: open_feed(owner=user, subject=clain) for user in (stranger, lucie, samir)}
    assert [summaries(read(feeds[user])) for user in (stranger, lucie, samir)] == [
        ["Occupé", "Ouvert"],
        ["Secret", "Ouvert"],
        ["Secret", "Ouvert"],
    ]
    assert b"Lucie" not in read(feeds[stranger]).content


def test_a_bay_is_busy_when_its_hall_is(read, place, ask):
    hall = room(place, "Halle")
    nord, _ = divide(hall, "Travée Nord", "Travée Sud", capacity=20)
    book(**ask(space=hall))
    assert summaries(read(open_feed(owner=UserFactory(), subject=nord))) == ["Occupé"]


def test_an_agenda_of_a_place_tells_its_closures_too(read, place, clain, ask, samir):
    book(**ask(title="Secret"))
    close_spaces(
        spaces=[clain],
        starts_at=at("2026-03-05", "08:00"),
        ends_at=at("2026-03-05", "22:00"),
        kind=ClosureKind.WORKS,
        reason="peinture",
        actor=samir,
    )
    assert summaries(read(open_feed(owner=UserFactory(), subject=place))) == ["Occupé", "Fermé : peinture"]


def test_an_organisations_agenda_is_for_its_members_as_long_as_they_are(read, lucie, association, ask, now):
    book(**ask())
    with pytest.raises(NotAllowed):
        open_feed(owner=UserFactory(), subject=association)
    feed = open_feed(owner=lucie, subject=association)
    assert summaries(read(feed)) == ["Réunion de bureau"]
    leave(membership=lucie.memberships.get(), ends_on=datetime(2026, 3, 2).date())
    now.shift(timedelta(days=1))
    assert read(feed).status_code == 404


def test_nothing_new_is_answered_in_two_words(read, lucie, ask, now):
    booking = book(**ask())
    feed = open_feed(owner=lucie)
    first = read(feed)
    now.shift(timedelta(hours=2))
    assert read(feed).content == first.content
    by_tag = read(feed, If_None_Match=first["ETag"])
    by_date = read(feed, If_Modified_Since=first["Last-Modified"])
    assert [(answer.status_code, answer.content) for answer in (by_tag, by_date)] == [(304, b"")] * 2
    assert by_tag["ETag"] == first["ETag"]
    cancel(booking=booking, actor=lucie)
    changed = read(feed, If_None_Match=first["ETag"])
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
    assert changed["Last-Modified"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_what_is_given_back_says_so_for_three_months(read, lucie, ask, now):
    booking = book(**ask())
    cancel(booking=booking, actor=lucie)
    feed = open_feed(owner=lucie)
    written = read(feed).content.decode()
    assert ("STATUS:CANCELLED" in written, "SEQUENCE:1" in written) == (True, True)
    now.shift(timedelta(days=89))
    assert len(summaries(read(feed))) == 1
    now.shift(timedelta(days=3))
    assert summaries(read(feed)) == []


def test_the_name_of_an_event_never_changes_and_its_sequence_grows(read, lucie, ask, clain):
    booking = book(**ask())
    feed = open_feed(owner=lucie)

    def event():
        return icalendar.Calendar.from_ical(read(feed).content).walk("VEVENT")[0]

    before = event()
    rooms = [Hold(clain, at("2026-03-03", "15:00"), at("2026-03-03", "17:00"))]
    reschedule(booking=booking, actor=lucie, rooms=rooms)
    after = event()
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after["dtstart"].dt == datetime(2026, 3, 3, 14, tzinfo=UTC)


def test_a_series_with_a_date_given_back_and_one_moved(read, lucie, place, clain, association, icaljs):
    RulesFactory(place=place, horizon=timedelta(days=400))
    plan = Plan(space=clain, recurrence=TUESDAYS, duration=timedelta(hours=2), attendees=9)
    series = create_series(organiser=lucie, organisation=association, plan=plan, title="Couture")
    rows = sorted(Booking.objects.filter(series=series).with_rooms(), key=lambda row: row.starts_at)
    cancel_series(booking=rows[1], scope=Scope.THIS, actor=lucie)
    row = rows[2].booked_spaces.get()
    hold = Hold(clain, row.starts_at + timedelta(hours=1), row.ends_at + timedelta(hours=1))
    reschedule(booking=rows[2], actor=lucie, rooms=[hold])
    answer = read(open_feed(owner=lucie, subject=clain))
    expected = sorted(
        (row.starts_at, row.ends_at)
        for booking in Booking.objects.filter(series=series, status=BookingStatus.CONFIRMED).with_rooms()
        for row in booking.booked_spaces.all()
    )
    assert by_icalendar(answer.content) == by_vobject(answer.content) == icaljs(answer.content) == expected
    written = answer.content.decode()
    assert [written.count(word) for word in ("RRULE:", "RECURRENCE-ID", "STATUS:CANCELLED")] == [3, 2, 1]
    assert f"UID:{series.pk}@127.0.0.1" in written.replace("\r\n ", "")


def test_a_renewed_address_kills_the_old_one(read, client, lucie):
    feed = open_feed(owner=lucie)
    old = feed_address(feed)
    renewed = renew_feed(feed=feed, actor=lucie)
    assert client.get(old).status_code == 404
    assert read(renewed).status_code == 200
    for actor in (UserFactory(is_superuser=True),):
        with pytest.raises(NotAllowed):
            renew_feed(feed=feed, actor=actor)
        with pytest.raises(NotAllowed):
            close_feed(feed=feed, actor=actor)


def test_an_address_that_is_not_ours_or_of_somebody_gone_opens_nothing(client, read, lucie):
    feed = open_feed(owner=lucie)
    forged = feed_address(feed).replace(".ics", "x.ics")
    assert client.get(forged).status_code == 404
    assert client.get("/agendas/x.ics").status_code == 404
    lucie.is_active = False
    lucie.save()
    assert read(feed).status_code == 404


def test_opening_twice_gives_the_same_agenda(lucie, clain):
    assert open_feed(owner=lucie, subject=clain) == open_feed(owner=lucie, subject=clain)
    assert open_feed(owner=lucie) == open_feed(owner=lucie)


@pytest.mark.parametrize("count", [1, 3])
def test_an_agenda_asks_as_much_whatever_it_tells(read, ask, clain, lucie, count, django_assert_num_queries):
    for day in range(3, 3 + count):
        book(**ask(day=f"2026-03-0{day}"))
    feed = open_feed(owner=lucie, subject=clain)
    read(feed)
    # The agenda, whether it may be followed, parts, bookings, titles, closures, outside (two), series.
    with django_assert_num_queries(8):
        assert len(summaries(read(feed))) == count


def test_the_page_gives_addresses_and_takes_them_back(client, lucie, association, clain):
    client.force_login(lucie)
    page = "/mon-espace/agendas/"
    assert client.post(page, {"what": f"espace-{clain.pk}"})["Location"] == page
    (feed,) = CalendarFeed.objects.all()
    assert feed_address(feed) in client.get(page).content.decode()
    assert client.post(page, {"what": "structure-0"}).status_code == 422
    assert client.post(f"{page}{feed.pk}/renouveler/")["Location"] == page
    feed.refresh_from_db()
    assert feed.version == 2
    client.force_login(UserFactory())
    assert client.post(f"{page}{feed.pk}/fermer/").status_code == 404
    client.force_login(lucie)
    client.post(f"{page}{feed.pk}/fermer/")
    assert CalendarFeed.objects.count() == 0


def test_another_organisation_is_not_offered(client, lucie):
    client.force_login(lucie)
    other = OrganisationFactory()
    answer = client.post("/mon-espace/agendas/", {"what": f"structure-{other.pk}"})
    assert (answer.status_code, CalendarFeed.objects.count()) == (422, 0)


def test_programs_read_the_addresses_of_their_person(lucie, clain):
    feed = open_feed(owner=lucie, subject=clain)
    assert Caller(lucie).get("/calendars").json()["items"] == [
        {
            "id": str(feed.pk),
            "kind": "space",
            "name": "Salle du Clain",
            "address": feed_address(feed),
            "last_read_at": None,
        }
    ]
    assert Caller(UserFactory()).get("/calendars").json()["items"] == []
