"""Each page at two widths, by day and by night: axe, width, and a picture to look at."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page as BrowserPage

from tests.e2e.pages import PAGES, SCHEMES, WIDTHS, Found, Page
from tests.e2e.people import sign_in
from tests.e2e.reading import overflow_of, violations_of

pytestmark = pytest.mark.e2e

PICTURES = Path(__file__).resolve().parents[2] / "var" / "pictures"
PICTURES.mkdir(parents=True, exist_ok=True)
# Wagtail's own interface is Wagtail's to mend; our panels in it are walked below.
FOREIGN = {"gestion"}
# Their address comes with the reminder of tomorrow's booking.
RECALLED = {"pas-cette-fois"}


@dataclass
class Tab:
    """Where an account reads page after page, as people do: each is a new document, the browser is not a new one."""

    page: BrowserPage
    asked: list[str]


@pytest.fixture(scope="package")
def tab_of(browser, house):
    """One tab per account, signed in once: a new one for each page would cost more than the page itself."""
    tabs: dict[str, Tab] = {}

    def tab(account: str) -> Tab:
        if account not in tabs:
            context = browser.new_context(
                base_url=house.url,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                bypass_csp=True,
            )
            tabs[account] = Tab(context.new_page(), [])
            if account:
                sign_in(tabs[account].page, account)
            tabs[account].page.on("request", lambda one: tabs[account].asked.append(one.url))
        if not account:
            # A visitor is nobody that we have seen before.
            tabs[account].page.context.clear_cookies()
        return tabs[account]

    yield tab
    for opened in tabs.values():
        opened.page.context.close()


@pytest.fixture(scope="package")
def address_of(house, tab_of):
    """The address of a page; what is a key is read where whoever may read it does, and links are followed once."""
    begun: dict[Found, str] = {}
    arrived: dict[str, str] = {}

    def beginning(found: Found) -> str:
        if not found.page:
            return house.wait_for_link(found.account, found.shape)
        request = tab_of(found.account).page.context.request
        return re.search(found.shape, request.get(found.page).text())[0]

    def end(page_: Page) -> str:
        page = tab_of(page_.account).page
        page.goto(page_.path)
        for link in page_.through:
            page.goto(page.locator(link).first.get_attribute("href"))
        return page.url.removeprefix(house.url)

    def address(page_: Page) -> str:
        if page_.through:
            return arrived.setdefault(page_.name, arrived.get(page_.name) or end(page_))
        if page_.found is None:
            return page_.path
        if page_.found not in begun:
            begun[page_.found] = beginning(page_.found)
        return begun[page_.found] + page_.path

    return address


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "page_",
    [
        pytest.param(page, id=page.name, marks=[pytest.mark.recalled] if page.name in RECALLED else [])
        for page in PAGES
    ],
)
def test_page(house, tab_of, address_of, page_, width):
    """Opened once; night falls on it where it stands, as on the screen of whoever reads in the evening."""
    address = address_of(page_)
    tab = tab_of(page_.account)
    page = tab.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=SCHEMES[0])
    tab.asked.clear()
    page.goto(address)
    page.wait_for_load_state("load")
    seen = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=PICTURES / f"{page_.name}-{width}-{scheme}.png", full_page=True)
        seen[scheme] = (overflow_of(page), [] if page_.name in FOREIGN else violations_of(page))
    strangers = [url for url in tab.asked if not url.startswith((house.url, "data:", "blob:"))]
    assert (seen, strangers) == (dict.fromkeys(SCHEMES, (0, [])), [])
