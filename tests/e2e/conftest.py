"""A real house for the browser: the launcher itself, in a folder and on a port of its own."""

import contextlib
import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.launcher.furnishing import furnish

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STARTS_WITHIN_SECONDS = 900
# Chromium hears the last list only: those that Playwright gives and that count here, then the panels of an address
# bar that nobody sees, which each new window would load in a process of their own.
WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "PaintHolding"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning", "MediaRouter"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "LensOverlay"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.MULTILINE)


@dataclass
class House:
    """A running house: its address and the folder where its mails land."""

    url: str
    mails: Path

    def mails_to(self, address: str) -> list[str]:
        """The mails received by an address, oldest first, as they were sent."""
        found = [_as_read(path) for path in sorted(self.mails.glob("*.eml"))]
        return [mail for mail in found if f"To: {address}" in mail or f"<{address}>" in mail]

    def wait_for_mail(self, address: str, containing: str, seconds: float = 30) -> str:
        """The first mail to an address that contains a text; fails when none comes in time."""
        return self._wait(address, re.compile(re.escape(containing)), seconds).string

    def wait_for_code(self, address: str) -> str:
        """The code of a mail that gives one; others may speak of codes too."""
        return self._wait(address, CODE, 30)[1]

    def wait_for_link(self, address: str, shape: str) -> str:
        """The path of an address of the house, in the words of a mail; a reminder may be two minutes away."""
        return self._wait(address, re.compile(shape), 200)[0]

    def _wait(self, address: str, wanted: re.Pattern, seconds: float) -> re.Match:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in self.mails_to(address):
                if found := wanted.search(mail):
                    return found
            time.sleep(0.3)
        raise AssertionError(f"no mail to {address} with « {wanted.pattern} » within {seconds} s")


def _as_read(path: Path) -> str:
    """A mail as it travelled, then its words as people read them."""
    travelled = path.read_bytes()
    message = email.message_from_bytes(travelled, policy=email.policy.default)
    words = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([travelled.decode("utf-8", "replace"), *words])


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def house(tmp_path_factory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("maison")
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "TESTING", "EMAIL_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"VAR_DIR": str(folder), "PORT": str(port), "DEMO": "1"}
    furnish(folder)
    log = (folder / "maison.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "run"],
        cwd=REPOSITORY,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, process, folder / "maison.log")
        yield House(url=url, mails=folder / "courriels")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        log.close()


def _wait_until_ready(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the house did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.5)
    raise AssertionError(f"the house is not ready:\n{log.read_text('utf-8', 'replace')[-4000:]}")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Left with the last browser test, as all that follows from it here: it leaves an event loop running in the
    thread of the tests, and no asynchronous view could be asked for anything after it.
    """
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright, house) -> Iterator[Browser]:
    """Closed before the house, which would wait for whoever is still connected."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            f"--disable-features={','.join(WITHOUT)}",
        ],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def browser_context_args(house) -> dict:
    return {"base_url": house.url, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture(autouse=True)
def _no_stray_request(request, house) -> Iterator[None]:
    """No page asks anyone but the house for anything, and none breaks its own security policy."""
    if "page" not in request.fixturenames:
        yield
        return
    page = request.getfixturevalue("page")
    strangers: list[str] = []
    violations: list[str] = []
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((house.url, "data:", "blob:", "about:"))
            else strangers.append(asked.url)
        ),
    )
    page.on(
        "console",
        lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield
    assert strangers == []
    assert violations == []
