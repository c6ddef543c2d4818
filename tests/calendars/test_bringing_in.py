import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bookings.models import OutsideEvent
from bookings.services import book
from people.services import grant
from tests.bookings.browsing import text_of
from tests.calendars.test_outside import event, ics
from tests.factories.bookings import house, room
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("now"),
    pytest.mark.usefixtures("no_second_factor"),
]

PAGE = "/gestion/agendas-exterieurs/fichier/"


@pytest.fixture
def as_samir(client, samir):
    client.force_login(samir)
    return client


def sent(space, text: bytes, name: str = "chorale.ics", **more) -> dict:
    return {"space": space.pk, "file": SimpleUploadedFile(name, text)} | more


def test_a_file_is_shown_before_it_is_written(as_samir, clain, ask):
    book(**ask())
    text = ics(event(), event("20260304T140000", "20260304T160000", "Répétition"))

    shown = as_samir.post(PAGE, sent(clain, text))

    assert shown.status_code == 200
    page = text_of(shown)
    assert "chorale, dans Salle du Clain" in page
    assert "Rien n’est écrit pour l’instant. 1 date libre, 1 en conflit." in page
    assert "mercredi 4 mars 2026 de 14 h à 16 h</td><td>Répétition</td><td>libre" in page
    assert "Salle du Clain n’est pas libre mardi 3 mars 2026 de 14 h à 16 h" in page
    assert OutsideEvent.objects.count() == 0

    done = as_samir.post(PAGE, {"key": shown.context["shown"]["key"]})

    assert done.url == reverse("outside_conflicts:index")
    events = OutsideEvent.objects.order_by("starts_at")
    assert [(one.title, one.claim is not None) for one in events] == [
        ("Chorale", False),
        ("Répétition", True),
    ]
    again = as_samir.post(PAGE, {"key": shown.context["shown"]["key"]})
    assert (again.status_code, OutsideEvent.objects.count()) == (409, 2)


@pytest.mark.parametrize("text", [b"bonjour", b"BEGIN:VCALENDAR\r\n", b"\x00" * 100])
def test_what_is_no_calendar_is_told_beside_the_file(as_samir, clain, text):
    answer = as_samir.post(PAGE, sent(clain, text))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_nothing_at_all_is_told_too(as_samir, clain):
    answer = as_samir.post(PAGE, {"name": "x"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"space", "file"})


def test_only_into_the_places_that_one_manages_and_only_by_oneself(client, as_samir, clain):
    elsewhere = room(house(slug="ailleurs"), "Salle d’ailleurs", slug="ailleurs")
    assert as_samir.post(PAGE, sent(elsewhere, ics(event()))).status_code == 422
    key = as_samir.post(PAGE, sent(clain, ics(event()))).context["shown"]["key"]

    other = UserFactory()
    grant(user=other, permission="manage_place", target=clain.place, given_by=None)
    client.force_login(other)
    assert client.post(PAGE, {"key": key}).status_code == 409
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code in (302, 403)
    assert OutsideEvent.objects.count() == 0
    cache.clear()
