import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.processes import HAS_PROC

ROOT = Path(__file__).resolve().parents[2]
WAIT = """
import time
from launcher.processes import StopRequest
stop = StopRequest()
stop.listen()
print("ready", flush=True)
while not stop.reason():
    time.sleep(0.02)
print(stop.reason(), flush=True)
"""


def as_from_a_terminal() -> None:
    """Signals as a terminal gives them, whatever ran the tests in the background."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(signal.Signals[name], signal.SIG_DFL)


def environment() -> dict[str, str]:
    # Under `make test` a make of ours would announce itself as a make within a make.
    kept = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_each_signal_is_a_request_to_stop(name) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAIT],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=as_from_a_terminal,
    )
    assert process.stdout.readline() == "ready\n"

    process.send_signal(signal.Signals[name])

    assert process.communicate(timeout=10)[0] == f"{name}\n"
    assert process.returncode == 0


def test_nohup_keeps_its_meaning() -> None:
    process = subprocess.Popen(
        [shutil.which("nohup"), sys.executable, "-c", WAIT],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    assert process.stdout.readline() == "ready\n"

    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)

    assert process.communicate(timeout=10)[0] == "SIGTERM\n"


# Only /proc shows that make waits in its handler; elsewhere a terminal signals the whole group anyway.
TO_MAKE = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] if HAS_PROC else ["SIGTERM", "SIGKILL"]


@pytest.mark.parametrize("name", TO_MAKE)
def test_a_signal_to_make_alone_stops_what_it_runs(name, tmp_path) -> None:
    (tmp_path / "wait.py").write_text(WAIT)
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} wait.py\n")
    process = subprocess.Popen(
        [shutil.which("make"), "run"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
        start_new_session=True,
        preexec_fn=as_from_a_terminal,
    )
    assert process.stdout.readline() == "ready\n"

    process.send_signal(signal.Signals[name])

    assert process.communicate(timeout=20)[0] == f"{name}\n"
