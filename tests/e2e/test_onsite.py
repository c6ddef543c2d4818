"""At the desk and before the doors, with a network that goes away and a tablet that believes it is 2011."""

import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.people import sign_in, sign_out

pytestmark = pytest.mark.e2e

HALF_A_MINUTE = 31_000
QUARTER = 15 * 60
# The demo's, at whatever hour one looks: they work day and night.
NIGHT = "Résidence de création sonore"
VISITORS = ("La cousine de Paul", "Le facteur")


def wall_day(page: Page, ahead: int) -> str:
    """A date by the clock of the browser, which is in the time zone of the house."""
    return page.evaluate(
        "ahead => { const day = new Date(); day.setDate(day.getDate() + ahead);"
        " return new Intl.DateTimeFormat('sv-SE').format(day); }",
        ahead,
    )


@pytest.fixture(scope="module")
def open_house(browser: Browser, browser_context_args: dict) -> None:
    """Whatever the hour of these tests, the house is open."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    sign_in(page, "gestion")
    for ahead in (0, 1):
        page.goto("/gestion/jours-exceptionnels/new/")
        page.locator("#id_place").select_option(label="La Caserne")
        page.locator("#id_date").fill(wall_day(page, ahead))
        page.locator("#id_opens").fill("00:00")
        page.locator("#id_closes").fill("00:00")
        page.get_by_role("button", name="Créer").click()
        page.wait_for_url(re.compile(r"/gestion/jours-exceptionnels/$"))
    context.close()


def visits(page: Page, name: str) -> Locator:
    return page.locator(".desk__visit", has_text=name)


@pytest.mark.usefixtures("open_house")
def test_what_is_typed_without_network_leaves_once_when_it_is_back(page: Page):
    sign_in(page, "accueil")
    page.goto("/accueil/")
    shared = (
        page.get_by_label("Quelle salle ?").locator("option", has_text="par place").get_attribute("value")
    )
    page.context.set_offline(True)

    visits(page, NIGHT).get_by_role("button", name="Arrivés").click()
    kept = page.locator("[data-kept-list]")
    expect(kept).to_contain_text(f"{NIGHT} : arrivés")
    for visitor in VISITORS:
        page.get_by_label("Qui, pour quoi faire ?").fill(visitor)
        page.get_by_label("Combien sont-ils ?").fill("1")
        page.get_by_label("Quelle salle ?").select_option(shared)
        page.get_by_role("button", name="Donner la salle").click()
        expect(kept).to_contain_text(f"{visitor} (à confirmer)")
    expect(page.locator("[data-kept-count]")).to_have_text("3 saisies en attente d’envoi")

    page.context.set_offline(False)

    expect(visits(page, VISITORS[-1])).to_be_visible(timeout=60_000)
    expect(page.locator("[data-kept-box]")).to_be_hidden()
    page.reload()
    for visitor in VISITORS:
        expect(visits(page, visitor)).to_have_count(1)
    expect(visits(page, NIGHT)).to_contain_text("arrivés", ignore_case=True)
    expect(visits(page, NIGHT).get_by_role("button", name="Arrivés")).to_have_count(0)


@pytest.mark.usefixtures("open_house")
def test_what_was_kept_when_the_page_was_closed_leaves_when_it_is_opened_again(page: Page):
    sign_in(page, "accueil")
    page.goto("/accueil/")
    page.context.set_offline(True)
    page.get_by_label("Qui, pour quoi faire ?").fill("La fanfare d’à côté")
    page.get_by_label("Combien sont-ils ?").fill("2")
    shared = (
        page.get_by_label("Quelle salle ?").locator("option", has_text="par place").get_attribute("value")
    )
    page.get_by_label("Quelle salle ?").select_option(shared)
    page.get_by_role("button", name="Donner la salle").click()
    expect(page.locator("[data-kept-count]")).to_have_text("1 saisie en attente d’envoi")
    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)

    again.goto("/accueil/")

    expect(visits(again, "La fanfare d’à côté")).to_have_count(1, timeout=30_000)
    expect(again.locator("[data-kept-box]")).to_be_hidden()


@pytest.fixture
def door(page: Page) -> str:
    """The address of the tablet of a room, as whoever hangs it up reads it, at an hour when nothing begins."""
    to_the_next = QUARTER - time.time() % QUARTER  # noqa: TID251 - the house's own clock
    if to_the_next < HALF_A_MINUTE / 1000:
        time.sleep(to_the_next + 1)
    sign_in(page, "gestion")
    page.goto("/gestion/plaques/")
    page.locator("tr", has_text="Bocal").get_by_role("button").first.click()
    address = page.get_by_role("link", name="Page de la tablette").get_attribute("href")
    sign_out(page)
    return address


def shown(page: Page) -> Locator:
    """The one state of the door that one sees."""
    return page.locator("#door section:visible")


def marks(page: Page) -> tuple[int, int]:
    board = page.locator("#door")
    return int(board.get_attribute("data-now")), int(board.get_attribute("data-offset"))


def hour(mark: int, offset: int) -> str:
    """An hour as the door writes it."""
    wall = datetime.fromtimestamp(mark + offset, UTC)
    return f"{wall.hour}\u00a0h\u00a0{wall.minute:02}" if wall.minute else f"{wall.hour}\u00a0h"


def test_a_tablet_whose_clock_is_wrong_shows_the_hour_and_the_state_of_the_house(page: Page, door: str):
    page.goto(door)
    true_word = shown(page).locator(".word").inner_text()
    page.clock.install(time=datetime(2011, 1, 1, 5, 0, tzinfo=UTC))
    page.goto(door)

    mark, offset = marks(page)
    assert mark > datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    expect(shown(page)).to_have_count(1)
    expect(shown(page).locator("[data-hour]")).to_have_text(hour(mark, offset))
    assert shown(page).locator(".word").inner_text() == true_word


def test_a_door_without_network_goes_on_says_since_when_and_comes_back(page: Page, door: str):
    page.clock.install()
    page.goto(door)
    mark, offset = marks(page)
    word = shown(page).locator(".word").inner_text()
    page.context.set_offline(True)
    page.clock.run_for(HALF_A_MINUTE)
    expect(page.locator("#news")).to_have_text(f"Sans nouvelles depuis {hour(mark, offset)}")
    expect(shown(page)).to_have_count(1)
    assert shown(page).locator(".word").inner_text() == word

    # The day that it holds goes on: whatever is the last word of it is told a day later.
    page.clock.run_for(HALF_A_MINUTE)
    page.clock.fast_forward(25 * 3600 * 1000)
    page.clock.run_for(2000)
    expect(page.locator("#door section").last).to_be_visible()
    expect(shown(page)).to_have_count(1)

    page.context.set_offline(False)
    page.clock.run_for(HALF_A_MINUTE)
    expect(page.locator("#news")).to_be_hidden()
    expect(page.locator("#door section").first).to_be_visible()
    expect(shown(page)).to_have_count(1)
