"""Two workers share the suite by whole files, and one of them has all that drives the browser."""

import os
import subprocess
import sys
from pathlib import Path

from launcher.sharing import BROWSER, LONGEST, group

ROOT = Path(__file__).resolve().parents[2]


def test_all_that_drives_the_browser_is_one_group_and_the_longest_exist() -> None:
    assert group("tests/e2e/test_jury.py::test_a[chromium]") == BROWSER
    assert group("tests/e2e_more/test_jury.py::test_a") == "tests/e2e_more/test_jury.py"
    assert [name for name in LONGEST if not (ROOT / name).exists()] == []


def test_a_file_is_played_whole_by_one_worker_and_the_browser_by_the_first(tmp_path: Path) -> None:
    for name in ("one/test_a", "one/test_b", "e2e/test_c", "e2e/test_d"):
        file = tmp_path / "tests" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "import pytest\n"
            "@pytest.mark.django_db(transaction=True)\n"
            "def test_it_empties(note): note('empties')\n"
            "@pytest.mark.parametrize('x', 'abcd')\n"
            "def test_one(x, note): note('reads')\n"
            "@pytest.fixture\n"
            "def note(worker_id):\n"
            f"    with open({str(tmp_path / 'played')!r}, 'a') as played:\n"
            f"        yield lambda word: played.write(f'{name} {{worker_id}} {{word}}\\n')\n"
        )
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--rootdir", str(tmp_path), "-c", os.devnull, "tests"),
            *("-p", "launcher.sharing", "-n", "2", "-p", "no:django", "--import-mode=importlib"),
        ],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "20 passed" in answer.stdout, answer.stdout + answer.stderr
    played = [line.split() for line in (tmp_path / "played").read_text().splitlines()]
    whose = {
        name: {who for file, who, word in played if (file, word) == (name, "reads")} for name, *_ in played
    }
    assert {name: len(workers) for name, workers in whose.items()} == dict.fromkeys(whose, 1)
    assert whose["e2e/test_c"] == whose["e2e/test_d"]
    workers = set.union(*whose.values())
    assert len(workers) == 2
    for worker in workers:
        words = [word for _, who, word in played if who == worker]
        assert words == sorted(words, reverse=True)
