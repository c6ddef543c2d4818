"""The short form of `make chaos`: the promises hold under kills, crashes and refusals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WITHIN_SECONDS = 420


@pytest.mark.slow
@pytest.mark.parametrize("broker", ["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def test_reminders_survive_the_fire(broker):
    trial = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos", "--short", "--broker", broker],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        told, _errors = trial.communicate(timeout=WITHIN_SECONDS)
    finally:
        # Asked politely, it ends its own workers; killed, it would leave them behind.
        trial.terminate()
        trial.wait(timeout=30)
    sys.stdout.write(told)
    assert trial.returncode == 0, told
    assert "Toutes les promesses sont tenues." in told
