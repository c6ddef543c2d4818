"""Each page at two widths, by day and by night: axe, width, and a picture to look at."""

import re
from pathlib import Path

import pytest

from people.demo import DOMAIN, PASSWORD
from tests.e2e.pages import PAGES, SCHEMES, WIDTHS, Found, Page
from tests.e2e.reading import overflow_of, violations_of

pytestmark = pytest.mark.e2e

PICTURES = Path(__file__).resolve().parents[2] / "var" / "pictures"
PICTURES.mkdir(parents=True, exist_ok=True)
# Wagtail's own interface is Wagtail's to mend; our panels in it are walked below.
FOREIGN = {"gestion"}
# Their address comes with the reminder of tomorrow's booking.
RECALLED = {"pas-cette-fois"}


@pytest.fixture(scope="package")
def storage_of(browser, house, tmp_path_factory):
    """Signed-in browser states, one sign-in per account for the whole session."""
    states: dict[str, str | None] = {"": None}

    def state(account: str) -> str | None:
        if account not in states:
            path = tmp_path_factory.mktemp("state") / f"{account}.json"
            context = browser.new_context(base_url=house.url, locale="fr-FR")
            page = context.new_page()
            page.goto("/compte/login/")
            page.locator("input[name=login]").fill(f"{account}@{DOMAIN}")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form button[type=submit]").first.click()
            page.wait_for_url(lambda url: "/compte/login" not in url)
            context.storage_state(path=path)
            context.close()
            states[account] = str(path)
        return states[account]

    return state


@pytest.fixture(scope="package")
def address_of(browser, house, storage_of):
    """The address of a page; what is a key is read where whoever may read it does, and links are followed once."""
    begun: dict[Found, str] = {}
    arrived: dict[str, str] = {}

    def beginning(found: Found) -> str:
        if not found.page:
            return house.wait_for_link(found.account, found.shape)
        context = browser.new_context(base_url=house.url, storage_state=storage_of(found.account))
        try:
            return re.search(found.shape, context.request.get(found.page).text())[0]
        finally:
            context.close()

    def end(page_: Page) -> str:
        context = browser.new_context(base_url=house.url, storage_state=storage_of(page_.account))
        try:
            page = context.new_page()
            page.goto(page_.path)
            for link in page_.through:
                page.goto(page.locator(link).first.get_attribute("href"))
            return page.url.removeprefix(house.url)
        finally:
            context.close()

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
def test_page(browser, house, storage_of, address_of, page_, width):
    """Opened once; night falls on it where it stands, as on the screen of whoever reads in the evening."""
    context = browser.new_context(
        base_url=house.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        storage_state=storage_of(page_.account),
        bypass_csp=True,
    )
    try:
        page = context.new_page()
        strangers: list[str] = []
        page.on(
            "request",
            lambda asked: (
                strangers.append(asked.url)
                if not asked.url.startswith((house.url, "data:", "blob:"))
                else None
            ),
        )
        page.goto(address_of(page_))
        page.wait_for_load_state("load")
        seen = {}
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=PICTURES / f"{page_.name}-{width}-{scheme}.png", full_page=True)
            seen[scheme] = (overflow_of(page), [] if page_.name in FOREIGN else violations_of(page))
        assert (seen, strangers) == (dict.fromkeys(SCHEMES, (0, [])), [])
    finally:
        context.close()
