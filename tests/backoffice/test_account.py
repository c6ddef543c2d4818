"""Wagtail's own doors lead to ours."""

import pytest
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db


def test_the_administration_has_no_sign_in_page_of_its_own(client):
    response = client.get("/gestion/login/?next=/gestion/pages/")
    assert response["Location"] == "/compte/login/?next=%2Fgestion%2Fpages%2F"


@pytest.mark.parametrize("path", ["/gestion/password_reset/", "/gestion/password_reset/done/"])
def test_the_administration_resets_no_password(client, office, path):
    assert client.get(path).status_code == 404


def test_the_account_page_keeps_preferences_and_nothing_else(office, manager):
    page = office.get("/gestion/account/").content.decode()
    for name in ("first_name", "last_name", "email", "password"):
        assert f'name="{name}' not in page
        assert f"-{name}" not in page
    assert "/compte/email/" in page
    answer = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    response = office.post("/gestion/account/", {**answer, "locale-preferred_language": ""})
    assert response.status_code == 302
    assert UserProfile.objects.get(user=manager).theme == "dark"


def test_the_account_page_is_for_those_who_run_the_house(client):
    assert client.get("/gestion/account/")["Location"].startswith("/compte/login/")
