"""The menu and the first page of the back office."""

import pytest
from django.urls import reverse

from backoffice import menu, panels
from people.models import User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def labels(client) -> list[str]:
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    from wagtail.admin.menu import admin_menu

    shown = admin_menu.menu_items_for_request(request)
    return [str(item.label) for item in sorted(shown, key=lambda item: item.order)]


@pytest.fixture
def admin(client, no_second_factor, db) -> User:
    person = UserFactory(is_superuser=True)
    client.force_login(person)
    return person


def test_the_menu_has_seven_entries_at_most(client, admin):
    found = labels(client)
    assert found[0] == "Aujourd’hui"
    assert len(found) <= 7
    assert set(found) <= {"Aujourd’hui", *[heading.label for heading in menu.HEADINGS]}


def test_the_way_past_the_menu_is_told_in_french(client, admin):
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ">Aller au contenu principal</a>" in page


def test_the_menu_shows_to_each_what_they_may_open(office):
    assert labels(office)[0] == "Aujourd’hui"
    assert labels(office) == ["Aujourd’hui"]


def test_a_panel_is_for_whom_its_policy_says(office, monkeypatch):
    monkeypatch.setattr(panels, "_PANELS", {})
    template = "wagtailadmin/shared/non_field_errors.html"

    def panel(name, order, *, shown=True, read=dict):
        return panels.Panel(name, order, lambda user: shown, template, lambda request: read())

    for added in (panel("b", 2), panel("a", 1), panel("c", 3, shown=False), panel("d", 4, read=lambda: None)):
        panels.register(added)
    request = office.get(reverse("wagtailadmin_home")).wsgi_request
    assert [found.name for found in panels.panels_for(request.user)] == ["a", "b", "d"]
    shown: list = []
    panels.place_panels(request, shown)
    assert [component.name for component in shown] == ["tierslieu-a", "tierslieu-b"]
