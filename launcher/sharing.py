"""A pytest plugin for `make test`: which worker plays what, and in which order.

A file is played whole by one worker, so that what its tests share is made once; so is the folder of the
browser, whose house takes a while to open. The longest begin, and the short ones fill the end.
"""

from itertools import groupby
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from launcher.near_first import empties

# As many as the cores of the machine that is promised. A third was tried: each long test took twice its time, and the
# whole two minutes more.
WORKERS = 2
BROWSER = "tests/e2e"
LONGEST = (
    BROWSER,
    "tests/access/test_every_url.py",
    "tests/access/test_dossiers.py",
    "tests/reminders/test_chaos.py",
    "tests/launcher/test_house.py",
    "tests/reminders/test_broker_away.py",
    "tests/reminders/test_crowd.py",
    "tests/spaces/test_http_races.py",
)


def group(test: str) -> str:
    """What is played by one worker from end to end: a file, or all that drives the browser."""
    file = test.partition("::")[0]
    return BROWSER if file.startswith(f"{BROWSER}/") else file


def rank(name: str) -> int:
    """The longest first, in the order of the list; the others as they come."""
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


class Sharing(LoadScopeScheduling):
    """Groups of our own: those of xdist are read in the names of the tests, which pytest 9.2 no longer lets it
    change (pytest-xdist#1386).
    """

    scopes: dict[str, str] | None = None

    def add_node_collection(self, node: Any, collection: Any) -> None:
        """Learn the groups from the order of the tests; the second part of a file is another group."""
        if self.scopes is None:
            runs = enumerate(groupby(collection, key=group))
            self.scopes = {test: f"{name} {number}" for number, (name, tests) in runs for test in tests}
        super().add_node_collection(node, collection)

    def _split_scope(self, nodeid: str) -> str:
        return (self.scopes or {})[nodeid]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Sharing:
    """Share by groups, in the order in which `pytest_collection_modifyitems` leaves them."""
    config.option.loadscopereorder = False
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group what chance has ordered, the longest first, those that empty the database after all others."""
    first: dict[str, int] = {}
    for number, item in enumerate(items):
        first.setdefault(group(item.nodeid), number)

    def place(item: pytest.Item) -> tuple[bool, int, int, bool]:
        name = group(item.nodeid)
        return empties(item), rank(name), first[name], item.get_closest_marker("recalled") is not None

    items.sort(key=place)
