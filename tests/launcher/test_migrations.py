"""A start spares itself Django's own look at the tables when nothing can have changed, and only then."""

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from launcher import migrations

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    at = connection.settings_dict
    host, user, password = (quote(str(at[name]), safe="") for name in ("HOST", "USER", "PASSWORD"))
    port = f"&port={at['PORT']}" if at["PORT"] else ""
    return f"postgresql://{user}:{password}@/{at['NAME']}?host={host}{port}"


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    migrations.remember(tmp_path / "mark.json")
    return tmp_path / "mark.json"


def test_a_database_that_has_everything_is_left_alone(url: str, mark: Path) -> None:
    assert migrations.all_applied(url, mark)


def test_an_unknown_database_is_looked_at(url: str, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")

    assert not migrations.all_applied(url, tmp_path / "none.json")
    assert not migrations.all_applied(url, tmp_path / "broken.json")


def test_a_migration_that_the_database_lacks_is_seen(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = migrations.ROOT / "site" / "vault" / "migrations"
    theirs = tmp_path / "site" / "vault" / "migrations"
    shutil.copytree(ours, theirs)
    shutil.copytree(migrations.ROOT / "requirements", tmp_path / "requirements")
    monkeypatch.setattr(migrations, "ROOT", tmp_path)
    migrations.remember(tmp_path / "mark.json")
    assert migrations.all_applied(url, tmp_path / "mark.json")

    (theirs / "0999_later.py").touch()

    assert not migrations.all_applied(url, tmp_path / "mark.json")


def test_other_libraries_are_seen(url: str, mark: Path) -> None:
    mark.write_text(mark.read_text().replace(migrations.digests()[migrations.LIBRARIES], "0" * 64))

    assert not migrations.all_applied(url, mark)


def test_a_database_that_does_not_answer_is_looked_at(mark: Path) -> None:
    assert not migrations.all_applied("postgresql://nobody@127.0.0.1:1/nothing", mark)
