"""Keep the house's processes alive, and end them all in order."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from launcher import processes
from launcher.errors import Refused
from launcher.processes import Signals, StopRequest

CALM_SECONDS = 60
LONGEST_PAUSE = 30
LONGEST_LOG = 5_000_000
FIRST_FAILURES = 3
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Child:
    """A process to keep: what it is called, how it starts, how it is asked to end."""

    name: str
    label: str
    arguments: Sequence[str]
    signals: Signals = ((signal.SIGTERM, 10.0),)


@dataclass
class _Life:
    child: Child
    process: subprocess.Popen[bytes]
    born: float
    failures: int = 0
    again_at: float | None = None


@dataclass
class Supervisor:
    """Starts children in the order given, and ends them in the reverse order.

    `record` is where their numbers are written, for the next start to end what a `kill -9` left behind.
    """

    children: Sequence[Child]
    environment: Mapping[str, str]
    cwd: Path
    logs: Path
    record: Path
    say: Callable[[str], None]
    stop: StopRequest
    _lives: list[_Life] = field(default_factory=list)

    def start(self, most: int | None = None) -> None:
        """Start every child that has not begun, or so many at most."""
        self.logs.mkdir(parents=True, exist_ok=True)
        begun = len(self._lives)
        for child in self.children[begun : None if most is None else begun + most]:
            self._lives.append(_Life(child, self._spawn(child), time.monotonic()))
            self._write_record()

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        log = self.log(child)
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as sink:
            return subprocess.Popen(
                child.arguments,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                cwd=self.cwd,
                start_new_session=True,
            )

    def log(self, child: Child) -> Path:
        """Where a child's words go."""
        return self.logs / f"{child.name}.log"

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Look after the children until the house answers; False when somebody asks us to stop.

        Raises Refused when a child keeps dying, or nothing answers in time.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if self.stop.reason():
                return False
            self.tick()
            for life in self._lives:
                if life.failures >= FIRST_FAILURES:
                    raise Refused(f"{life.child.label} ne démarre pas : {self._last_words(life.child)}")
            if time.monotonic() > deadline:
                raise Refused(
                    f"La maison ne répond pas après {seconds:.0f} s : voyez les journaux de {self.logs}."
                )
            time.sleep(TICK_SECONDS / 2)
        return True

    def watch(self, also: Callable[[], None] = lambda: None) -> str:
        """Look after the children until somebody asks us to stop; returns who did."""
        while (reason := self.stop.reason()) is None:
            self.tick()
            also()
            time.sleep(TICK_SECONDS)
        return reason

    def tick(self) -> None:
        """Start again, after a pause that grows, every child that has died."""
        now = time.monotonic()
        for life in self._lives:
            if life.again_at is not None:
                if now >= life.again_at:
                    life.process = self._spawn(life.child)
                    life.born, life.again_at = now, None
                    self._write_record()
            elif life.process.poll() is not None:
                # Its own children may have survived it, and hold its port.
                processes.end(life.process.pid, [])
                life.failures = 1 if now - life.born > CALM_SECONDS else life.failures + 1
                pause = min(2 ** (life.failures - 1), LONGEST_PAUSE)
                life.again_at = now + pause
                code = life.process.returncode
                how = f"signal {-code}" if code < 0 else f"code {code}"
                self.say(
                    f"{life.child.label} s’est arrêté ({how}) : nouvel essai dans {pause} s. "
                    f"Journal : {self.log(life.child)}"
                )

    def shut_down(self, told: Callable[[Child], None] = lambda _: None) -> None:
        """End every child, the last started first; all are asked at once, and `told` hears of each that ended."""
        for life in reversed(self._lives):
            processes.ask(life.process.pid, life.child.signals[0][0])
        for life in reversed(self._lives):
            processes.end(life.process.pid, life.child.signals, life.process.poll, asked=True)
            told(life.child)
        self._lives.clear()
        self.record.unlink(missing_ok=True)

    def end_orphans(self) -> list[str]:
        """End what a killed supervisor left, once sure that it is the same process; returns their names."""
        ended = []
        with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
            known = {child.name: child for child in self.children}
            for entry in reversed(json.loads(self.record.read_text())):
                name, pid, mark = entry["name"], int(entry["pid"]), entry["mark"]
                # A dead leader may leave children in its session; a number taken by a stranger is not ours.
                present = processes.mark(pid)
                if present in {None, mark} and processes.members(pid):
                    signals = known[name].signals if name in known else Child.signals
                    processes.end(pid, signals)
                    ended.append(name)
        self.record.unlink(missing_ok=True)
        return ended

    def _write_record(self) -> None:
        rows = [
            {
                "name": life.child.name,
                "pid": life.process.pid,
                "mark": processes.mark(life.process.pid),
            }
            for life in self._lives
        ]
        draft = self.record.with_suffix(".draft")
        draft.write_text(json.dumps(rows))
        draft.replace(self.record)

    def _last_words(self, child: Child) -> str:
        lines = self.log(child).read_text("utf-8", "replace").splitlines()
        said = [line.strip() for line in lines if line.strip()]
        return f"« {said[-1] if said else 'rien'} ». Journal : {self.log(child)}"
