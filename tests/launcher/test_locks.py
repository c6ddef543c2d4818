import subprocess
import sys
import time
from pathlib import Path

from launcher import locks

HOLD = """
import sys, time
from pathlib import Path
from launcher import locks
lock = locks.attempt(Path(sys.argv[1]), shared=sys.argv[2] == "shared")
print(lock is not None, flush=True)
time.sleep(60)
"""


def holder(path: Path, manner: str) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), manner], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "True\n"
    return process


def test_a_lock_is_exclusive_and_survives_no_kill(tmp_path) -> None:
    path = tmp_path / "lock"
    other = holder(path, "exclusive")

    assert locks.attempt(path) is None
    other.kill()
    other.wait()
    lock = locks.attempt(path)
    assert lock is not None
    lock.release()


def test_shared_locks_go_together_and_keep_an_exclusive_one_out(tmp_path) -> None:
    path = tmp_path / "lock"
    other = holder(path, "shared")

    shared = locks.attempt(path, shared=True)
    assert shared is not None
    shared.release()
    assert locks.attempt(path) is None
    other.kill()
    other.wait()


def test_waiting_ends_when_the_patience_does(tmp_path) -> None:
    path = tmp_path / "lock"
    lock = locks.attempt(path)
    begun = time.monotonic()

    assert locks.wait(path, seconds=0.2) is None
    assert 0.2 <= time.monotonic() - begun < 2
    lock.release()


def test_a_folder_can_be_locked_without_leaving_anything_in_it(tmp_path) -> None:
    lock = locks.attempt(tmp_path)

    assert locks.attempt(tmp_path) is None
    lock.release()
    assert list(tmp_path.iterdir()) == []
