"""Know, watch and end the processes that we started, and no other."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "stat").exists()
POLL_SECONDS = 0.05
LEFT_BEHIND_SECONDS = 0.5
KILLED_SECONDS = 5
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

type Signals = Sequence[tuple[signal.Signals, float]]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; empty when there is no such process."""
    with suppress(OSError):
        return (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return []


def _ps(columns: Sequence[str], *arguments: str) -> list[str]:
    """Where there is no /proc: on macOS a header ends its -o, comma included, and a line is cut at the screen's
    width unless it is asked for whole.
    """
    named = [word for column in columns for word in ("-o", f"{column}=")]
    answer = subprocess.run(["ps", "-ww", *named, *arguments], capture_output=True, text=True, check=False)
    return [line.strip() for line in answer.stdout.splitlines() if line.strip()]


def mark(pid: int) -> str | None:
    """What tells a living process from a later one that got the same number; None when it is dead."""
    if HAS_PROC:
        fields = _stat(pid)
        return fields[19] if fields and fields[0] not in "ZX" else None
    lines = _ps(["stat", "lstart"], "-p", str(pid))
    if not lines or lines[0].startswith("Z"):
        return None
    return lines[0].partition(" ")[2].strip()


def command(pid: int) -> str:
    """The command line of a process, or nothing."""
    if HAS_PROC:
        with suppress(OSError):
            return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        return ""
    return " ".join(_ps(["command"], "-p", str(pid)))


def inside(folder: Path) -> bool:
    """Whether a process works in this folder, as PostgreSQL's own do; unknown without /proc."""
    if HAS_PROC:
        for entry in PROC.iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                    return True
    return False


def members(leader: int) -> list[int]:
    """The living processes of the session that a process of ours leads."""
    if HAS_PROC:
        found = []
        for entry in PROC.iterdir():
            if entry.name.isdigit():
                fields = _stat(int(entry.name))
                if fields and fields[3] == str(leader) and fields[0] not in "ZX":
                    found.append(int(entry.name))
        return found
    rows = [line.split() for line in _ps(["pid", "pgid", "stat"], "-ax")]
    return [int(pid) for pid, group, state in rows if group == str(leader) and not state.startswith("Z")]


def ask(leader: int, sent: signal.Signals) -> None:
    """Send a signal to a process that may be dead."""
    with suppress(ProcessLookupError):
        os.kill(leader, sent)


def end(
    leader: int, signals: Signals, reap: Callable[[], object] = lambda: None, *, asked: bool = False
) -> None:
    """Ask the leader of a session to end, each signal with its patience, then kill what is left of it.

    `asked` says that the first signal is on its way: twice would be a worse request to some.
    """
    for number, (sent, patience) in enumerate(signals):
        if number or not asked:
            ask(leader, sent)
        if _gone(lambda: mark(leader) is None, patience, reap):
            break
    # A leader that ended well has already seen its own children off.
    if _gone(lambda: not members(leader), LEFT_BEHIND_SECONDS, reap):
        return
    for pid in members(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _gone(lambda: not members(leader), KILLED_SECONDS, reap)


def _gone(question: Callable[[], bool], seconds: float, reap: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        reap()
        if question():
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)


class StopRequest:
    """Ctrl-C, SIGTERM, SIGHUP, or the death of the `make` that started us."""

    def __init__(self) -> None:
        self._reason: str | None = None
        parent = os.getppid()
        self._make = parent if Path(command(parent).split(" ")[0]).name in {"make", "gmake"} else None

    def listen(self) -> None:
        """Take the signals from now on. Under nohup, SIGHUP stays ignored."""
        for number in STOPS:
            if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _hear(self, number: int, _frame: object) -> None:
        self._reason = signal.Signals(number).name

    def reason(self) -> str | None:
        """Why we should stop, or None."""
        if self._reason is None and self._make is not None:
            self._reason = _leaving(self._make)
        return self._reason


def _leaving(make: int) -> str | None:
    """GNU make passes only SIGTERM on to its children; for the others it waits in its handler, blocked."""
    if os.getppid() != make:
        return "SIGKILL"
    if HAS_PROC:
        with suppress(OSError):
            for line in (PROC / str(make) / "status").read_text().splitlines():
                if line.startswith("SigBlk:"):
                    blocked = {number for number in STOPS if int(line.split()[1], 16) >> (number - 1) & 1}
                    # All of them together is make at work on its own lists, not make in its handler.
                    if len(blocked) == 1:
                        return blocked.pop().name
    return None
