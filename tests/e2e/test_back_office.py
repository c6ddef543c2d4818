"""The administration in a browser: no page of it breaks its security policy or asks a third party.

The fixture `_no_stray_request` looks at every request and every complaint of the browser.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e

PAGES = (
    "/gestion/",
    "/gestion/pages/",
    "/gestion/images/",
    "/gestion/images/add/",
    "/gestion/images/multiple/add/",
    "/gestion/documents/",
    "/gestion/documents/multiple/add/",
    "/gestion/reports/site-history/",
    "/gestion/account/",
    "/gestion/users/",
    "/gestion/sites/",
    "/gestion/redirects/",
    "/gestion/espaces/",
    "/gestion/reservations/",
    "/gestion/conventions/",
    "/gestion/dossiers/",
    "/gestion/appels/",
    "/gestion/rappels/",
    "/gestion/droits/",
)


def open_article(page: Page) -> None:
    """Find the story of the demo among the pages, and edit it."""
    page.goto("/gestion/pages/search/?q=quarante")
    page.get_by_role("link", name="Le 2 juillet 2020").first.click()
    page.wait_for_url("**/edit/")


def test_every_kind_of_page_keeps_to_its_policy(page: Page, house):
    sign_in(page, "admin")
    for path in PAGES:
        response = page.goto(path)
        assert response is not None
        assert (path, response.status) == (path, 200)
        page.wait_for_load_state("networkidle")


def test_an_editor_edits_an_article_and_opens_the_choosers(page: Page, house):
    sign_in(page, "redaction")
    open_article(page)
    expect(page.locator("#id_title")).to_have_value(
        "Le 2 juillet 2020, quarante-deux personnes et une caserne"
    )
    page.get_by_role("button", name="Choisir une image").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_manager_edits_a_room(page: Page, house):
    sign_in(page, "gestion")
    page.goto("/gestion/espaces/?q=Clain")
    page.get_by_role("link", name="Salle du Clain").first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("input[name=capacity]")).to_have_value("12")
    page.locator("#id_photo-chooser .unchosen button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
