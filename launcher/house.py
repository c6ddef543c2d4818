"""`make run`: the whole house, from an empty folder to an address to open."""

import contextlib
import hashlib
import http.client
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher import environment, migrations, postgres, preflight, progress
from launcher.cluster import locate
from launcher.environment import ROOT
from launcher.errors import Refused, Stopped
from launcher.processes import STOPS, StopRequest
from launcher.supervisor import Child, Supervisor

READY_SECONDS = 90
PASSWORD = "caserne-demo"
# When `make run` was typed, in whole seconds, as bootstrap.sh says it: the installation is a part of the wait.
ASKED_AT = "ASKED_AT"
ACCOUNTS = (
    ("residente@caserne.example", "réserve pour Les Petites Mains du Clain"),
    ("resident@caserne.example", "réserve pour la Coopérative Épi d’Or"),
    ("porteuse@caserne.example", "dépose un dossier"),
    ("gestion@caserne.example", "gère le lieu, à /gestion/"),
    ("accueil@caserne.example", "tient l’accueil"),
    ("incubateur@caserne.example", "suit les dossiers"),
    ("jury@caserne.example", "lit les dossiers"),
    ("mentor@caserne.example", "accompagne un projet"),
    ("redaction@caserne.example", "écrit les pages"),
    ("admin@caserne.example", "tout"),
)


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _whisper(sentence: str) -> None:
    """The same, if the terminal is still there: its loss must not keep us from ending the others."""
    with contextlib.suppress(OSError):
        say(sentence)


def children(port: int) -> list[Child]:
    """Web, worker and beat, in the order they start; they end in the reverse order."""
    celery = [sys.executable, "-m", "celery", "-A", "tierslieu.celery:app"]
    return [
        Child(
            "web",
            "Le serveur web",
            [
                *[sys.executable, "-m", "gunicorn", "tierslieu.wsgi:application"],
                *["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--preload"],
                *["--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"],
                *["--logger-class", "tierslieu.discretion.DiscreetServerLog"],
            ],
            ((signal.SIGTERM, 8.0),),
        ),
        Child(
            "worker",
            "Le worker Celery",
            [
                *celery,
                "worker",
                "--loglevel",
                "INFO",
                "--concurrency",
                "2",
                "--without-gossip",
                "--without-mingle",
            ],
            ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0)),
        ),
        Child(
            "beat",
            "L’horloge Celery beat",
            [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
            ((signal.SIGTERM, 5.0),),
        ),
    ]


class House:
    """One run of the house, from its lock to its last farewell."""

    def __init__(self) -> None:
        self.stop = StopRequest()
        self.environ = dict(os.environ)
        self.begun = _begun(self.environ.pop(ASKED_AT, ""))
        self.folder = environment.for_the_house(self.environ)
        self.port = environment.port(self.environ)
        self.demo = environment.is_demo(self.environ)
        self.embedded = not self.environ.get("DATABASE_URL")
        self.logs = self.folder / "journaux"
        self.run_folder = self.folder / "run"
        self.run_folder.mkdir(mode=0o700, exist_ok=True)

    def open(self) -> int:
        """Start everything, watch over it, end it; returns the exit code. Raises Refused."""
        lock = preflight.alone(self.run_folder)
        here = f"{os.getpid()} {self.environ['BASE_URL']}"
        lock.write(f"{preflight.OPENING} {here}")
        self.stop.listen()
        supervisor = Supervisor(
            children=children(self.port),
            environment=environment.for_python(self.environ),
            cwd=ROOT,
            logs=self.logs,
            record=self.run_folder / "processes.json",
            say=lambda sentence: say(f"! {sentence}"),
            stop=self.stop,
        )
        for name in supervisor.end_orphans():
            say(f"  Un processus resté de la dernière fois est arrêté : {name}.")
        preflight.require_port(self.port)
        if not self.embedded:
            preflight.require_database(self.environ["DATABASE_URL"])
        try:
            if self.embedded:
                with progress.step("PostgreSQL"):
                    self.environ["DATABASE_URL"] = postgres.ensure_running(self.folder)
            supervisor.environment = environment.for_python(self.environ)
            self._prepare()
            with progress.step("Serveur web, worker et beat") as step:
                # Each reads the whole project first: side by side, the first page would wait for all three.
                supervisor.start(most=1)
                ready = supervisor.wait_until(lambda: _answers(self.port, self.environ, step), READY_SECONDS)
                if ready:
                    supervisor.start()
            if ready:
                lock.write(f"{preflight.OPEN} {here}")
                self._welcome()
                supervisor.watch(self._keep_database)
        except Stopped:
            pass
        finally:
            self._close(supervisor)
            lock.release()
        return 0

    def _keep_database(self) -> None:
        if self.embedded and not postgres.alive(self.folder):
            say("! PostgreSQL s’est arrêté : je le relance.")
            with contextlib.suppress(Refused):
                postgres.ensure_running(self.folder)
                say("  PostgreSQL est revenu.")

    def _prepare(self) -> None:
        self._migrate()
        known = self.demo and self._demo_mark().exists()
        if not known and not self.environ.get("REDIS_URL"):
            self._manage("Table du cache", ["createcachetable"])
        if not self.demo:
            self._manage("Fichiers statiques", ["collectstatic", "--noinput"])
        elif not known:
            self._manage("La Caserne, lieu de démonstration", ["load_demo"], r"^\s*(\S.*?) :", _named)
            self._demo_mark().write_text("")
        empty_queue(self.folder)

    def _migrate(self) -> None:
        mark = locate(self.folder).home / "migrations.json"
        # Somebody else's database may have been changed by others: there, Django looks each time.
        if self.embedded and migrations.all_applied(self.environ["DATABASE_URL"], mark):
            return
        self._manage("Tables de la base", ["migrate", "--noinput"], "Applying ", _changes)
        if self.embedded:
            migrations.remember(mark)

    def _demo_mark(self) -> Path:
        """Says that the demo is loaded in this very database; it goes with the embedded one's data."""
        if self.embedded:
            return locate(self.folder).home / "demo-chargee"
        name = hashlib.sha256(self.environ["DATABASE_URL"].encode()).hexdigest()[:12]
        return self.folder / f"demo-chargee-{name}"

    def _manage(
        self, label: str, arguments: list[str], wanted: str = "", told: Callable[[list[re.Match]], str] = str
    ) -> None:
        """Run a command of manage.py; `told` says how far it is from the lines in which `wanted` was found."""
        found: list[re.Match] = []
        with progress.step(label) as step:

            def report(line: str) -> None:
                match = re.search(wanted, line) if wanted else None
                if match:
                    found.append(match)
                step.update(told(found) if match else None)

            log = self.logs / "preparation.log"
            try:
                progress.command(
                    [sys.executable, "manage.py", *arguments],
                    log=log,
                    stop=self.stop,
                    environment=environment.for_python(self.environ),
                    cwd=ROOT,
                    report=report,
                )
            except progress.StepFailed as failure:
                raise Refused(preflight.explain(failure.output, label, log)) from failure

    def _welcome(self) -> None:
        url = self.environ["BASE_URL"]
        say(f"\nLa maison est ouverte : {url}/   (en {progress.seconds(time.monotonic() - self.begun)})")
        if self.demo:
            say(f"\nComptes de démonstration, mot de passe {PASSWORD} :")
            for address, role in ACCOUNTS:
                say(f"  {address:<28} {role}")
            say(f"\nLes courriels se lisent à {url}/demo/courriels/")
        say(f"Journaux : {self.logs}\nCtrl-C arrête tout.\n")

    def _close(self, supervisor: Supervisor) -> None:
        # From here on a second Ctrl-C must not leave anything half stopped.
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        _whisper("\nArrêt de la maison…")
        supervisor.shut_down(lambda child: _whisper(f"✓ {child.label}"))
        closed = postgres.release(self.folder) if self.embedded else True
        if self.embedded and closed:
            _whisper("✓ PostgreSQL")
        _whisper(
            "Tout est arrêté." if closed else "Tout est arrêté, sauf PostgreSQL, qui sert encore à manage.py."
        )


def _begun(asked: str) -> float:
    """On the monotonic clock; a second of the shell has up to one second more in it. The shell, which begins before
    any library is there, knows the time of day alone: only the machine's own clock compares with it.
    """
    now = time.monotonic()
    return min(now, now - (time.time() - int(asked) - 1)) if asked.isdigit() else now


def _named(found: list[re.Match]) -> str:
    return str(found[-1][1])


def _changes(found: list[re.Match]) -> str:
    return f"{len(found)} changements faits"


def empty_queue(folder: Path) -> None:
    """Forget the wake-ups of last time: what is due is in the database, and a long queue slows the broker."""
    shutil.rmtree(folder / "broker" / "queue", ignore_errors=True)


def _answers(port: int, environ: Mapping[str, str], step: progress.Step) -> bool:
    """Whether the web server answers, asked by a name of its own: any other is an error in its log."""
    step.update()
    name = environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": name or "127.0.0.1"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
