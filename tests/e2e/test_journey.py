"""One day in the house: two residents want the same room, a project arrives, the manager reads it all."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from people.demo import DOMAIN
from tests.e2e.people import expect_sentence, fill_page, sign_in, sign_out, working_day

pytestmark = pytest.mark.e2e

DAY, START, END = working_day(2), "10:00", "12:00"


def find_a_room(page: Page) -> str:
    """Ask for a room in two days at ten, and open the first one; its address."""
    page.goto("/reserver/")
    page.get_by_label("Jour", exact=True).fill(DAY)
    page.get_by_label("De", exact=True).fill(START)
    page.get_by_label("Combien serez-vous ?").fill("4")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url(f"**day={DAY}*")
    page.locator(".offer", has_not_text="à valider").get_by_role("link", name="Réserver").first.click()
    page.wait_for_url("**/espaces/**")
    return page.url


def book(page: Page, title: str) -> None:
    page.get_by_label("Ce que vous y faites").fill(title)
    page.get_by_role("button", name="Confirmer la réservation").click()


def test_a_resident_books_a_free_room_and_another_is_refused_the_same_hour(page: Page, house):
    sign_in(page, "residente")
    address = find_a_room(page)
    book(page, "Réunion de bureau")
    page.wait_for_url(re.compile(r"/mon-espace/reservations/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réunion de bureau")
    mail = house.wait_for_mail(f"residente@{DOMAIN}", "Réunion de bureau", seconds=60)
    assert "reservation.ics" in mail
    page.goto("/demo/courriels/")
    page.get_by_role("link", name=re.compile("^Réservation confirmée")).first.click()
    expect_sentence(page, "Réunion de bureau")

    sign_out(page)
    sign_in(page, "resident")
    page.goto(address)
    book(page, "Conseil de la coopérative")
    expect(page.get_by_role("alert").first).to_contain_text("n’est pas libre")
    expect(page.get_by_role("alert").first).to_contain_text("de 10 h à 12 h")
    expect(page.get_by_label("Ce que vous y faites")).to_have_value("Conseil de la coopérative")
    page.locator(".alternatives__take").first.click()
    page.wait_for_url(re.compile(r"/mon-espace/reservations/"))


@pytest.mark.recalled
def test_the_booking_of_tomorrow_is_recalled_once(house):
    def recalls() -> list[str]:
        mails = house.mails_to(f"residente@{DOMAIN}")
        return [mail for mail in mails if "Pas cette fois" in mail and "Point sur les commandes" in mail]

    deadline = time.monotonic() + 240
    while not recalls() and time.monotonic() < deadline:
        time.sleep(1)
    assert len(recalls()) == 1


def test_a_project_holder_files_a_dossier_and_the_manager_reads_it_with_the_rate_of_the_week(
    page: Page, house
):
    page.goto("/appels/")
    page.get_by_role("link", name="Services de proximité").first.click()
    page.get_by_role("link", name="Commencer un dossier").first.click()
    page.get_by_role("link", name="Recevoir un code").click()
    page.locator("input[name=email]").fill(f"porteuse@{DOMAIN}")
    page.get_by_role("button", name="Envoyer le code").click()
    page.locator("input[name=code]").fill(house.wait_for_code(f"porteuse@{DOMAIN}"))
    page.locator("form button[type=submit]").first.click()
    # She had begun one before: her dossier opens where she left it.
    page.wait_for_url(re.compile(r"/dossiers/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("La laverie du Pré-l’Abbesse")
    page.get_by_role("link", name="Vous", exact=True).first.click()
    page.wait_for_url(re.compile(r"/vous/$"))
    for _step in range(12):
        if "/relire/" in page.url:
            break
        fill_page(page)
        # What is typed is saved before the page leaves: the next one is there once it has.
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^Continuer")).click()
    expect_sentence(page, "Tout y est")
    page.get_by_role("button", name="Déposer le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre dossier est arrivé")
    number = page.locator(".receipt__number").inner_text()
    receipt = house.wait_for_mail(f"porteuse@{DOMAIN}", number, seconds=60)
    assert "est arriv" in receipt

    sign_out(page)
    sign_in(page, "gestion")
    page.goto("/gestion/")
    expect_sentence(page, "Taux de réservation")
    expect(page.locator("main")).to_contain_text("heures réservées pendant l’ouverture")
    expect(page.locator("main")).to_contain_text("heures d’ouverture des espaces réservables")
    expect_sentence(page, "La laverie du Pré-l’Abbesse")
