"""One closure told to ten thousand people, by real workers, through a real broker and a real mail server.

The writing is cut in the middle and done again, a worker is killed while the mails leave. Prints what each
process weighed at most, and how many mails left in the busiest minute.
"""

import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator

from tests.chaos.house import House
from tests.chaos.mail_server import Handler

PEOPLE = 10_000
PER_MINUTE = 2_400
HEAVIEST_MEGABYTES = 250
PATIENCE_SECONDS = 540


class Cut(Exception):
    """Whoever was writing was stopped."""


def recipients(stop_at: int | None = None) -> Iterator[str]:
    """The addresses, one at a time, as a queryset's iterator would give them."""
    for number in range(PEOPLE):
        if number == stop_at:
            raise Cut
        yield f"personne{number}@caserne.example"


class Scales:
    """Weighs the processes of the house every second, children included."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.heaviest = 0
        self.over = threading.Event()
        threading.Thread(target=self._weigh, daemon=True).start()

    def _weigh(self) -> None:
        while not self.over.wait(1):
            listed = subprocess.run(
                ["ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=False
            ).stdout
            groups = {process.pid for name, process in list(self.house.processes.items()) if "worker" in name}
            for line in listed.splitlines():
                group, kilobytes = line.split()
                if int(group) in groups:
                    self.heaviest = max(self.heaviest, int(kilobytes) // 1024)


def busiest_minute(moments: list[float]) -> int:
    """The most mails accepted within sixty seconds, wherever they begin."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - 60:
            window.popleft()
        most = max(most, len(window))
    return most


def play(house: House, mailbox: Handler, tell) -> tuple[dict[str, object], list[str]]:
    """Write, cut, write again, kill in the middle; the figures, and the promises broken."""
    from people.models import Organisation
    from reminders.models import Notice, Outcome
    from reminders.services import schedule_many
    from tests.chaos import story
    from tests.chaos.apps import KIND

    closure = Organisation.objects.create(name="Fermeture du 14 juillet", presentation=story.FIRST)
    asked = {"kind": KIND, "subject": closure, "due_at": story.database_now(), "occurrence": story.FIRST}
    try:
        schedule_many(recipients=recipients(stop_at=4_321), **asked)
    except Cut:
        tell(f"écriture coupée après {Notice.objects.count()} rappels")
    schedule_many(recipients=recipients(), **asked)
    tell(f"{Notice.objects.count()} rappels écrits")
    scales = Scales(house)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and (left := story.waiting()) != 0:
        time.sleep(1)
        if house.kills == 0 and 0 < left < PEOPLE * 0.6:
            mailbox.unsaid.wait(timeout=3)
            house.kill("worker1")
            tell(f"kill -9 worker1, {left} encore à envoyer")
            house.start_worker("worker1", 0)
    scales.over.set()
    outcomes = {outcome: Notice.objects.filter(outcome=outcome).count() for outcome in Outcome}
    most = busiest_minute(mailbox.moments)
    figures = {
        "destinataires": PEOPLE,
        "envoyés": outcomes[Outcome.SENT],
        "dans le doute": outcomes[Outcome.IN_DOUBT],
        "encore en attente": outcomes[Outcome.WAITING],
        "Message-ID reçus": len(mailbox.accepted),
        f"dans la minute la plus chargée (permis : {PER_MINUTE})": most,
        "worker le plus lourd (Mo)": scales.heaviest,
    }
    broken = []
    if outcomes[Outcome.SENT] + outcomes[Outcome.IN_DOUBT] != PEOPLE:
        broken.append(f"envoyés {outcomes[Outcome.SENT]} + doutes {outcomes[Outcome.IN_DOUBT]} ≠ {PEOPLE}")
    if outcomes[Outcome.IN_DOUBT] > house.kills:
        broken.append(f"{outcomes[Outcome.IN_DOUBT]} doutes pour {house.kills} kill -9")
    if any(times > 1 for times in mailbox.accepted.values()):
        broken.append("des Message-ID reçus deux fois")
    if most > PER_MINUTE:
        broken.append(f"{most} courriels en une minute pour {PER_MINUTE} permis")
    if scales.heaviest > HEAVIEST_MEGABYTES:
        broken.append(f"un worker de {scales.heaviest} Mo")
    return figures, broken
