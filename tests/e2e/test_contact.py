"""« Nous écrire », from the page of a room to the mailbox of those who run the place."""

import re

import pytest
from playwright.sync_api import Page, expect

from people.unattended import QUICKEST_SECONDS
from tests.e2e.pages import SCHEMES, WIDTHS
from tests.e2e.reading import overflow_of, violations_of

pytestmark = pytest.mark.e2e


def look(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 850})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert (overflow_of(page), violations_of(page)) == (0, []), f"{width} {scheme}"


def test_a_visitor_writes_is_told_what_was_wrong_and_takes_it_back(page: Page, house):
    page.goto("/espaces/pont-achard/salle-du-clain/")
    page.get_by_role("link", name="Une question sur cet espace").click()
    expect(page.get_by_label("À quel sujet")).to_have_value("Salle du Clain")
    page.get_by_label("Votre message").fill("Peut-on venir avec un chien d’assistance ?")
    page.get_by_label("Votre prénom et votre nom").fill("Odile Prévost")
    page.get_by_label("Votre courriel").fill("odile@")
    page.wait_for_timeout(QUICKEST_SECONDS * 1000)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Un point à revoir")
    look(page)
    page.get_by_label("Votre courriel").fill("odile@exemple.example")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre message")
    expect(page.get_by_text("C’est bien arrivé, merci.")).to_be_visible()
    look(page)
    mail = house.wait_for_mail("gestion@caserne.example", "chien d’assistance")
    assert "Reply-To: odile@exemple.example" in mail
    page.get_by_role("button", name="Effacer mon message").click()
    expect(page).to_have_url(re.compile(r"/nous-ecrire/$"))
    expect(page.get_by_text("Votre message est effacé")).to_be_visible()
