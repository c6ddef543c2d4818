"""Habits that the house holds without anyone having to remember them."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES_PER_ROOM = 350
FORBIDDEN_NAMES = {"utils", "common", "helpers", "misc"}


def tracked(*patterns: str) -> list[Path]:
    """The files of the project, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


TEMPLATES = [path for path in tracked("*.html") if "/mail/" not in str(path)]


def found_in(paths: list[Path], pattern: str) -> list[str]:
    """Where a regular expression matches, as `file: match`."""
    return [
        f"{path.relative_to(ROOT)}: {match[0][:80]}"
        for path in paths
        for match in re.finditer(pattern, path.read_text("utf-8"))
    ]


def test_site_is_a_source_root_and_never_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_room_is_too_large_to_hold_in_the_head():
    rooms = [
        path
        for path in tracked("*.py", "*.html", "*.css", "*.js")
        if "migrations" not in path.parts and "vendor" not in path.parts
    ]
    assert [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in rooms
        if (lines := len(path.read_text("utf-8").splitlines())) > LINES_PER_ROOM
    ] == []


def test_no_room_is_named_after_nothing():
    assert [path for path in tracked("*.py") if FORBIDDEN_NAMES & {*path.parts, path.stem}] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|speculationrules)\")[^>]*>",
        r"\son[a-z]+=\"",
        r"\sstyle=\"",
        r"<style\b",
        r"javascript:",
        r"(?:src|href|action)=\"https?://",
    ],
)
def test_templates_hold_nothing_that_the_security_policy_refuses(pattern):
    assert found_in(TEMPLATES, pattern) == []


def test_no_style_sheet_or_script_asks_a_third_party():
    files = [path for path in tracked("*.css", "*.js") if "vendor" not in path.parts]
    assert found_in(files, r"(?:url\(|import |fetch\()\s*[\"']?https?://") == []


def test_nothing_names_a_package_registry():
    hosts = r"(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com/-/|deb\.debian\.org)"
    files = [
        path for path in tracked() if path.suffix in {".txt", ".in", ".json", ".toml", ".py", ".sh", ".yml"}
    ]
    assert [hit for hit in found_in(files, hosts) if not hit.startswith("tests/test_house.py")] == []


def test_the_demo_accounts_told_by_the_readme_exist():
    from people.demo import ACCOUNTS, PASSWORD

    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"`{PASSWORD}`" in readme
    assert [account for account in ACCOUNTS if f"{account}@" not in readme] == []
