"""Booking as people do it: with a thumb, with a keyboard, twice by mistake, in two tabs, in a tunnel."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.people import sign_in, working_day

pytestmark = pytest.mark.e2e

BOOKED = re.compile(r"/mon-espace/reservations/")
MOST_TAPS = 6
MOST_STOPS = 120
# What has the focus shows a ring, and none of the page hides it.
IS_SEEN = """() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return ring && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def wait_for_ring(page: Page) -> None:
    """Asked from outside, as often as it takes: the policy of our pages refuses a script that would ask within."""
    for _poll in range(100):
        if page.evaluate(IS_SEEN):
            return
        page.wait_for_timeout(50)
    raise AssertionError("what has the focus shows no ring, or is out of sight")


@dataclass
class Thumb:
    """A thumb on a telephone: every touch counts, and one types only in what was touched."""

    page: Page
    taps: int = 0

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps += 1

    def write(self, target: Locator, text: str) -> None:
        self.tap(target)
        target.fill(text)


@pytest.fixture
def telephone(browser: Browser, house):
    context = browser.new_context(
        base_url=house.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    yield context.new_page()
    context.close()


def room_at(hour: int) -> str:
    """The page of a room that is booked at once, its form filled for an hour."""
    query = urlencode({"jour": working_day(12), "de": f"{hour:02}:00", "a": f"{hour + 1:02}:00", "nombre": 4})
    return f"/espaces/pont-achard/salle-du-clain/?{query}"


def title(page: Page) -> Locator:
    return page.get_by_label("Ce que vous y faites")


def reserve(page: Page) -> Locator:
    return page.get_by_role("button", name="Confirmer la réservation")


def test_a_newcomer_books_in_six_taps_on_a_telephone(telephone: Page):
    sign_in(telephone, "residente")
    telephone.goto("/mon-espace/")
    thumb = Thumb(telephone)

    thumb.tap(telephone.get_by_role("link", name="Réserver une salle"))
    thumb.write(telephone.get_by_label("Jour", exact=True), working_day(3))
    thumb.tap(telephone.get_by_role("button", name="Chercher"))
    telephone.wait_for_url(f"**day={working_day(3)}*")
    thumb.tap(telephone.locator(".offer").get_by_role("link", name=re.compile("^Réserver")).first)
    thumb.write(title(telephone), "Atelier du jeudi")
    thumb.tap(reserve(telephone))

    telephone.wait_for_url(BOOKED)
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Atelier du jeudi")
    assert thumb.taps <= MOST_TAPS
    assert telephone.evaluate("document.documentElement.scrollWidth") <= 390


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; whatever has it on the way is seen to have it."""
    wanted = target.element_handle()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        wait_for_ring(page)
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    raise AssertionError("the keyboard does not reach it")


@pytest.mark.parametrize(("width", "title_"), [(1280, "Lecture à voix haute"), (390, "Lecture à voix basse")])
def test_the_whole_way_with_a_keyboard_alone(page: Page, width: int, title_: str):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "residente")
    page.goto("/mon-espace/")

    tab_to(page, page.get_by_role("link", name="Réserver une salle"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/reserver/")
    length = page.get_by_label("Combien de temps ?")
    tab_to(page, length)
    page.keyboard.press("ArrowUp")
    expect(length).to_have_value("90")
    tab_to(page, page.get_by_label("Combien serez-vous ?"))
    page.keyboard.type("4")
    tab_to(page, page.get_by_role("button", name="Chercher"))
    page.keyboard.press("Enter")
    # What was found is said: a live region, the title of the page, and the focus on it.
    said = page.get_by_role("status").get_by_role("heading", level=2)
    expect(said).to_be_focused()
    assert page.title().startswith(said.inner_text())
    wait_for_ring(page)

    tab_to(page, page.locator(".offer").get_by_role("link", name=re.compile("^Réserver")).first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/espaces/**")
    tab_to(page, title(page))
    page.keyboard.type(title_)
    tab_to(page, reserve(page))
    page.keyboard.press("Enter")

    page.wait_for_url(BOOKED)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title_)
    expect(page.get_by_role("status").locator(".stamp")).to_be_visible()
    expect(page).to_have_title(re.compile(f"^{title_}, (confirmée|en attente de validation)"))


def test_a_double_click_and_the_back_button_book_once(page: Page):
    sign_in(page, "residente")
    page.goto(room_at(9))
    title(page).fill("Cliqué deux fois")
    reserve(page).dblclick()
    page.wait_for_url(BOOKED)
    booked = page.url

    page.go_back()
    page.wait_for_url("**/espaces/**")
    title(page).fill("Cliqué deux fois")
    reserve(page).click()
    expect(
        page.get_by_text(re.compile("précédente est enregistrée|n’est pas libre"))
        .or_(page.get_by_text("CONFIRMÉE"))
        .first
    ).to_be_visible()

    page.goto("/mon-espace/")
    # It may be far enough to be folded.
    mine = page.locator("a", has_text=re.compile("^Cliqué deux fois$"))
    expect(mine).to_have_count(1)
    assert mine.get_attribute("href") in booked


def test_two_tabs_want_the_same_hour_and_the_second_is_told(page: Page):
    sign_in(page, "residente")
    other = page.context.new_page()
    for tab, name in ((page, "Premier onglet"), (other, "Second onglet")):
        tab.goto(room_at(10))
        title(tab).fill(name)
    reserve(page).click()
    page.wait_for_url(BOOKED)

    reserve(other).click()
    expect(other.get_by_role("alert").first).to_contain_text("n’est pas libre")
    expect(title(other)).to_have_value("Second onglet")
    expect(other.get_by_text("Rien n’a été enregistré.")).to_be_visible()

    # The refusal did arrive: who comes back to the form is not told of a lost connection.
    other.goto(room_at(14))
    expect(other.get_by_text("Nous l’avons bien reçu, mais rien n’est réservé.")).to_be_visible()
    expect(other.get_by_text("Ce n’est pas arrivé jusqu’à nous")).to_be_hidden()


def test_what_was_written_before_the_tunnel_is_given_back(page: Page):
    sign_in(page, "residente")
    page.goto(room_at(11))
    title(page).fill("Écrit dans le tunnel")
    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda asked: asked.is_navigation_request()):
        reserve(page).click()
    page.wait_for_url("chrome-error://**", wait_until="commit")
    page.context.set_offline(False)

    page.goto(room_at(11))
    page.get_by_role("button", name="Reprendre ce que j’avais écrit").click()
    expect(title(page)).to_have_value("Écrit dans le tunnel")
    reserve(page).click()
    page.wait_for_url(BOOKED)
    page.goto(room_at(12))
    expect(title(page)).to_be_visible()
    expect(page.get_by_role("button", name="Reprendre ce que j’avais écrit")).to_be_hidden()


def test_several_rooms_of_a_search_are_booked_together(page: Page):
    sign_in(page, "residente")
    query = urlencode({"day": working_day(15), "starts": "10:00", "length": "60", "attendees": "4"})
    page.goto(f"/reserver/?{query}")
    at_once = page.locator(".offer", has_not_text="à valider").get_by_role("checkbox")
    at_once.nth(0).check()
    at_once.nth(1).check()
    page.get_by_role("button", name="Réserver ensemble les espaces cochés").click()
    title(page).fill("Deux salles à la fois")
    page.get_by_role("button", name="Confirmer la réservation").last.click()

    page.wait_for_url(BOOKED)
    expect(page.locator(".offer--plain")).to_have_count(2)
