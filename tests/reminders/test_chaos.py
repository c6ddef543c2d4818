"""The short form of `make chaos`: the promises hold under kills, crashes and refusals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WITHIN_SECONDS = 240


@pytest.mark.slow
@pytest.mark.parametrize("broker", ["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def test_reminders_survive_the_fire(broker):
    told = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--short", "--broker", broker],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )
    sys.stdout.write(told.stdout)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Toutes les promesses sont tenues." in told.stdout
