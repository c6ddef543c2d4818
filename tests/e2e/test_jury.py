"""The jury in a real browser: take the pile along, read and mark in the tunnel, and all is sent at the station."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e
PILE = "Manger ici"


@pytest.fixture
def desk(page: Page) -> Page:
    sign_in(page, "jury")
    page.goto("/jury/")
    return page


def pile(page: Page) -> Locator:
    return page.locator(".pile").filter(has_text=PILE)


def to_read(page: Page) -> Locator:
    """The first dossier of the pile that nobody began."""
    lines = pile(page).locator(".dossiers__item").filter(has=page.get_by_text("à lire", exact=True))
    return lines.first.locator("a[data-lecture]")


def mark(page: Page) -> None:
    """Every criterion, and what the committee will read."""
    for criterion in page.locator("fieldset.criterion").all():
        criterion.locator("input[value='4.0'], input[value='4']").first.check(force=True)
    page.get_by_label("Votre avis").fill("Lu entre Poitiers et Tours.")


def is_cut_off(page: Page) -> bool:
    return page.evaluate("fetch('/healthz', {cache: 'no-store'}).then(() => false, () => true)")


def test_what_is_marked_in_the_tunnel_leaves_at_the_station(desk: Page):
    pile(desk).get_by_role("button", name="Emporter ces dossiers").click()
    expect(pile(desk).locator("[data-told]")).to_contain_text("s’ouvrent sans réseau", timeout=60_000)
    number = to_read(desk).get_attribute("data-lecture")
    tag = desk.locator(f'[data-tag="{number}"]')
    desk.context.set_offline(True)
    assert is_cut_off(desk)
    to_read(desk).click()
    desk.wait_for_url(re.compile(r"/jury/lectures/\d+/$"))
    mark(desk)
    desk.get_by_role("button", name="Rendre ma lecture").click()
    desk.wait_for_url(re.compile(r"/jury/$"))
    expect(tag).to_have_text("à envoyer")
    expect(pile(desk).locator("[data-said]")).to_contain_text("une lecture est gardée sur cet appareil")
    desk.reload()
    expect(tag).to_have_text("à envoyer")
    desk.context.set_offline(False)
    expect(pile(desk).locator("[data-said]")).to_contain_text("tout est envoyé", timeout=20_000)
    expect(tag).to_have_text("lu")
    desk.reload()
    expect(tag).to_have_text("lu")
    assert desk.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('lecture:'))") == []
    pile(desk).get_by_role("button", name="Ne rien laisser sur cet appareil").click()
    expect(pile(desk).locator("[data-told]")).to_have_text("Rien ne reste ici de ces dossiers.")
    assert desk.evaluate("caches.has('jury')") is False


def test_an_anonymous_dossier_names_nobody_in_its_address_title_or_text(desk: Page):
    to_read(desk).click()
    expect(desk).to_have_title(re.compile(r"^Dossier \d\d-\d{3}"))
    expect(desk).to_have_url(re.compile(r"/jury/lectures/\d+/$"))
    expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Dossier \d\d-\d{3}$"))
    expect(desk.locator(".wall__band")).to_contain_text("ni noms, ni fichiers")
    expect(desk.locator(".lecture a[href*='/fichiers/']")).to_have_count(0)


def test_what_is_unfinished_is_told_and_stays_as_typed(desk: Page):
    to_read(desk).click()
    desk.wait_for_url(re.compile(r"/jury/lectures/\d+/$"))
    desk.get_by_label("Votre avis").fill("Je n’ai pas fini.")
    desk.get_by_role("button", name="Rendre ma lecture").click()
    expect(desk.locator("[data-alert]")).not_to_be_empty()
    expect(desk.get_by_label("Votre avis")).to_have_value("Je n’ai pas fini.")
    desk.reload()
    expect(desk.get_by_label("Votre avis")).to_have_value("Je n’ai pas fini.")
    desk.evaluate("localStorage.clear()")


def test_the_booklet_comes_as_one_pdf(desk: Page):
    with desk.expect_download() as coming:
        pile(desk).get_by_role("link", name="Le cahier de lecture").click()
    assert Path(coming.value.path()).read_bytes()[:5] == b"%PDF-"
