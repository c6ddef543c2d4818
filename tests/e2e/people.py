"""What a person does in a browser, whatever the page."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from people.demo import DOMAIN, PASSWORD
from spaces.holidays import public_holiday


def sign_in(page: Page, account: str) -> None:
    """Sign in with the demo's password."""
    page.goto("/compte/login/")
    page.locator("input[name=login]").fill(f"{account}@{DOMAIN}")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.wait_for_url(lambda url: "/compte/login" not in url)


def sign_out(page: Page) -> None:
    """Forget who we were."""
    page.context.clear_cookies()


def in_days(days: int) -> str:
    """A date as a date field takes it, counted from the day that it is in the house."""
    return _day(days).isoformat()


def working_day(days: int, *, weekday: int | None = None) -> str:
    """The first day from so many days ahead on which the house opens, and which is that day of the week.

    From twelve days ahead on, the demo has told nothing yet: every room is free.
    """
    ahead = days
    while public_holiday(_day(ahead)) or weekday not in (None, _day(ahead).weekday()):
        ahead += 1
    return in_days(ahead)


def _day(ahead: int) -> date:
    today = datetime.now(ZoneInfo("Europe/Paris")).date()  # noqa: TID251 - the browser's own day
    return today + timedelta(days=ahead)


def late_timers(page: Page) -> None:
    """The timers of a busy page come after whatever one does next; here, they never come."""
    page.evaluate("window.setTimeout = () => 0")


def fill_page(page: Page) -> None:
    """Answer every question shown on one page of a dossier, whatever it asks."""
    form = page.locator("form[data-page]")
    # By their names: one answer makes other questions appear, as soon as it is saved.
    for field in _each(form.locator(":is(input, textarea, select):visible"), "id"):
        answer(form.locator(field))
    for name in _each(form.locator("[data-question]:visible"), "data-question"):
        question = form.locator(name)
        hand_in(question)
        boxes = question.locator("input[type=radio], input[type=checkbox]")
        if boxes.count() and not question.locator("input:checked").count():
            boxes.first.check(force=True)


def _each(found: Locator, attribute: str) -> list[str]:
    """How to find each of them again, whatever comes or goes around it."""
    values = found.evaluate_all("(all, name) => all.map((one) => one.getAttribute(name))", attribute)
    return [f"[{attribute}='{value}']" for value in values if value]


def hand_in(question: Locator) -> None:
    """A paper where one must be given; it leaves as soon as it is chosen."""
    paper = question.locator("input[type=file]").first
    if not paper.count() or "facultatif" in question.inner_text() or question.locator(".files__item").count():
        return
    paper.set_input_files({"name": "devis.pdf", "mimeType": "application/pdf", "buffer": EMPTY_PDF})
    expect(question.locator(".files__item")).to_contain_text("devis.pdf")


EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def answer(field: Locator) -> None:
    """Something sensible for one field."""
    kind = (field.get_attribute("type") or "").lower()
    tag = field.evaluate("element => element.tagName.toLowerCase()")
    if field.is_disabled() or kind in {"hidden", "submit", "radio", "checkbox", "file"}:
        return
    if tag == "select":
        field.select_option(index=1)
    elif kind == "date":
        field.fill(in_days(200))
    elif "SIREN" in _label(field):
        return
    elif "Code postal" in _label(field) or field.get_attribute("autocomplete") == "postal-code":
        field.fill("86000")
    elif kind == "number" or field.get_attribute("inputmode") in {"numeric", "decimal"}:
        field.fill("2027" if re.search("année", _label(field)) else "100")
    elif kind == "email":
        field.fill("nadia@caserne.example")
    elif tag == "textarea" or not field.input_value():
        field.fill("Une laverie où l’on se parle.")


def _label(field: Locator) -> str:
    return field.evaluate("element => element.labels?.[0]?.textContent ?? ''")


def expect_sentence(page: Page, sentence: str) -> None:
    """A sentence that the person must be able to read."""
    expect(page.get_by_text(sentence).first).to_be_visible()
