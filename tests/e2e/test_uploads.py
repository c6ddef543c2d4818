"""Files in a real browser: each with its progress, one that fails leaves the others, and none fills the memory."""

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import EMPTY_PDF, sign_in

pytestmark = pytest.mark.e2e
HEAVY = 300 * 1024 * 1024
# What a worker may take on for a moment; the file itself is three hundred.
ROOM_MB = 120


@pytest.fixture
def question(page: Page) -> Locator:
    """A question that takes files, in a dossier of one's own."""
    sign_in(page, "resident")
    page.goto("/appels/services-de-proximite/commencer/")
    if page.locator("input[name=title]").count():
        page.locator("input[name=title]").fill("Le garage à vélos")
        page.get_by_role("button", name="Commencer").click()
    page.wait_for_url(re.compile(r"/dossiers/"))
    page.get_by_role("list", name="Étapes du dossier").get_by_role("link", name="Les pièces").click()
    page.wait_for_url(re.compile(r"/les-pieces/"))
    return page.locator("file-upload").first


def pdf(name: str, content: bytes = EMPTY_PDF) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_one_file_that_is_refused_leaves_the_others(question: Locator):
    field = question.locator("input[type=file]").first
    program = pdf("facture.pdf", b"MZ\x90\x00 this program cannot be run in DOS mode")
    field.set_input_files(
        [pdf("devis-1.pdf"), program, pdf("devis-2.pdf")][
            : 3 if field.get_attribute("multiple") is not None else 2
        ]
    )
    lines = question.locator(".uploads li")
    expect(lines.filter(has_text="devis-1.pdf")).to_contain_text("reçu")
    expect(question.locator(".uploads__refused")).to_contain_text("facture.pdf")
    # The refusal stays in view: the list of what is kept comes with the next page.
    question.page.reload()
    expect(question.page.locator(".files__item").filter(has_text="devis-1.pdf")).to_have_count(1)
    expect(question.page.locator(".files__item").filter(has_text="facture.pdf")).to_have_count(0)


def test_three_hundred_megabytes_are_refused_in_a_sentence_and_never_held_in_memory(
    question: Locator, house, tmp_path
):
    heavy = tmp_path / "film.pdf"
    with heavy.open("wb") as file:
        file.write(EMPTY_PDF)
        file.truncate(HEAVY)
    before = held_by(house.mails.parent)
    peak, stop = [before], threading.Event()

    def watch() -> None:
        while not stop.wait(0.1):
            peak.append(held_by(house.mails.parent))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        question.locator("input[type=file]").first.set_input_files(heavy)
        refusal = question.locator(".uploads__refused")
        expect(refusal).to_contain_text("film.pdf", timeout=120_000)
        expect(refusal).to_contain_text(re.compile(r"trop lourd|Mo"))
    finally:
        stop.set()
        watcher.join()
    assert (max(peak) - before) / 2**20 < ROOM_MB


def held_by(folder: Path) -> int:
    """The memory of the web server of this house, which takes files; its worker may still be waking up."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
            pages = int((entry / "statm").read_text().split()[1])
        except (OSError, ValueError):
            continue
        if f"VAR_DIR={folder}".encode() in environment and b"gunicorn" in command:
            total += pages * 4096
    return total
