"""A key of access from the first day to the last, by a device that keeps keys as telephones do."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import SCHEMES, WIDTHS
from tests.e2e.people import sign_in, sign_out
from tests.e2e.reading import overflow_of, violations_of

pytestmark = pytest.mark.e2e

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
REFUSED = "Cette clé n’ouvre pas de compte ici"


@pytest.fixture
def telephone(browser: Browser, browser_context_args: dict, house) -> Iterator[Page]:
    """A page of the house by its name: a key belongs to a name, and 127.0.0.1 is none."""
    context = browser.new_context(
        **browser_context_args | {"base_url": house.url.replace("127.0.0.1", "localhost")}
    )
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security" in said.text else None)
    chip = context.new_cdp_session(page)
    chip.send("WebAuthn.enable")
    chip.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    assert blocked == []


def look(page: Page, name: str) -> None:
    """axe by day and by night, nothing wider than the screen, on a telephone as on a desk.

    A picture of both if E2E_LOOKS asks.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 850})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert (overflow_of(page), violations_of(page)) == (0, []), f"{name} {width} {scheme}"
        if folder := os.environ.get("E2E_LOOKS"):
            page.screenshot(path=Path(folder) / f"cle-{name}-{width}.png", full_page=True)


def open_with_the_key(page: Page) -> None:
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()


def test_a_key_opens_the_door_alone_until_it_is_removed(telephone: Page):
    page = telephone
    sign_in(page, "mentor")
    page.goto("/compte/2fa/")
    page.get_by_role("link", name="Ajouter une clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est bien vous ?")
    page.locator("input[name=password]").fill("caserne-demo")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ajouter une clé")
    expect(page.get_by_label("Entrer avec elle seule")).to_be_checked()
    look(page, "ajouter")
    page.goto("/compte/2fa/totp/activate/")
    expect(page.locator("input[name=code]")).to_be_visible()
    look(page, "application")
    page.goto("/compte/2fa/webauthn/add/")
    page.get_by_label("Son nom").fill("Mon téléphone")
    page.get_by_role("button", name="Ajouter cette clé").click()
    # The first key comes with its codes for the day when the telephone is lost.
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    look(page, "secours")
    page.goto("/compte/2fa/recovery-codes/generate/")
    look(page, "nouvelle-liste")
    page.goto("/compte/2fa/")
    look(page, "double-verification")

    sign_out(page)
    open_with_the_key(page)
    page.wait_for_url(re.compile(r"/mon-espace/$"))
    page.goto("/compte/2fa/webauthn/")
    expect(page.locator(".devices__one")).to_have_count(1)
    for said in ("Mon téléphone", "utilisée le", "Sans mot de passe"):
        expect(page.locator(".devices__one")).to_contain_text(said)
    look(page, "liste")

    page.get_by_role("link", name="Renommer Mon téléphone").click()
    # Whoever came by the key shows it once more before they touch the keys.
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est bien vous ?")
    look(page, "c-est-bien-vous")
    page.get_by_role("link", name="Utiliser une clé").click()
    page.get_by_role("button", name="Utiliser une clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Renommer une clé")
    look(page, "renommer")
    page.get_by_label("Son nom").fill("Le vieux téléphone")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Retirer Le vieux téléphone").click()
    look(page, "retirer")
    page.get_by_role("button", name="Retirer cette clé").click()
    expect(page.get_by_text("Aucune pour l’instant.")).to_be_visible()

    # The device still offers it; the house knows it no more.
    sign_out(page)
    open_with_the_key(page)
    expect(page.get_by_text(REFUSED)).to_be_visible()
    look(page, "refusee")
    page.goto("/mon-espace/")
    expect(page).to_have_url(re.compile(r"/compte/login/"))


def test_an_address_without_a_name_says_where_keys_work(page: Page):
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("Une clé est liée au nom d’un site")
    expect(page.get_by_role("link", name="Ouvrir la maison par localhost")).to_be_visible()
