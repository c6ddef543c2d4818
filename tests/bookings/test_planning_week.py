import gzip
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from bookings.enums import ClosureKind
from bookings.present.house import address
from bookings.present.week import week
from bookings.services import book, close_spaces
from reminders.typography import unbroken
from spaces.enums import ClaimKind, SpaceKind
from spaces.holds import Hold
from spaces.models import Building, Floor, OpeningException
from spaces.services import ledger
from tests.factories.bookings import at, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TUESDAY = date(2026, 3, 3)
NBSP = "\N{NO-BREAK SPACE}"
HUNDRED_KB = 100_000


def cells(place, user=None, day=TUESDAY, **filters):
    """The cells of the only room: (days, what goes on, what is left)."""
    ((row,),) = [storey.rooms for storey in week(place, day, user or AnonymousUser(), filters).storeys]
    return [
        (
            cell.day.replace(NBSP, " "),
            [(entry.hours.replace(NBSP, " "), entry.state, entry.title) for entry in cell.entries],
            cell.free.replace(NBSP, " "),
        )
        for cell in row.cells
    ]


def test_a_week_says_what_goes_on_and_what_is_left(place, ask, samir, clain):
    book(**ask())
    OpeningException.objects.create(place=place, date=date(2026, 3, 5))
    close_spaces(
        spaces=[clain],
        starts_at=at("2026-03-06", "08:00"),
        ends_at=at("2026-03-08", "00:00"),
        kind=ClosureKind.WORKS,
        reason="peinture",
        actor=samir,
    )

    assert cells(place) == [
        ("Lundi 2", [], "Libre 9 h – 22 h"),
        ("Mardi 3", [("14 h – 16 h", "booked", "Réservé")], "Libre 8 h – 14 h"),
        ("Mercredi 4", [], "Libre"),
        ("Jeudi 5", [], ""),
        ("Vendredi 6 – Samedi 7", [("Toute la journée", "closed", "Fermé : peinture")], ""),
        ("Dimanche 8", [], "Libre"),
    ]


def test_what_runs_over_midnight_is_told_on_both_days(place, ask, clain):
    ledger.occupy(
        kind=ClaimKind.EXTERNAL,
        holds=[Hold(clain, at("2026-03-03", "20:00"), at("2026-03-04", "02:00"))],
    )

    told = {day: entries for day, entries, _ in cells(place) if entries}
    assert [(day, entries[0][0]) for day, entries in told.items()] == [
        ("Mardi 3", "20 h – 24 h"),
        ("Mercredi 4", "0 h – 2 h"),
    ]


def test_a_title_is_for_those_who_may_read_it(place, ask, lucie):
    book(**ask(title="Entretien préalable"))

    assert [title for _, entries, _ in cells(place, lucie) for _, _, title in entries] == [
        "Entretien préalable"
    ]
    assert [title for _, entries, _ in cells(place, UserFactory()) for _, _, title in entries] == ["Réservé"]


def test_a_shared_room_tells_its_fullest_moment_and_never_who(place, ask, lucie):
    desks = room(place, "La Remise", seat_count=3, layouts={})
    book(**ask(space=desks, seats=2, attendees=2, start="09:00", end="12:00", title="Secret"))
    book(**ask(space=desks, seats=1, attendees=1, start="11:00", end="13:00", title="Secret"))

    shown = week(place, TUESDAY, lucie, {})
    (row,) = [one for storey in shown.storeys for one in storey.rooms if one.space == desks]
    assert [(entry.hours, entry.title, entry.note) for entry in row.cells[1].entries] == [
        (f"11{NBSP}h{NBSP}–{NBSP}12{NBSP}h", "3 postes pris", "Complet")
    ]


def test_a_shared_room_that_is_closed_says_so_and_not_that_its_seats_are_taken(client, place, samir, ask):
    desks = room(place, "La Remise", seat_count=3, layouts={})
    book(**ask(space=desks, day="2026-03-05", seats=2, attendees=2, start="09:00", end="12:00"))
    close_spaces(
        spaces=[desks],
        starts_at=at("2026-03-03", "00:00"),
        ends_at=at("2026-03-05", "08:30"),
        kind=ClosureKind.WORKS,
        reason="peinture",
        actor=samir,
    )

    closed, both = [
        [(entry.state, entry.title, entry.note) for entry in cell.entries]
        for storey in week(place, TUESDAY, AnonymousUser(), {}).storeys
        for row in storey.rooms
        if row.space == desks
        for cell in row.cells
        if cell.entries
    ]
    assert closed == [("closed", "Fermé : peinture", "")]
    assert both == [*closed, ("booked", "2 postes pris", "1 libre")]
    day = client.get("/planning/?vue=jour&jour=2026-03-03").content.decode()
    assert day.count(unbroken("Fermé : peinture")) == 2
    assert "postes pris" not in day
    page = client.get(address(desks))
    assert [row["none"] for row in page.context["page"].days if not row["slots"]] == ["fermé", "fermé"]


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 3, 3), "Du 2 au 8 mars"),
        (date(2026, 4, 1), "Du 30 mars au 5 avril"),
        (date(2026, 1, 1), "Du 29 décembre 2025 au 4 janvier 2026"),
        (date(2026, 10, 25), "Du 19 au 25 octobre"),
    ],
)
def test_a_week_begins_on_monday_and_says_its_days(place, clain, day, title):
    shown = week(place, day, AnonymousUser(), {})

    assert shown.title.replace(NBSP, " ") == title
    assert [len(row.cells) for storey in shown.storeys for row in storey.rooms] == [7]


def test_filters_by_building_floor_and_kind(client, place, clain):
    annexe = Building.objects.create(place=place, name="Annexe")
    floor = Floor.objects.create(building=annexe, level=0, name="Rez-de-chaussée")
    workshop = room(place, "Atelier bois", kind=SpaceKind.WORKSHOP)
    workshop.floor = floor
    workshop.save()

    def names(query):
        page = client.get(f"/planning/?{query}")
        return [room.space.name for storey in page.context["shown"].storeys for room in storey.rooms]

    for view in ("vue=jour", "vue=semaine"):
        assert names(view) == ["Salle du Clain", "Atelier bois"]
        assert names(f"{view}&batiment={annexe.pk}") == ["Atelier bois"]
        assert names(f"{view}&niveau={clain.floor_id}") == ["Salle du Clain"]
        assert names(f"{view}&genre=workshop") == ["Atelier bois"]
        assert names(f"{view}&batiment={annexe.pk}&genre=meeting_room") == []
    storeys = client.get("/planning/").context["shown"].storeys
    assert [storey.name for storey in storeys] == ["La caserne, 1er étage", "Annexe, Rez-de-chaussée"]


def test_nonsense_in_the_address_is_said_beside_its_field(client, place, clain):
    page = client.get("/planning/?vue=siecle&jour=9999-12-31&nombre=-4&genre=x&duree=deux")

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"vue", "jour", "nombre", "genre", "duree"}
    assert "supérieure ou égale à 1" in page.content.decode()


def test_the_number_of_queries_is_that_of_a_day(place, ask, lucie, django_assert_num_queries):
    week(place, TUESDAY, lucie, {})
    for number in (1, 3):
        for index in range(number):
            book(**ask(space=room(place, f"Salle {number} {index}")))
        with django_assert_num_queries(7):
            week(place, TUESDAY, AnonymousUser(), {})
        with django_assert_num_queries(7):
            week(place, TUESDAY, lucie, {})


@pytest.mark.parametrize("view", ["jour", "semaine"])
def test_two_hundred_rooms_stay_under_a_hundred_kilobytes(client, place, lucie, view):
    for index in range(200):
        held = room(place, f"Salle {index}", equipment="écran, visioconférence")
        ledger.occupy(
            kind=ClaimKind.EXTERNAL,
            holds=[
                Hold(
                    held,
                    at("2026-03-03", f"{hour:02}:{index % 4 * 15:02}"),
                    at("2026-03-03", f"{hour + 1:02}:30"),
                )
                for hour in (8, 11, 14, 18)
            ],
        )
    client.force_login(lucie)

    page = client.get(f"/planning/?jour=2026-03-03&vue={view}")

    assert page.content.count(b'<th scope="row"') == 200
    assert len(gzip.compress(page.content)) < HUNDRED_KB
