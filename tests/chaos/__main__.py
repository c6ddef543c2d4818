"""`python -m tests.chaos [--short] [--broker redis|filesystem]`: the trial, its figures, its verdict."""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.chaos import crowd

HOUR = 3600


def say(sentence: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def stop(number: int, _frame: object) -> None:
    """Asked to stop, end what was started before leaving."""
    sys.exit(128 + number)


def main() -> int:
    """Run one trial; 0 when every promise held."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--short", action="store_true", help="moins de 90 secondes")
    asked.add_argument("--crowd", action="store_true", help="une fermeture dite à 10 000 personnes")
    asked.add_argument("--broker", choices=["redis", "filesystem"], default="redis")
    asked.add_argument("--seed", type=int, default=None)
    asked.add_argument("--keep", action="store_true", help="garder les journaux des processus")
    options = asked.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    scale = Scale(options.short)
    name = "de la foule" if options.crowd else "courte" if options.short else "entière"
    say(f"Épreuve {name}, courtier {options.broker}, graine {seed}")
    with tempfile.TemporaryDirectory(
        prefix="chaos-", ignore_cleanup_errors=True, delete=not options.keep
    ) as folder:
        return Trial(scale, options.broker, seed, Path(folder), crowd=options.crowd).run()


class Scale:
    """How much of everything."""

    def __init__(self, short: bool) -> None:
        self.notices, self.upsets, self.kills = (120, 20, 4) if short else (600, 100, 8)
        self.due_within = 20 if short else 150
        self.first_event, self.last_event = (5, 22) if short else (10, 150)
        # A busy machine may take long to settle; a quiet one does not use it.
        self.patience = 150 if short else 300
        self.hang = 3 if short else 10
        self.sweep, self.lease = (1, 8) if short else (5, 20)
        self.first_retry, self.last_retry = (1, 4) if short else (4, 15)


class Trial:
    """One trial, from an empty database to its verdict."""

    def __init__(self, scale: Scale, broker: str, seed: int, folder: Path, *, crowd: bool) -> None:
        self.scale, self.seed, self.folder, self.crowd = scale, seed, folder, crowd
        self.chance = random.Random(seed)
        self.redis = broker == "redis"
        self.begun = time.monotonic()

    def run(self) -> int:
        """Everything, then the figures."""
        from tests.chaos.house import House, free_port
        from tests.chaos.mail_server import serve

        smtp_port = free_port()
        server, mailbox = serve(smtp_port, self.seed, calm=self.crowd)
        environment = self._environment(smtp_port)
        os.environ.update(environment)
        house = House(self.folder, environment, redis=self.redis)
        try:
            os.environ["DATABASE_URL"] = house.environment["DATABASE_URL"] = house.open_database()
            os.environ["REDIS_URL"] = house.environment["REDIS_URL"] = house.open_broker()
            verdict = self._play(house, mailbox)
        finally:
            server.stop(no_assert=True)
            from django.db import connection

            connection.close()
            house.close()
        self._say(verdict, house, mailbox)
        return 1 if verdict.broken else 0

    def _environment(self, smtp_port: int) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "PYTHONPATH": os.pathsep.join(["site", "."]),
            "TESTING": "1",
            "DEMO": "0",
            "VAR_DIR": str(self.folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}?timeout=3",
            "REMINDERS_SWEEP_SECONDS": str(self.scale.sweep),
            "REMINDERS_LEASE_SECONDS": str(self.scale.lease),
            "REMINDERS_FIRST_RETRY_SECONDS": str(self.scale.first_retry),
            "REMINDERS_LAST_RETRY_SECONDS": str(self.scale.last_retry),
            "REMINDERS_PER_MINUTE": str(crowd.PER_MINUTE if self.crowd else 6000),
            "LOG_LEVEL": "WARNING",
        }

    def _play(self, house, mailbox):
        sys.path[:0] = ["site"]
        import django

        django.setup()
        from django.core.management import call_command

        from tests.chaos import story

        # What the trial stands on, and no more: a minute of migrations would teach us nothing.
        for app in ("people", "reminders"):
            call_command("migrate", app, verbosity=0)
        self._tell("tables prêtes")
        house.start_beat("beat1")
        if self.crowd:
            house.start_worker("worker1", 0)
            house.start_worker("worker2", 0)
            return story.Verdict(*crowd.play(house, mailbox, self._tell))
        house.start_beat("beat2")
        house.start_worker("worker1", -HOUR)
        house.start_worker("worker2", HOUR)
        subjects = story.write(self.scale.notices, self.scale.due_within)
        taken = story.Taken()
        events = self._events(house, mailbox, subjects, taken)
        begun = time.monotonic()
        for at, _number, event in events:
            time.sleep(max(0, begun + at - time.monotonic()))
            event()
        self._tell("tous les incidents ont eu lieu")
        self._wait()
        return story.judge(
            written=self.scale.notices, taken=taken, accepted=dict(mailbox.accepted), kills=house.kills
        )

    def _events(self, house, mailbox, subjects, taken):
        from tests.chaos import story

        first, last = self.scale.first_event, self.scale.last_event
        events = []

        def plan(at, event):
            events.append((at, len(events), event))

        chosen = self.chance.sample(subjects, self.scale.upsets)
        for number, subject in enumerate(chosen):
            plan(
                self.chance.uniform(0, last),
                lambda number=number, subject=subject: story.upset(number, subject, taken),
            )
        names = ["worker1", "worker2", "beat1", "worker1", "worker2", "beat2", "worker1", "worker2"]
        for index in range(self.scale.kills):
            at = first + (last - first) * (index + self.chance.random()) / self.scale.kills
            plan(at, lambda name=names[index]: self._kill(house, mailbox, name))
        plan(first + (last - first) * 0.25, lambda: self._flush(house))
        plan(first + (last - first) * 0.45, lambda: self._hang(house))
        plan(first + (last - first) * 0.7, lambda: self._crash(house))
        return sorted(events)

    def _kill(self, house, mailbox, name: str) -> None:
        if name.startswith("worker"):
            # The worst moment: a mail is accepted, and nobody knows it yet.
            mailbox.unsaid.wait(timeout=3)
        house.kill(name)
        self._tell(f"kill -9 {name}")
        if name.startswith("beat"):
            house.start_beat(name)
        else:
            house.start_worker(name, -HOUR if name == "worker1" else HOUR)

    def _flush(self, house) -> None:
        house.flush_broker()
        self._tell("courtier vidé")

    def _hang(self, house) -> None:
        # In a thread: the world goes on while the broker does not answer.
        threading.Thread(target=house.hang_broker, args=(self.scale.hang,), daemon=True).start()
        self._tell(
            f"courtier muet pendant {self.scale.hang} s" if self.redis else "courtier : rien à suspendre"
        )

    def _crash(self, house) -> None:
        house.crash_database()
        self._tell("PostgreSQL arrêté net et relancé")

    def _wait(self) -> None:
        from tests.chaos import story

        deadline = time.monotonic() + self.scale.patience
        while time.monotonic() < deadline and story.waiting() != 0:
            time.sleep(0.5)

    def _tell(self, sentence: str) -> None:
        say(f"  {time.monotonic() - self.begun:5.0f} s  {sentence}")

    def _say(self, verdict, house, mailbox) -> None:
        figures = {
            **verdict.figures,
            "kill -9": house.kills,
            "essais SMTP": mailbox.attempts,
            "refusés par le serveur de courriel": mailbox.refusals,
            "laissés sans réponse": mailbox.hangs,
            "durée (s)": f"{time.monotonic() - self.begun:.0f}",
        }
        for label, value in figures.items():
            say(f"{label:<52} {value}")
        for promise in verdict.broken:
            say(f"PROMESSE ROMPUE : {promise}")
        say("Toutes les promesses sont tenues." if not verdict.broken else "L’épreuve a échoué.")


if __name__ == "__main__":
    sys.exit(main())
