"""`make test` and `make quick`: pytest, on an embedded PostgreSQL of its own."""

import os
import signal
import subprocess
import sys
import time

from launcher import (
    environment,
    locks,
    near_first,
    needs,
    postgres,
    processes,
    progress,
    sharing,
    trial_database,
)
from launcher.environment import ROOT
from launcher.errors import Refused, Stopped
from launcher.processes import StopRequest

# The tests decide of these themselves: neither the shell's nor .env's may reach them.
OWN = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "DEMO", "DEBUG", "PORT"),
    *("BASE_URL", "SENTRY_DSN", "MEDIA_ROOT", "VAULT_ROOT", "DJANGO_SETTINGS_MODULE", "CSRF_TRUSTED_ORIGINS"),
    *("WORST_LOCK_WAIT", "ASKED_AT"),
)
QUICK = ["-p", "launcher.near_first", "-m", "not e2e and not slow and not redis"]
# Leaves those that have begun the time to end within the minute.
QUICK_SECONDS = 45
ONE_BY_ONE = ["-n", "2"]
ORDERED = ["-p", "launcher.sharing"]
# The same order and the same examples each time: what fails fails again.
SHARED = ["-n", str(sharing.WORKERS), "--randomly-seed", "86000", "--hypothesis-profile", "ci"]


def test(arguments: list[str]) -> int:
    """Everything, browser and Redis included; returns pytest's exit code. Raises Refused."""
    trial = Trial()
    browser, redis = needs.programs(trial.stop, trial.folder / "apt.log")
    trial.environ |= {"CHROMIUM": browser, "REDIS_SERVER": redis}
    if not arguments:
        trial.environ["NOTHING_SKIPPED"] = "1"
    tried_on = f"Chromium {needs.version(browser)}, Redis {needs.version(redis)}"
    return trial.run([*ORDERED, *(arguments or SHARED)], tried_on)


def quick(arguments: list[str]) -> int:
    """A developer's answer in under a minute: the style, then the tests that need nothing heavy, those nearest
    to the change first, until the time is up.
    """
    begun = time.monotonic()
    for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        answer = subprocess.run([sys.executable, "-m", "ruff", *command, "."], check=False, cwd=ROOT)
        if answer.returncode:
            raise Refused(f"ruff {command[0]} n’est pas content : tapez « .venv/bin/ruff {command[0]} . ».")
    trial = Trial()
    trial.environ[near_first.UNTIL] = str(time.perf_counter() + QUICK_SECONDS)
    code = trial.run([*QUICK, *ONE_BY_ONE, "--quiet", *arguments], "")
    sys.stdout.write(f"make quick : {progress.seconds(time.monotonic() - begun)}\n")
    return code


def bench(arguments: list[str]) -> int:
    """Measure the ledger against hand-written SQL and bound the waits of its races, on a server that writes
    for good.
    """
    trial = Trial(durable=True)
    compared = trial.measure("tests.benchmarks", arguments)
    trial.environ["WORST_LOCK_WAIT"] = "1"
    return trial.run(["tests/spaces/test_races.py", "--quiet"], "") or compared


def chaos(arguments: list[str]) -> int:
    """Kill, crash and hang whatever carries the reminders, on servers of its own. Raises Refused."""
    trial = Trial()
    needs.programs(trial.stop, trial.folder / "apt.log")
    return trial.command(["-m", "tests.chaos", *arguments])


class Trial:
    """One run of pytest, on databases that nobody else uses."""

    def __init__(self, *, durable: bool = False) -> None:
        self.durable = durable
        self.stop = StopRequest()
        self.stop.listen()
        self.environ = {name: value for name, value in os.environ.items() if name not in OWN}
        self.folder = environment.var_dir(self.environ) / "essais"
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.environ |= {"TESTING": "1", "VAR_DIR": str(self.folder)}
        lock = locks.attempt(self.folder / "trial.lock")
        if lock is None:
            raise Refused("Des essais tournent déjà dans ce dossier : attendez qu’ils finissent.")
        self.lock = lock

    def run(self, arguments: list[str], tried_on: str) -> int:
        """Start PostgreSQL, run pytest, stop PostgreSQL."""
        try:
            with progress.step("PostgreSQL des essais"):
                url = postgres.ensure_running(self.folder, durable=self.durable)
            trial_database.prepare(self.folder, url, self.environ, self.stop)
            server = f"PostgreSQL {trial_database.version(self.folder)} embarqué"
            self.environ |= {
                "DATABASE_URL": url,
                "TRIED_ON": ", ".join(filter(None, [server, tried_on, f"Python {sys.version.split()[0]}"])),
            }
            return self.command(["-m", "pytest", "-p", "launcher.what_ran", "--reuse-db", *arguments])
        finally:
            postgres.release(self.folder)

    def measure(self, module: str, arguments: list[str]) -> int:
        """Start PostgreSQL, run a module of measures, stop PostgreSQL."""
        try:
            with progress.step("PostgreSQL des mesures"):
                self.environ["DATABASE_URL"] = postgres.ensure_running(self.folder, durable=self.durable)
            return self.command(["-m", module, *arguments])
        finally:
            postgres.release(self.folder)

    def command(self, arguments: list[str]) -> int:
        """Run a Python of ours to its end, or until somebody asks us to stop; its exit code."""
        sys.stdout.flush()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            env=environment.for_python(self.environ),
            cwd=ROOT,
            start_new_session=True,
        )
        while process.poll() is None:
            if self.stop.reason():
                processes.end(process.pid, [(signal.SIGINT, 30.0), (signal.SIGTERM, 5.0)], process.poll)
                raise Stopped
            time.sleep(0.1)
        return process.returncode
