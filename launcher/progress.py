"""Say what is being done, and that it is still going on."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from launcher import processes
from launcher.errors import Stopped
from launcher.processes import StopRequest

REPEAT_SECONDS = 10


class StepFailed(Exception):
    """A command of a step ended badly; `output` is all it said."""

    def __init__(self, code: int, output: str) -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.output = output


def seconds(value: float) -> str:
    """A duration as the French write it."""
    return f"{value:.1f} s".replace(".", ",")


class Step:
    """A line on the screen that grows a detail while we wait."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.begun = time.monotonic()
        self._said = self.begun
        self._detail = ""
        self._live = sys.stdout.isatty()
        self._write(f"  {label} …")

    def _write(self, text: str) -> None:
        if self._live:
            sys.stdout.write(f"\r\033[K{text}")
        else:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def update(self, detail: str | None = None) -> None:
        """Show how far we are: at once on a terminal, every few seconds in a journal."""
        self._detail = self._detail if detail is None else detail
        now = time.monotonic()
        if now - self._said >= (0.2 if self._live else REPEAT_SECONDS):
            self._said = now
            note = f"{self._detail}, " if self._detail else ""
            self._write(f"  {self.label} … ({note}{now - self.begun:.0f} s)")

    def done(self, note: str = "") -> None:
        """Close the line with the time it took."""
        note = f"{note}, " if note else ""
        self._write(f"✓ {self.label} ({note}{seconds(time.monotonic() - self.begun)})")
        self._end()

    def failed(self) -> None:
        """Close the line: the sentence that explains comes after."""
        self._write(f"✗ {self.label}")
        self._end()

    def _end(self) -> None:
        if self._live:
            sys.stdout.write("\n")
            sys.stdout.flush()


@contextlib.contextmanager
def step(label: str) -> Iterator[Step]:
    """One long step, with its time or its failure."""
    current = Step(label)
    try:
        yield current
    except BaseException:
        current.failed()
        raise
    current.done()


def command(
    arguments: Sequence[str],
    *,
    log: Path,
    stop: StopRequest,
    environment: Mapping[str, str],
    cwd: Path,
    report: Callable[[str], None],
) -> str:
    """Run a command of a step to its end, in a session of its own, its words in a journal.

    `report` receives each line said, and an empty one while nothing is. Raises StepFailed, or Stopped when
    somebody asks us to stop: the command is then ended with all its children.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        begins = sink.tell()
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
        )
    with log.open("rb") as heard:
        heard.seek(begins)
        said = b""
        told = 0
        while True:
            ended = process.poll() is not None
            said += heard.read()
            lines = said[told:].decode("utf-8", "replace").splitlines() or [""]
            told = len(said)
            for line in lines:
                report(line)
            if ended:
                break
            if stop.reason():
                processes.end(process.pid, [(signal.SIGTERM, 10)], process.poll)
                raise Stopped
            time.sleep(0.1)
    output = said.decode("utf-8", "replace")
    if process.returncode:
        raise StepFailed(process.returncode, output)
    return output


def plain_environment() -> dict[str, str]:
    """Our environment, without what would lead another Python astray."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}
