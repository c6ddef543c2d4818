from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from bookings.enums import ClosureKind
from bookings.present.planning import planning
from bookings.services import book, close_spaces, hold
from people.services import grant
from spaces.models import Space
from tests.factories.bookings import RulesFactory, at, house, room
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.spaces import BuildingFactory, FloorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TUESDAY = date(2026, 3, 3)
SECRET = "Entretien préalable"


def cells(place, user=None, day=TUESDAY, **filters) -> list[tuple[str, str, str, int]]:
    """The cells of the only room: (state, hours, title, quarters of an hour)."""
    ((room_,),) = [storey.rooms for storey in planning(place, day, user or AnonymousUser(), filters).storeys]
    return [
        (cell.state, cell.hours.replace("\N{NO-BREAK SPACE}", " "), cell.title, cell.span)
        for cell in room_.cells
    ]


def titles(place, user) -> set[str]:
    return {title for _, _, title, _ in cells(place, user) if title}


def test_a_day_is_made_of_quarters_of_an_hour(place, ask, samir, clain):
    RulesFactory(space=clain, needs_approval=True)
    book(**ask(start="09:00", end="10:30"))
    hold(**ask(start="11:00", end="12:00"), until=at("2026-03-02", "18:00"))
    book(
        **ask(
            start="14:00",
            end="16:00",
            is_public=True,
            title="Portes ouvertes",
            organiser=samir,
            organisation=None,
        )
    )
    close_spaces(
        spaces=[clain],
        starts_at=at("2026-03-03", "18:00"),
        ends_at=at("2026-03-03", "19:00"),
        kind=ClosureKind.WORKS,
        reason="peinture",
        actor=samir,
    )

    assert cells(place) == [
        ("free", "8 h – 9 h", "", 4),
        ("waiting", "9 h – 10 h 30", "Demande en cours", 6),
        ("free", "10 h 30 – 11 h", "", 2),
        ("option", "11 h – 12 h", "Option", 4),
        ("free", "12 h – 14 h", "", 8),
        ("public", "14 h – 16 h", "Portes ouvertes", 8),
        ("free", "16 h – 18 h", "", 8),
        ("closed", "18 h – 19 h", "Fermé : peinture", 4),
        ("free", "19 h – 22 h", "", 12),
    ]


def test_a_title_is_for_those_who_may_read_it(place, ask, lucie, association, samir, jeanne, clain, now):
    approver = UserFactory()
    grant(user=approver, permission="approve_space", target=clain, given_by=None)
    colleague = MembershipFactory(organisation=association).user
    left = MembershipFactory(organisation=association, ends_on=date(2026, 3, 1)).user
    stranger, fired = UserFactory(), UserFactory(is_active=False)
    grant(user=fired, permission="manage_place", target=place, given_by=None)
    elsewhere = UserFactory()
    grant(user=elsewhere, permission="manage_place", target=house(slug="ailleurs"), given_by=None)
    book(**ask(title=SECRET))

    for person in (lucie, colleague, samir, approver):
        assert titles(place, person) == {SECRET}
    for person in (AnonymousUser(), stranger, left, fired, elsewhere, jeanne):
        assert titles(place, person) == {"Réservé"}
    now.move_to(at("2026-03-03", "09:00"))
    assert titles(place, jeanne) == {SECRET}


def test_a_public_booking_not_yet_approved_keeps_its_title(place, ask, clain):
    RulesFactory(space=clain, needs_approval=True)
    book(**ask(title=SECRET, is_public=True))

    assert titles(place, AnonymousUser()) == {"Demande en cours"}


def test_a_shared_room_tells_seats_and_never_who(place, ask, lucie):
    desks = room(place, "La Remise", seat_count=3, layouts={})
    book(**ask(space=desks, seats=2, attendees=2, start="09:00", end="12:00", title=SECRET))
    book(**ask(space=desks, seats=1, attendees=1, start="11:00", end="13:00", title=SECRET))

    day = planning(place, TUESDAY, lucie, {})
    (row,) = [room_ for storey in day.storeys for room_ in storey.rooms if room_.space == desks]
    assert [(cell.title, cell.note) for cell in row.cells if cell.title] == [
        ("2 postes pris", "1 libre"),
        ("3 postes pris", "Complet"),
        ("1 poste pris", "2 libres"),
    ]
    # A seat that is left is booked from there; nothing leads to a full room.
    assert [cell.href.rpartition("/")[2] for cell in row.cells if cell.title] == [
        "?jour=2026-03-03&de=09%3A00&a=11%3A00#reserver",
        "",
        "?jour=2026-03-03&de=12%3A00&a=13%3A00#reserver",
    ]


@pytest.mark.parametrize(("end", "shape"), [("09:30", "narrow"), ("10:00", "short"), ("11:00", "")])
def test_a_short_block_gives_its_room_to_its_title(client, ask, lucie, end, shape):
    book(**ask(start="09:00", end=end, title="Point"))
    client.force_login(lucie)

    page = client.get("/planning/?jour=2026-03-03").content.decode()

    assert page.count(f"planning__booking--{shape or 'short'}") == bool(shape)
    assert (", Point" in page.partition('title="9')[2][:20]) is bool(shape)


def test_the_line_of_now_is_placed_by_the_server(place, clain, now):
    now.move_to(at("2026-03-03", "15:00"))

    today = planning(place, TUESDAY, AnonymousUser(), {})
    assert (today.now_x, today.now_label) == ("500.0", "15\N{NO-BREAK SPACE}h")
    assert [hour.label for hour in today.hours if hour.is_now] == ["15\N{NO-BREAK SPACE}h"]
    assert planning(place, date(2026, 3, 4), AnonymousUser(), {}).now_at is None


def test_what_is_free_for_the_coming_hour(place, clain, ask, now):
    book(**ask())
    now.move_to(at("2026-03-03", "13:30"))
    assert planning(place, TUESDAY, AnonymousUser(), {}).free == "Rien n’est libre pour l’heure qui vient."
    now.move_to(at("2026-03-03", "12:30"))
    assert planning(place, TUESDAY, AnonymousUser(), {}).free == (
        f"Libre pour l’heure qui vient : porte {clain.door_number}."
    )
    now.move_to(at("2026-03-03", "06:00"))
    assert planning(place, TUESDAY, AnonymousUser(), {}).free == ("La maison ouvre à 8\N{NO-BREAK SPACE}h.")


def test_what_is_free_all_day_of_a_day_to_come(place, clain, ask, now):
    def said(day):
        return planning(place, day, AnonymousUser(), {}).free

    room(place, "Bocal")
    assert said(TUESDAY) == "2 espaces libres toute la journée."
    book(**ask())
    assert said(TUESDAY) == "1 espace libre toute la journée."
    assert said(date(2026, 5, 1)) == "Tout est fermé ce jour-là."
    assert said(date(2026, 3, 1)) == ""
    assert planning(place, TUESDAY, AnonymousUser(), {"nombre": 500}).free == ""


def test_an_option_says_the_day_of_its_end_unless_it_is_today(place, clain, ask, lucie, now):
    hold(**ask(), until=at("2026-03-03", "05:30"))

    def note():
        day = planning(place, TUESDAY, lucie, {})
        return next(
            cell.note for storey in day.storeys for row in storey.rooms for cell in row.cells if cell.note
        )

    assert note().replace("\N{NO-BREAK SPACE}", " ") == "Option jusqu’au 3 à 5 h 30"
    now.move_to(at("2026-03-03", "05:00"))
    assert note().replace("\N{NO-BREAK SPACE}", " ") == "Option jusqu’à 5 h 30"


def test_the_house_reads_from_the_top_and_door_by_door(place, clain):
    first = clain.floor.building
    second = BuildingFactory(place=place, name="L’annexe")
    ground = FloorFactory(building=first, level=0)
    yard = FloorFactory(building=first, level=0, is_outdoors=True)
    barn = FloorFactory(building=second, level=2)
    for name, floor, door in [
        ("Nulle part", None, "1"),
        ("Cour", yard, "2"),
        ("Grange", barn, "3"),
        ("Bar", ground, "5"),
        ("Accueil", ground, "4"),
    ]:
        room(place, name, door_number=door)
        Space.objects.filter(name=name).update(floor=floor)
    storeys = planning(place, TUESDAY, AnonymousUser(), {}).storeys
    assert [[room_.space.name for room_ in storey.rooms] for storey in storeys] == [
        ["Salle du Clain"],
        ["Accueil", "Bar"],
        ["Grange"],
        ["Cour"],
        ["Nulle part"],
    ]


def test_filters(place, clain):
    assert planning(place, TUESDAY, AnonymousUser(), {"nombre": 13}).storeys == []
    assert planning(place, TUESDAY, AnonymousUser(), {"equipement": "écran"}).storeys == []
    assert len(planning(place, TUESDAY, AnonymousUser(), {"duree": 8, "accessible": True}).storeys) == 1


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 14), (date(2026, 10, 25), 14)])
def test_the_nights_of_the_clocks_give_whole_days(place, clain, day, hours):
    today = planning(place, day, AnonymousUser(), {})

    assert today.columns == hours * 4
    assert cells(place, day=day) == [("free", "8 h – 22 h", "", hours * 4)]
    assert today.hours[0].label == "8\N{NO-BREAK SPACE}h"


def test_the_page_is_a_table_with_its_heads_and_survives_a_long_name(client, place, ask, lucie):
    title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"
    book(**ask(title=title))
    client.force_login(lucie)

    page = client.get("/planning/?jour=2026-03-03").content.decode()

    assert page.count('<th scope="row"') == 1
    assert page.count('colspan="4"') >= 14
    assert page.count(title) == 2
    assert "style=" not in page
    assert client.get("/planning/?jour=n-importe-quoi&nombre=-4").status_code == 200
