"""A dossier in a real browser: saved by itself, in two tabs, in a tunnel, on a shared computer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e
BEGIN = "/appels/services-de-proximite/commencer/"


@pytest.fixture
def need(page: Page) -> Iterator[Page]:
    """Somebody on the second step of a dossier of their own."""
    sign_in(page, "resident")
    page.goto(BEGIN)
    if page.locator("input[name=title]").count():
        page.locator("input[name=title]").fill("Le garage à vélos")
        page.get_by_role("button", name="Commencer").click()
    page.wait_for_url(re.compile(r"/dossiers/"))
    page.get_by_role("link", name="Le besoin", exact=True).first.click()
    page.wait_for_url(re.compile(r"/le-besoin/$"))
    return page


def first_text(page: Page) -> Locator:
    return page.locator("form[data-page] textarea").first


def revision(page: Page) -> str:
    return page.locator("form[data-page] [name=revision]").input_value()


def type_and_wait(page: Page, text: str) -> None:
    before = revision(page)
    first_text(page).fill(text)
    expect(page.locator("form[data-page] [name=revision]")).not_to_have_value(before)


def test_what_is_typed_is_kept_without_pressing_anything(need: Page):
    type_and_wait(need, "Il manque un abri pour les vélos.")
    expect(need.locator("[data-saved] strong")).to_have_text(re.compile(r"^Enregistré à \d+\sh\s\d\d$"))
    need.reload()
    expect(first_text(need)).to_have_value("Il manque un abri pour les vélos.")
    expect(need.locator("[data-alert]")).to_be_empty()


def test_a_second_tab_is_warned_and_keeps_both_texts(need: Page):
    other = need.context.new_page()
    other.goto(need.url)
    type_and_wait(other, "Écrit dans le second onglet.")
    first_text(need).fill("Écrit dans le premier onglet.")
    expect(need.get_by_role("alert").first).to_contain_text("enregistrée ailleurs entre-temps")
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    expect(need.get_by_text("Enregistré ailleurs entre-temps")).to_be_visible()
    expect(first_text(need)).to_have_value("Écrit dans le premier onglet.")
    other.reload()
    expect(first_text(other)).to_have_value("Écrit dans le second onglet.")
    other.close()


def test_what_is_written_without_network_stays_in_the_browser_and_is_offered_back(need: Page):
    context, address = need.context, need.url
    context.set_offline(True)
    first_text(need).fill("Écrit dans le tunnel.")
    expect(need.locator("[data-alert]")).to_contain_text("n’a pas abouti")
    need.goto("about:blank", wait_until="commit")
    context.set_offline(False)
    need.goto(address)
    if first_text(need).input_value() != "Écrit dans le tunnel.":
        need.get_by_role("button", name="Le reprendre").click()
    expect(first_text(need)).to_have_value("Écrit dans le tunnel.")
    expect(need.locator("[data-alert]")).to_be_empty()
    for _ in range(30):
        if need.evaluate("localStorage.length") == 0:
            break
        need.wait_for_timeout(200)
    assert need.evaluate("localStorage.length") == 0


def test_a_shared_computer_keeps_nothing(need: Page):
    need.get_by_role("button", name="Ne rien laisser sur cet appareil").click()
    expect(need.get_by_text("Rien n’est gardé sur cet appareil.")).to_be_visible()
    need.context.set_offline(True)
    first_text(need).fill("Écrit à la médiathèque.")
    expect(need.locator("[data-alert]")).to_contain_text("n’a pas abouti")
    assert need.evaluate("localStorage.length") == 0
    need.context.set_offline(False)


def test_a_question_appears_with_the_answer_that_asks_for_it(need: Page):
    need.get_by_role("link", name="Vous", exact=True).first.click()
    organisation = need.get_by_text("Laquelle ?", exact=True)
    need.get_by_label("Pas encore", exact=True).check()
    expect(organisation).to_be_hidden()
    need.get_by_label("Oui", exact=True).check()
    expect(organisation).to_be_visible()
    need.get_by_label("Pas encore", exact=True).check()
    expect(organisation).to_be_hidden()
