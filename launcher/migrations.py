"""Know without Django, in a moment, whether a database has all the migrations that this code brings."""

import hashlib
import json
from pathlib import Path

import psycopg

from launcher.environment import ROOT

LIBRARIES = "requirements/base.txt"


def files() -> list[Path]:
    """Every migration of ours."""
    return sorted([*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("site/*/migrations/0*.py")])


def digests(libraries: str = LIBRARIES) -> dict[str, str]:
    """Of the list of libraries and of each migration of ours, by their path from the root."""
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / libraries, *files())
    }


def remember(mark: Path) -> None:
    """Write down with which libraries, whose migrations are not ours, a database was migrated."""
    mark.write_text(json.dumps(digests()))


def all_applied(url: str, mark: Path) -> bool:
    """The libraries are those of the last time, and the database says that it has each migration of ours."""
    if read(mark).get(LIBRARIES) != digests()[LIBRARIES]:
        return False
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            applied = set(connection.execute("SELECT app, name FROM django_migrations"))
    except psycopg.Error:
        return False
    return {(path.parent.parent.name, path.stem) for path in files()} <= applied


def read(mark: Path) -> dict[str, str]:
    """What was written down; nothing when it cannot be read."""
    try:
        found: dict[str, str] = json.loads(mark.read_text())
    except (OSError, ValueError):
        return {}
    return found
