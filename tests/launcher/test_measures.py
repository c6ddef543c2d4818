"""What no other trial runs stays runnable: the commands that measure and those that kill."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("module", ["tests.benchmarks", "tests.chaos"])
def test_a_command_of_measures_says_what_it_takes(module: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("usage: ")
