"""A pytest plugin: what ran in the last lines, and a skipped test is a failure."""

import os
from typing import Any

KINDS = (
    ("e2e", "dans le navigateur"),
    ("redis", "sur un vrai Redis"),
    ("slow", "longs"),
)
QUICK = "rapides"


def kind(keywords: Any) -> str:
    """The kind of a test, from its marks."""
    return next((label for mark, label in KINDS if mark in keywords), QUICK)


def pytest_sessionfinish(session: Any) -> None:
    """Refuse a silent skip when everything was asked for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("NOTHING_SKIPPED") and (_skipped(reporter) and not session.exitstatus):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count what ran, by kind, with the versions of the programs it ran on."""
    counts = dict.fromkeys((QUICK, *(label for _, label in KINDS)), 0)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            counts[kind(report.keywords)] += 1
    terminalreporter.section("ce qui a été éprouvé")
    total = sum(counts.values())
    shares = ", ".join(f"{number} {label}" for label, number in counts.items() if number)
    terminalreporter.line(f"{total} essais : {shares or 'aucun'}")
    terminalreporter.line(os.environ.get("TRIED_ON", ""))
    skipped = _skipped(terminalreporter)
    if skipped:
        terminalreporter.line(f"{skipped} essais NON éprouvés (ignorés) : la suite entière ne l’admet pas.")


def _skipped(reporter: Any) -> int:
    return sum(len(reporter.stats.get(outcome, [])) for outcome in ("skipped", "xfailed"))
