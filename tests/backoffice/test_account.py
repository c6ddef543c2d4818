"""Wagtail's own doors lead to ours."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction
from wagtail.users.models import UserProfile

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_the_administration_has_no_sign_in_page_of_its_own(client):
    response = client.get("/gestion/login/?next=/gestion/pages/")
    assert response["Location"] == "/compte/login/?next=%2Fgestion%2Fpages%2F"


def test_who_is_in_and_may_not_enter_is_told_so_instead_of_turning_round(client):
    client.force_login(UserFactory())
    answer = client.get("/gestion/", follow=True)
    assert [status for _, status in answer.redirect_chain] == [302]
    assert answer.status_code == 403
    assert "Cette porte n’est pas pour vous" in answer.content.decode()


def test_who_may_not_read_a_page_kept_for_others_is_told_so(client):
    page = Page.objects.get(depth=2)
    kept = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    kept.groups.add(Group.objects.create(name="La rédaction"))
    assert client.get(page.url, follow=True).redirect_chain[-1][0].startswith("/compte/login/?next=")
    client.force_login(UserFactory())
    answer = client.get(page.url, follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (403, 1)


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
