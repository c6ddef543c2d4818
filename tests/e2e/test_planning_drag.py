"""With a mouse, on the planning: draw a booking, carry one elsewhere, take it back."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import late_timers, sign_in, working_day

pytestmark = pytest.mark.e2e

SUNDAY = 6

# When nobody else comes, be it another test.
DAY = working_day(17, weekday=SUNDAY)


def point(page: Page, room: str, hour: float) -> tuple[float, float]:
    """Where an hour of a room is on the screen: the middle of its first quarter."""
    head = page.locator(f"[data-hour='{int(hour):02}']").bounding_box()
    row = row_of(page, room).bounding_box()
    quarter = head["width"] / 4
    return head["x"] + (hour % 1 * 4 + 0.5) * quarter, row["y"] + row["height"] / 2


def row_of(page: Page, room: str) -> Locator:
    return page.locator("tr[data-room]", has=page.get_by_role("link", name=room, exact=True))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()


def test_draw_carry_and_take_back(page: Page):
    page.set_viewport_size({"width": 1280, "height": 3000})
    sign_in(page, "residente")
    page.goto(f"/planning/?jour={DAY}")
    drag(page, point(page, "Salle du Clain", 14), point(page, "Salle du Clain", 15.75))
    page.wait_for_url(re.compile("/espaces/pont-achard/salle-du-clain/"))
    asked = parse_qs(urlparse(page.url).query)
    assert asked == {"jour": [DAY], "de": ["14:00"], "a": ["16:00"]}
    page.get_by_label("Combien serez-vous ?").fill("4")
    page.get_by_label("Ce que vous y faites").fill("Répétition à la souris")
    page.get_by_role("button", name="Confirmer la réservation").click()
    page.wait_for_url(re.compile(r"/mon-espace/reservations/"))

    page.goto(f"/planning/?jour={DAY}")
    drag(page, point(page, "Salle du Clain", 14.5), point(page, "Salle de la Boivre", 11.5))
    expect(page.get_by_role("status").first).to_contain_text("Salle de la Boivre")
    expect(page.get_by_role("status").first).to_contain_text("de 11 h à 13 h")
    moved = row_of(page, "Salle de la Boivre").locator("[data-move]", has_text="Répétition à la souris")
    expect(moved).to_have_attribute("data-starts", "11:00")

    page.get_by_role("button", name="Annuler le déplacement").click()
    expect(page.get_by_role("status").first).to_contain_text("est revenue à sa place")
    back = row_of(page, "Salle du Clain").locator("[data-move]", has_text="Répétition à la souris")
    expect(back).to_have_attribute("data-starts", "14:00")

    back.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/mon-espace/reservations/"))
    page.get_by_role("link", name="Déplacer").click()
    expect(page.get_by_label("De", exact=True)).to_have_value("14:00")


def test_escape_puts_down_what_was_picked_up_and_a_click_stays_a_click(page: Page):
    page.set_viewport_size({"width": 1280, "height": 3000})
    sign_in(page, "residente")
    page.goto(f"/planning/?jour={DAY}")
    late_timers(page)
    page.mouse.move(*point(page, "Bocal", 15))
    page.mouse.down()
    page.mouse.move(*point(page, "Bocal", 16), steps=4)
    expect(page.locator(".planning-ghost")).to_have_text("15\u00a0h – 16\u00a0h\u00a015")
    page.keyboard.press("Escape")
    expect(page.locator(".planning-ghost")).to_have_count(0)
    page.mouse.up()

    page.mouse.click(*point(page, "Bocal", 15))
    page.wait_for_url(re.compile("/espaces/pont-achard/bocal/"))
