"""A pytest plugin for `make quick`: what touches the present change first, and an end that is told.

Tests that have not begun at the hour given (QUICK_UNTIL, on the one clock that no test moves) are left out,
and counted in the last lines.
"""

import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import pytest

from launcher.environment import ROOT

UNTIL = "QUICK_UNTIL"
LEFT_OUT = "left_out"
# However long the tables of the trials took, something is tried.
LEAST_SECONDS = 25
# The rules that any change may break: who may open what, and how the house is kept.
ALWAYS = ("tests/test_house.py", "tests/access")
# They start servers and kill them, which takes time that others use better.
FAR = "tests/launcher"


def changed() -> list[str]:
    """Paths that differ from the last commit; those of the last commit when none does."""
    return _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard") or _git(
        "diff", "--name-only", "HEAD~1"
    )


def homes(paths: Iterable[str]) -> set[str]:
    """Where the tests of changed files live: a package's are in the folder of its name."""
    found = set()
    for path in paths:
        first, *rest = PurePosixPath(path).parts
        if first == "tests":
            found.add(path)
        elif rest:
            found.add(f"tests/{rest[0] if first == 'site' else first}")
    return found


def distance(test: str, near: set[str]) -> int:
    """0 for a test of what changed, 1 for the rules of the house, 2 for the others, 3 for the longest."""
    if any(test == home or test.startswith(f"{home}/") for home in near):
        return 0
    if test.startswith(ALWAYS):
        return 1
    return 3 if test.startswith(FAR) else 2


def empties(item: pytest.Item) -> bool:
    """Whether a test leaves the database empty, even of what the migrations wrote there."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction"))


def pytest_configure(config: Any) -> None:
    """Leave some time to the tests, unless none is asked for; the processes that share them inherit the hour."""
    if not hasattr(config, "workerinput") and float(os.environ[UNTIL]) > 0:
        os.environ[UNTIL] = str(max(float(os.environ[UNTIL]), time.perf_counter() + LEAST_SECONDS))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by distance, those that empty the database always at the end."""
    near = homes(changed())

    items.sort(key=lambda item: (empties(item), distance(item.nodeid.split("::")[0], near)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Begin no test once the time is up."""
    if time.perf_counter() < float(os.environ[UNTIL]):
        return None
    output = getattr(item.config, "workeroutput", item.config.__dict__)
    output[LEFT_OUT] = output.get(LEFT_OUT, 0) + 1
    return True


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Bring together what each process left out."""
    left = node.config.__dict__.get(LEFT_OUT, 0)
    node.config.__dict__[LEFT_OUT] = left + getattr(node, "workeroutput", {}).get(LEFT_OUT, 0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many were left out, and which command plays them."""
    left = terminalreporter.config.__dict__.get(LEFT_OUT, 0)
    if left:
        terminalreporter.line(
            f"{left} essais NON éprouvés, faute de temps, parmi les plus loin du changement : "
            "« make test » les joue tous."
        )


def _git(*arguments: str) -> list[str]:
    answer = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.splitlines() if answer.returncode == 0 else []
