"""`make quick` plays first what touches the change, stops in time, and says what it left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.near_first import UNTIL, distance, homes

ROOT = Path(__file__).resolve().parents[2]


def test_a_changed_file_is_tried_where_its_package_is() -> None:
    assert homes(
        ["bookings/services/verbs.py", "site/people/models.py", "tests/api/test_booking.py", "Makefile"]
    ) == {"tests/bookings", "tests/people", "tests/api/test_booking.py"}


@pytest.mark.parametrize(
    ("test", "far"),
    [
        ("tests/bookings/test_rules.py", 0),
        ("tests/bookings_more/test_rules.py", 2),
        ("tests/access/test_walk.py", 1),
        ("tests/people/test_rights.py", 2),
        ("tests/launcher/test_postgres.py", 3),
    ],
)
def test_nearness(test: str, far: int) -> None:
    assert distance(test, {"tests/bookings"}) == far


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(("until", "said"), [(0, "3 essais NON éprouvés, faute de temps"), (1, "3 passed")])
def test_the_end_comes_in_time_and_is_told(tmp_path: Path, until: int, said: str, workers: str) -> None:
    (tmp_path / "test_three.py").write_text(
        "import pytest\n@pytest.mark.parametrize('x', [1, 2, 3])\ndef test_one(x): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = ["-m", "pytest", "-q", "-p", "no:django", "-p", "launcher.near_first", "-n", workers]

    answer = subprocess.run(
        [sys.executable, *command, "-c", "pytest.ini", "."],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), UNTIL: str(until)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert said in answer.stdout
    assert ("NON éprouvés" in answer.stdout) is (until == 0)
