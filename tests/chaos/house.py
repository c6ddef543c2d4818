"""The processes of the trial: started, killed, hung and restarted; all ended at the end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from launcher import postgres

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """Two beats, two workers, a broker and a database, and the ways in which they fail."""

    def __init__(self, folder: Path, environment: dict[str, str], *, redis: bool) -> None:
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.redis_port = free_port() if redis else None
        self.processes: dict[str, subprocess.Popen] = {}
        self.kills = 0

    def open_database(self) -> str:
        """Start a PostgreSQL of our own; its address."""
        return postgres.ensure_running(self.folder)

    def crash_database(self) -> None:
        """End PostgreSQL without letting it finish anything, then start it again."""
        data = postgres.locate(self.folder).data
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        while postgres.alive(self.folder):
            time.sleep(0.05)
        time.sleep(1)
        postgres.ensure_running(self.folder)

    def open_broker(self) -> str:
        """Start Redis when the trial uses it; its address, or nothing for the filesystem broker."""
        if self.redis_port is None:
            return ""
        self._start(
            "redis",
            [
                os.environ.get("REDIS_SERVER", "redis-server"),
                "--port",
                str(self.redis_port),
                "--save",
                "",
                "--bind",
                "127.0.0.1",
            ],
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.redis_port), timeout=1).close()
                return f"redis://127.0.0.1:{self.redis_port}/0"
            time.sleep(0.05)
        raise RuntimeError("redis-server ne démarre pas")

    def flush_broker(self) -> None:
        """Lose everything that the broker held."""
        if self.redis_port is not None:
            with socket.create_connection(("127.0.0.1", self.redis_port), timeout=5) as line:
                line.sendall(b"FLUSHALL\r\n")
                line.recv(64)
            return
        for waiting in (self.folder / "broker" / "queue").glob("*"):
            waiting.unlink(missing_ok=True)

    def hang_broker(self, seconds: float) -> None:
        """Let Redis accept connections and answer nothing for a while."""
        if self.redis_port is None:
            return
        pid = self.processes["redis"].pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    def start_worker(self, name: str, clock_shift: int) -> None:
        """Start a worker whose clock is wrong by that many seconds."""
        self._celery(
            name,
            ["worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "-n", f"{name}@chaos"],
            {"CHAOS_CLOCK_SHIFT_SECONDS": str(clock_shift)},
        )

    def start_beat(self, name: str) -> None:
        """Start a beat with a memory of its own."""
        self._celery(name, ["beat", "--pidfile=", "--schedule", str(self.folder / f"{name}.db")], {})

    def kill(self, name: str) -> None:
        """kill -9, with its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills += 1

    def close(self) -> None:
        """End every process that was started here, and forget the data."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
        postgres.destroy(self.folder)

    def _celery(self, name: str, arguments: list[str], more: dict[str, str]) -> None:
        self._start(
            name,
            [sys.executable, "-m", "celery", "-A", "tierslieu.celery:app", *arguments, "-l", "INFO"],
            more,
        )

    def _start(self, name: str, command: list[str], more: dict[str, str] | None = None) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env={**self.environment, **(more or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
