"""A small kind of job: it writes one organisation a step, so that a step done twice is seen."""

import io
import time
from pathlib import Path

from jobs.errors import Refused
from jobs.models import Job
from jobs.registry import Kind, Result, Step
from people.models import Organisation

KEY = "trial.count"


def step(job: Job) -> Step:
    """Write the next organisation; misbehave where `params` says."""
    number = (job.cursor or 0) + 1
    Organisation.objects.create(name=f"Étape {number}", presentation=KEY)
    if number == job.params.get("refuses_at"):
        raise Refused("La ligne 3 n’a pas d’adresse.")
    if number == job.params.get("breaks_at"):
        raise RuntimeError("cassé")
    if number == job.params.get("hangs_at"):
        _hang_once(Path(job.params["mark"]))
    total = job.params["total"]
    return Step(cursor=number, done=number, total=total, part=f"{number}\n".encode(), last=number == total)


def _hang_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        time.sleep(120)


def finish(job: Job) -> Result:
    """What each step added, as one file."""
    content = b"".join(job.parts_in_order())
    return Result(sentence=f"{job.done} lignes.", filename="compte.csv", content=io.BytesIO(content))


COUNT = Kind(
    key=KEY,
    label="Votre compte",
    step=step,
    finish=finish,
    may_see=lambda person: not person.name.startswith("Ancien"),
)
