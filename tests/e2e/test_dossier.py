"""A dossier in a real browser: saved by itself, in two tabs, in a tunnel, on a shared computer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import late_timers, sign_in

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
    # A save by itself is shown, not said: only a failure speaks.
    expect(need.locator("[data-saved] :is([role=status], [aria-live])")).to_have_count(0)


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
        before = revision(need)
        need.get_by_role("button", name="Le reprendre").click()
        expect(need.locator("form[data-page] [name=revision]")).not_to_have_value(before)
    expect(first_text(need)).to_have_value("Écrit dans le tunnel.")
    expect(need.locator("[data-alert]")).to_be_empty()
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
    need.wait_for_url(re.compile(r"/vous/$"))
    organisation = need.get_by_text("Laquelle ?", exact=True)
    need.get_by_label("Pas encore", exact=True).check()
    expect(organisation).to_be_hidden()
    need.get_by_label("Oui", exact=True).check()
    expect(organisation).to_be_visible()
    need.get_by_label("Pas encore", exact=True).check()
    expect(organisation).to_be_hidden()


def expire(page: Page) -> None:
    """The session ends elsewhere: too long a lunch, a restart, a sign-out in another tab."""
    page.context.clear_cookies(name="sessionid")


@pytest.mark.parametrize("shared", [False, True])
def test_a_session_that_ends_while_one_writes_takes_nothing_with_it(need: Page, shared: bool):
    if shared:
        need.get_by_role("button", name="Ne rien laisser sur cet appareil").click()
        expect(need.get_by_text("Rien n’est gardé sur cet appareil.")).to_be_visible()
    expire(need)
    late_timers(need)
    first_text(need).fill("Écrit sans session.")
    # At once, before anything was saved by itself: the button does not take the page away with the text.
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    alert = need.locator("[data-alert]")
    expect(alert).to_contain_text("Il faut vous reconnecter")
    assert alert.get_attribute("role") == "alert"
    expect(first_text(need)).to_have_value("Écrit sans session.")
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    expect(alert).to_contain_text("Il faut encore vous reconnecter")
    assert need.evaluate("localStorage.length") == (0 if shared else 1)
    other = need.context.new_page()
    sign_in(other, "resident")
    other.close()
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    need.wait_for_url(re.compile(r"/le-projet/$"))
    need.go_back()
    expect(first_text(need)).to_have_value("Écrit sans session.")


def test_a_save_that_fails_keeps_one_on_the_page(need: Page):
    late_timers(need)
    need.context.set_offline(True)
    first_text(need).fill("Écrit au fond de la cave.")
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    expect(need.locator("[data-alert]")).to_contain_text("n’a pas abouti")
    expect(first_text(need)).to_have_value("Écrit au fond de la cave.")
    need.context.set_offline(False)
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    need.wait_for_url(re.compile(r"/le-projet/$"))


def test_the_budget_is_walked_row_by_row_with_the_keyboard_and_read_by_its_rows(need: Page):
    need.get_by_role("link", name="Le budget", exact=True).first.click()
    need.wait_for_url(re.compile(r"/le-budget/$"))
    first = need.get_by_role("table", name=re.compile("^Charges")).get_by_role("row")
    names = [row.get_by_role("rowheader").inner_text() for row in first.all()[1:5]]
    assert names == ["Machines et travaux", "Eau, électricité", "Permanences", "Assurance, banque"]
    need.get_by_label("Machines et travaux", exact=True).focus()
    for amount in ("4 200", "800", "1500", "300"):
        need.keyboard.type(amount)
        need.keyboard.press("Tab")
    expect(need.get_by_label("Assurance, banque", exact=True)).to_have_value("300")
    total = need.get_by_role("table", name=re.compile("^Charges")).locator("[data-total]")
    expect(total).to_have_text(re.compile(r"6.800.€"))


def test_a_text_too_long_for_the_page_is_refused_beside_it_and_tried_again_once_shorter(need: Page):
    need.clock.install()
    need.reload()
    type_and_wait(need, "Un premier jet.")
    sent: list[int] = []
    need.on(
        "response", lambda answer: sent.append(answer.status) if answer.request.method == "POST" else None
    )
    too_long = first_text(need).evaluate("field => field.id") + "_too_long"
    first_text(need).evaluate(
        "field => { field.value = 'mot '.repeat(700000); field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(need.locator(f"#{too_long}")).to_contain_text("trop long pour être enregistré", timeout=30_000)
    expect(need.locator("[data-alert]")).to_contain_text("trop long pour être enregistré")
    need.get_by_role("button", name=re.compile("^Continuer")).click()
    expect(need.locator("[data-alert]")).to_be_in_viewport()
    need.clock.fast_forward(60_000)
    assert sent == [413, 413]
    assert len(first_text(need).input_value()) == 2_800_000
    type_and_wait(need, "Plus court.")
    expect(need.locator(f"#{too_long}")).to_have_count(0)
    expect(need.locator("[data-alert]")).to_be_empty()
    need.reload()
    expect(first_text(need)).to_have_value("Plus court.")
