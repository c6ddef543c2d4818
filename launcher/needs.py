"""What the tests need besides Python packages: a browser and a Redis server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from launcher import progress
from launcher.environment import ROOT
from launcher.errors import Refused
from launcher.processes import StopRequest

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
REDIS = ("redis-server", "/opt/homebrew/bin/redis-server", "/usr/local/bin/redis-server")
# What to type, by the package manager that is there.
BY_HAND = (
    ("brew", "brew install redis && brew install --cask chromium"),
    ("apt-get", "sudo apt install chromium redis-server"),
    ("dnf", "sudo dnf install chromium redis"),
    ("pacman", "sudo pacman -S chromium redis"),
    ("zypper", "sudo zypper install chromium redis"),
)


def programs(stop: StopRequest, log: Path) -> tuple[str, str]:
    """The paths of a browser and of a Redis server, installed where we may. Raises Refused."""
    browser, redis = _first([os.environ.get("CHROMIUM", ""), *BROWSERS]), _first(REDIS)
    if browser and redis:
        return browser, redis
    missing = [name for name, found in (("chromium", browser), ("redis-server", redis)) if not found]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing, stop, log)
        browser, redis = _first(BROWSERS), _first(REDIS)
        if browser and redis:
            return browser, redis
    raise Refused(_sentence(missing))


def version(program: str) -> str:
    """The number in a program's `--version`."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", answer.stdout)
    return found[0] if found else "?"


def _first(names: tuple[str, ...] | list[str]) -> str | None:
    return next((found for name in names if name and (found := shutil.which(name))), None)


def _sentence(missing: list[str]) -> str:
    what = " et ".join(missing)
    for manager, order in BY_HAND:
        if shutil.which(manager):
            return f"Il manque {what} pour tout éprouver : tapez « {order} », puis recommencez."
    return f"Il manque {what} pour tout éprouver : installez-les, puis recommencez."


def _install(missing: list[str], stop: StopRequest, log: Path) -> None:
    # RUNLEVEL=1 keeps Debian from starting a Redis service that nobody asked for.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    with progress.step(f"Installation de {' et '.join(missing)}") as step:
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            try:
                progress.command(
                    ["apt-get", "-q", *arguments],
                    log=log,
                    stop=stop,
                    environment=quiet,
                    cwd=ROOT,
                    report=lambda _: step.update(),
                )
            except progress.StepFailed as failure:
                sys.stderr.write(failure.output[-1000:])
                raise Refused(_sentence(missing)) from failure
