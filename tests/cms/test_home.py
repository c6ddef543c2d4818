"""The home page: what the house shows of itself, to anyone."""

from datetime import timedelta

import pytest

from cms.present.facade import short_names
from drawings.facade import DoorState
from people.models import Cluster
from tests.factories.cms import article, confirmed, event
from tests.factories.incubator import CLOSES, published_call
from tests.factories.people import ClusterFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)


def front(client):
    return client.get("/").context["front"]


def test_an_empty_house_has_a_home_page(client, home):
    response = client.get("/")
    assert response.status_code == 200
    assert home.lines == ["Les pompiers", "sont partis."]
    assert response.context["front"].facade is None


def test_a_public_booking_opens_its_door_and_a_private_one_shuts_it(client, home, hall, now):
    _, (north, centre, south) = hall
    confirmed([north], now - HOUR, now + 2 * HOUR, title="Gratiferia", is_public=True, attendees=5)
    confirmed([centre], now - HOUR, now + HOUR, title="Très secret")
    confirmed([south], now + 3 * HOUR, now + 4 * HOUR, title="Chorale", is_public=True)
    found = front(client)
    assert [door.bay.state for door in found.doors] == [DoorState.OPEN, DoorState.BUSY, DoorState.CLOSED]
    assert [door.name for door in found.doors] == ["Nord", "Centre", "Sud"]
    assert [door.state for door in found.doors] == [
        "En ce moment, jusqu’à 16 h 03".replace(" h", "\xa0h").replace("h 0", "h\xa00"),
        "Réservée jusqu’à 15\xa0h\xa003, porte fermée",
        "Libre jusqu’à 17\xa0h\xa003",
    ]
    assert found.doors[0].bay.people == 5
    assert found.doors[1].hours[0]["what"] == "Réservée"
    assert "Très secret" not in client.get("/").content.decode()


def test_booking_the_whole_hall_opens_its_three_doors(client, home, hall, now):
    whole, _ = hall
    confirmed([whole], now - HOUR, now + HOUR, title="Bal", is_public=True)
    assert [door.open for door in front(client).doors] == [True, True, True]


def test_a_window_is_lit_while_somebody_is_in_the_room(client, home, place, hall, now):
    from tests.factories.bookings import room

    clain = room(place, "Salle du Clain")
    room(place, "Salle de garde", slug="garde")
    confirmed([clain], now - HOUR, now + HOUR)
    storeys = front(client).facade.storeys
    lit = {found.name for storey in storeys for found in storey.rooms if found.lit}
    assert lit == {"Salle du Clain"}


def test_the_plate_says_until_when_the_house_is_open(client, home, hall, now, time_machine):
    assert front(client).plate == "Ouvert maintenant, jusqu’à 22\xa0h"
    time_machine.move_to(now + 10 * HOUR, tick=False)
    assert front(client).plate == "Fermé, ouvre à 8\xa0h"
    time_machine.move_to(now + 9 * HOUR, tick=False)
    assert front(client).plate == "Fermé, ouvre demain à 8\xa0h"


def test_today_says_events_and_public_bookings_in_order(client, home, agenda, place, hall, now):
    _, (north, centre, _) = hall
    event(agenda, "Lecture", now + 5 * HOUR, now + 6 * HOUR)
    event(agenda, "Hier", now - 24 * HOUR, now - 23 * HOUR)
    confirmed([north, centre], now + HOUR, now + 2 * HOUR, title="Bal", is_public=True)
    found = front(client)
    assert found.agenda_title == "Aujourd’hui"
    assert [(item["title"], item["where"]) for item in found.agenda] == [
        ("Bal", "Travée Nord, Travée Centre"),
        ("Lecture", "La cour"),
    ]


def test_when_nothing_more_is_on_today_the_next_days_speak(client, home, agenda, hall, now):
    event(agenda, "Visite", now + 72 * HOUR, now + 73 * HOUR)
    found = front(client)
    assert found.agenda_title == "Bientôt"
    assert [(item["hour"], item["title"]) for item in found.agenda] == [("Vendredi\xa06", "Visite")]


def test_the_week_says_how_many_rooms_are_taken(client, home, hall, now):
    _, (north, centre, _) = hall
    confirmed([north, centre], now - 3 * HOUR - timedelta(minutes=3), now - 2 * HOUR - timedelta(minutes=3))
    days = front(client).week
    assert [day["number"] for day in days] == [2, 3, 4, 5, 6, 7, 8]
    assert [day["today"] for day in days] == [False, True, False, False, False, False, False]
    assert days[1]["says"] == "Mardi 3\xa0mars : au plus 67 % des salles prises"
    # Two rooms of three from 11 to 12, more than the half that fills the bar; none at 12.
    assert days[1]["shares"][3:5] == [1.0, 0.0]
    assert len(days[1]["shares"]) == 14


def test_the_open_call_says_its_days_left(client, home, time_machine):
    time_machine.move_to(CLOSES - timedelta(days=10), tick=False)
    published_call(title="Services de proximité")
    found = front(client).call
    assert found.days_left == 10
    assert found.facts == [{"label": "Clôture", "value": "vendredi 29\xa0janvier 2027, 23\xa0h\xa059"}]
    time_machine.move_to(CLOSES + timedelta(seconds=1), tick=False)
    assert front(client).call is None


def test_each_pole_counts_the_organisations_that_chose_the_directory(client, home):
    pole = ClusterFactory(letter="A", name="Transition", contact=UserFactory(name="Mireille Thomas"))
    OrganisationFactory(in_directory=True).clusters.add(pole)
    OrganisationFactory(in_directory=False).clusters.add(pole)
    assert [found.members for found in front(client).clusters] == [1]
    assert "Mireille Thomas, 1 structure" in client.get("/").content.decode()
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_costs_the_same_whatever_goes_on(
    client, home, news, agenda, hall, now, count, django_assert_num_queries
):
    _, bays = hall
    for number, bay in enumerate(bays[:count]):
        confirmed([bay], now - HOUR, now + HOUR, title=f"Bal {number}", is_public=True)
        article(news, f"Nouvelle {number}")
        event(agenda, f"Rendez-vous {number}", now + HOUR, now + 2 * HOUR)
        ClusterFactory(contact=UserFactory())
    client.get("/")
    with django_assert_num_queries(28):
        client.get("/")


def test_bays_lose_the_word_they_share():
    assert short_names(["Travée Nord", "Travée Sud"]) == ["Nord", "Sud"]
    assert short_names(["Halle", "Cour"]) == ["Halle", "Cour"]
    assert short_names(["Halle", "Halle Sud"]) == ["Halle", "Halle Sud"]
    assert short_names(["Travée Nord"]) == ["Travée Nord"]
