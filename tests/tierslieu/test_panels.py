"""The first page of the back office."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from backoffice.panels import PanelComponent
from people.models import User
from people.services import grant
from tests.factories.bookings import house, room
from tests.factories.cms import confirmed
from tests.factories.people import UserFactory
from tierslieu.panels import house_now, todays_bookings, week_figures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)
# Tuesday 3 March 2026, 14 h in Paris.
NOW = datetime(2026, 3, 3, 13, tzinfo=UTC)


@pytest.fixture
def place(settings, time_machine):
    settings.MFA_MANDATORY_FOR_STAFF = False
    time_machine.move_to(NOW, tick=False)
    return house()


@pytest.fixture
def office(client, place):
    manager = UserFactory(name="Samir")
    grant(user=manager, permission="manage_place", target=place, given_by=None)
    client.force_login(manager)
    return client


def shown(client) -> dict[str, dict]:
    response = client.get(reverse("wagtailadmin_home"))
    return {
        panel.name.removeprefix("tierslieu-"): panel._context
        for panel in response.context["panels"]
        if isinstance(panel, PanelComponent)
    }


def test_the_house_is_told_as_it_is_now(office, place):
    clain = room(place)
    confirmed([clain], NOW - HOUR, NOW + HOUR, attendees=7)
    confirmed([clain], NOW + 2 * HOUR, NOW + 3 * HOUR, title="Chorale")
    found = shown(office)
    assert (found["house"]["rooms"], found["house"]["people"], found["house"]["hour"]) == (1, 7, "14\u202fh")
    assert [[line["title"] for line in column["lines"]] for column in found["today"]["columns"]] == [
        ["Répétition"],
        ["Chorale"],
        # The only room is taken.
        [],
    ]
    assert found["today"]["total"] == 2


def test_at_night_the_panel_says_that_the_house_is_closed(office, place, time_machine):
    room(place)
    time_machine.move_to(NOW + 9 * HOUR, tick=False)

    free = shown(office)["today"]["columns"][2]

    assert free["none"] == "La maison est fermée, elle ouvre demain à 8\xa0h."


def test_a_room_free_for_an_hour_says_until_when(office, place):
    clain, boivre = room(place), room(place, "Salle de la Boivre")
    confirmed([clain], NOW + 2 * HOUR, NOW + 3 * HOUR)
    confirmed([boivre], NOW + HOUR / 2, NOW + HOUR)

    free = shown(office)["today"]["columns"][2]["lines"]

    assert [(line["title"], line["when"]) for line in free] == [(clain.name, "jusqu’à 16\u202fh")]


def test_the_rate_of_the_week_opens_on_its_sum(office, place):
    clain = room(place)
    confirmed([clain], NOW, NOW + 7 * HOUR)
    rate, presence, lease = shown(office)["figures"]["figures"]
    # 7 hours of 7 days of 14.
    assert (rate["value"], rate["unit"]) == ("7", "%")
    assert rate["numerator"]["value"] == "7 h"
    assert rate["denominator"]["value"] == "98 h"
    assert rate["scope"] == "du 2 au 8\xa0mars ; 0\u202f% la semaine d’avant, 0\u202f% il y a un an"
    assert (presence["label"], lease["label"]) == (
        "Taux d’occupation effectif",
        "Part des surfaces sous convention",
    )


def test_the_greeting_names_the_day(office):
    assert "Aujourd’hui, mardi 3" in office.get(reverse("wagtailadmin_home")).content.decode()


def test_anothers_house_is_not_told(client, place):
    elsewhere = UserFactory()
    grant(
        user=elsewhere,
        permission="manage_place",
        target=house(slug="ailleurs", name="Ailleurs"),
        given_by=None,
    )
    confirmed([room(place)], NOW - HOUR, NOW + HOUR, title="Très secret")
    client.force_login(elsewhere)
    assert shown(client)["today"]["total"] == 0
    assert "Très secret" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_editors_see_no_figure(client, place):
    editor = UserFactory()
    grant(user=editor, permission="edit_place", target=place, given_by=None)
    client.force_login(editor)
    assert set(shown(client)) & {"house", "today", "figures"} == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_panels_cost_the_same_whatever_goes_on(office, place, rf, count, django_assert_num_queries):
    for number in range(count):
        confirmed([room(place, f"Salle {number}")], NOW - HOUR, NOW + HOUR, title=f"Réunion {number}")
    request = rf.get("/gestion/")
    request.user = User.objects.get(name="Samir")
    panels = (house_now, todays_bookings, week_figures)
    panels[0](request)
    with django_assert_num_queries(29):
        for read in panels:
            read(request)
