"""The page of a door, and what its sign lets people do."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from bookings.models import Booking, DoorSign
from bookings.present.door import door_page
from bookings.services import book, close_spaces, release_unclaimed
from bookings.services.presence import check_in
from bookings.tasks import release_what_nobody_claims
from people.services import grant
from reminders.models import Notice
from spaces.models import Occupation, Part
from spaces.sources import differences
from tests.bookings.browsing import text_of
from tests.factories.bookings import RulesFactory, at, foreign_sign, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NBSP = "\u00a0"


@pytest.fixture
def sign(clain):
    return DoorSign.objects.create(space=clain)


def said(space) -> list[tuple[str, str, str, str]]:
    return [(row.word, row.until, row.title, row.following) for row in door_page(space).stretches]


def test_a_door_says_now_next_and_free_until(clain, ask):
    book(**ask(day="2026-03-02", start="10:00", end="12:00"))
    book(**ask(day="2026-03-02", start="12:00", end="13:30", title="Brocante", is_public=True))

    assert said(clain) == [
        ("Libre", f"jusqu’à 10{NBSP}h", "", f"10{NBSP}h : Réservé"),
        ("Occupé", f"jusqu’à 12{NBSP}h", "", f"12{NBSP}h : Brocante"),
        ("Occupé", f"jusqu’à 13{NBSP}h{NBSP}30", "Brocante", f"22{NBSP}h : fermeture"),
        ("Libre", f"jusqu’à 22{NBSP}h", "", f"22{NBSP}h : fermeture"),
        ("Fermé", f"ouvre à 8{NBSP}h", "", ""),
        ("Libre", "jusqu’à demain", "", ""),
    ]


def test_no_private_title_nor_name_is_on_a_door(client, sign, ask, now):
    book(**ask(day="2026-03-02", start="09:00", end="12:00"))

    for path in (sign.tablet_path, sign.here_path):
        page = text_of(client.get(path))
        assert "Occupé" in page
        for private in ("Réunion de bureau", "Lucie", "Petites Mains"):
            assert private not in page


def test_a_whole_is_busy_when_a_bay_is_and_closed_says_why(place, ask, samir):
    hall, bay = room(place, "Halle"), room(place, "Travée")
    Part.objects.create(whole=hall, part=bay)
    book(**ask(space=bay, day="2026-03-02", start="09:00", end="10:00"))
    close_spaces(
        spaces=[bay],
        starts_at=at("2026-03-02", "10:00"),
        ends_at=at("2026-03-02", "22:00"),
        kind="works",
        reason="parquet",
        actor=samir,
    )

    assert [row[0:3] for row in said(hall)[:2]] == [
        ("Occupé", f"jusqu’à 10{NBSP}h", ""),
        ("Fermé", f"jusqu’à 22{NBSP}h", "Fermé : parquet"),
    ]


def test_a_shared_room_says_how_many_seats_are_left(place, ask):
    desks = room(place, "Coworking", seat_count=3, capacity=3, layouts={})
    book(**ask(space=desks, day="2026-03-02", start="09:00", end="10:00", seats=2, attendees=2))
    book(**ask(space=desks, day="2026-03-02", start="10:00", end="11:00", seats=3, attendees=3))

    assert [row[0:3] for row in said(desks)[:3]] == [
        ("Libre", f"jusqu’à 10{NBSP}h", "1 place libre"),
        ("Occupé", f"jusqu’à 11{NBSP}h", "0 places libres"),
        ("Libre", f"jusqu’à 22{NBSP}h", "3 places libres"),
    ]


def test_a_night_of_clock_change_keeps_its_hours(place, now):
    night = room(place, "Veille")
    now.move_to(at("2026-03-29", "00:30"))

    page = door_page(night)

    assert (page.offset, page.stretches[0].until) == (3600, f"ouvre à 8{NBSP}h")
    assert page.stretches[0].end_mark - page.now_mark == 6.5 * 3600


def test_a_door_costs_the_same_whatever_its_day(clain, ask, django_assert_num_queries):
    for hour in ("09", "11", "13"):
        book(**ask(day="2026-03-02", start=f"{hour}:00", end=f"{int(hour) + 1}:00"))
    with django_assert_num_queries(7):
        assert len(door_page(clain).stretches) == 8


def test_the_address_of_a_door_is_the_key(client, sign, samir):
    for path in (sign.tablet_path, sign.here_path, reverse("bookings:report_here", args=[sign.secret])):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/portes/salle-du-clain/").status_code == 404
    sign.delete()
    assert client.get(sign.tablet_path).status_code == 404


def test_the_door_of_an_archived_room_leads_nowhere(client, sign, clain):
    clain.is_archived = True
    clain.save()
    assert client.get(sign.tablet_path).status_code == 404


def test_secrets_are_long_and_never_twice_the_same(clain):
    secrets = {DoorSign.objects.create(space=clain).secret for _ in range(50)}
    assert len(secrets) == 50
    assert {len(secret) for secret in secrets} == {17}


@pytest.fixture
def meeting(ask, clain):
    """Now, in a room that asks for a confirmation within a quarter of an hour."""
    RulesFactory(space=clain, check_in_within="00:15:00")
    return book(**ask(day="2026-03-02", start="09:15", end="11:00"))


def test_the_organiser_says_that_they_are_there(as_lucie, sign, meeting, now):
    assert "Nous sommes là" in text_of(as_lucie.get(sign.here_path))

    assert as_lucie.post(sign.here_path, {"deed": "arrive"}).url == sign.here_path
    as_lucie.post(sign.here_path, {"deed": "arrive"})

    assert Booking.objects.get().checked_in_at == at("2026-03-02", "09:00")
    assert "Nous sommes là" not in text_of(as_lucie.get(sign.here_path))


def test_a_colleague_may_say_it_and_a_stranger_may_not(client, association, sign, meeting):
    client.force_login(UserFactory())
    assert "Aucune réservation à votre nom" in text_of(client.get(sign.here_path))
    client.post(sign.here_path, {"deed": "arrive"})
    assert Booking.objects.get().checked_in_at is None
    client.force_login(MembershipFactory(organisation=association).user)
    client.post(sign.here_path, {"deed": "arrive"})
    assert Booking.objects.get().checked_in_at == at("2026-03-02", "09:00")


def test_whoever_is_not_signed_in_signs_in_and_comes_back(client, sign, meeting):
    answer = client.post(sign.here_path, {"deed": "arrive"})

    assert answer.url == f"/compte/login/?next=%2Fportes%2F{sign.secret}%2Fici%2F"
    assert Booking.objects.get().checked_in_at is None


def test_the_room_is_given_back_from_the_sign(as_lucie, sign, meeting, now):
    now.move_to(at("2026-03-02", "10:00"))

    as_lucie.post(sign.here_path, {"deed": "release"})

    assert Booking.objects.get().released_at == at("2026-03-02", "10:00")
    assert Occupation.objects.get().used.upper == at("2026-03-02", "10:00")


def test_what_nobody_claims_is_given_back_recorded_and_told_once(meeting, lucie, now):
    now.move_to(at("2026-03-02", "09:29"))
    assert release_unclaimed() == 0
    now.move_to(at("2026-03-02", "09:30"))

    assert release_what_nobody_claims() == 1
    assert release_what_nobody_claims() == 0

    booking = Booking.objects.get()
    assert booking.not_honoured_at == booking.released_at == at("2026-03-02", "09:30")
    assert Occupation.objects.get().used.upper == at("2026-03-02", "09:30")
    assert list(differences()) == []
    told = Notice.objects.filter(kind="booking.not_honoured")
    assert [row.recipient for row in told] == [lucie]


def test_what_is_claimed_is_kept(meeting, jeanne, as_lucie, sign, now):
    as_lucie.post(sign.here_path, {"deed": "arrive"})
    now.move_to(at("2026-03-02", "09:45"))

    assert release_unclaimed() == 0
    assert Booking.objects.get().released_at is None


def test_late_is_not_absent(meeting, jeanne, as_lucie, sign, now):
    now.move_to(at("2026-03-02", "09:31"))
    release_unclaimed()

    late = as_lucie.post(sign.here_path, {"deed": "arrive"}, follow=True)
    assert "Aucune réservation à vous ici" in text_of(late)
    seen = check_in(booking=meeting, actor=jeanne)
    assert (seen.not_honoured_at, seen.checked_in_at) == (None, at("2026-03-02", "09:31"))


def test_a_scheduler_that_slept_for_days_accuses_nobody(meeting, now):
    now.move_to(at("2026-03-04", "09:00"))

    assert release_unclaimed() == 0
    assert Booking.objects.get().not_honoured_at is None


def test_a_room_that_asks_nothing_keeps_everyone(ask, now):
    book(**ask(day="2026-03-02", start="09:15", end="11:00"))
    now.move_to(at("2026-03-02", "10:30"))
    assert release_unclaimed() == 0


def test_a_door_asks_for_the_confirmation(client, sign, meeting, now):
    now.move_to(at("2026-03-02", "09:20"))
    assert "Confirmez votre arrivée avant 9 h 30" in text_of(client.get(sign.tablet_path))


def test_the_printed_sign_holds_the_number_and_leads_to_the_page(client, sign, clain, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    manager = UserFactory()
    grant(user=manager, permission="manage_place", target=clain.place, given_by=None)
    client.force_login(manager)

    answer = client.get(reverse("door_sheet", args=[sign.pk]))

    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "Salle du Clain" in text
    assert "12" in text
    assert sign.secret in text.replace("\n", "")
    assert client.get(reverse("door_sheet", args=[foreign_sign().pk])).status_code == 404


def test_a_closed_room_says_when_it_opens(client, sign, now):
    now.move_to(at("2026-03-03", "06:00"))
    assert "Fermé, ouvre à 8 h" in text_of(client.get(sign.here_path))
    now.move_to(at("2026-03-03", "09:00"))
    assert "Libre jusqu’à 22 h" in text_of(client.get(sign.here_path))


def test_whoever_adds_a_sign_is_told_where_its_sheet_is(client, samir, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    client.force_login(samir)
    assert "l’affiche à imprimer sont dans le menu" in client.get("/gestion/plaques/new/").content.decode()
