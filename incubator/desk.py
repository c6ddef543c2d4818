"""What a member of the jury has on the desk: piles of dossiers, how long they take, how far one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from incubator import reading, wording
from incubator.models import Application, ApplicationRevision, ReviewAssignment, Stage
from incubator.reading import Reading
from people.models import User
from vault.models import PrivateFile

WORDS_PER_MINUTE = 200
MINUTES_TO_MARK = 6
ROUNDED_TO = 10


@dataclass(frozen=True)
class Item:
    """One dossier of the pile, as this reader may see it."""

    assignment: ReviewAssignment
    reading: Reading
    holder: str

    @property
    def state(self) -> str:
        """Where this reader is with it: declare, recused, done, notes or read."""
        given = self.assignment
        if given.recused_at is not None:
            return "recused"
        if given.reviewed_at is not None:
            return "done"
        if given.declared_at is None:
            return "declare"
        return "notes" if given.draft else "read"

    @property
    def minutes(self) -> int:
        """How long reading and marking it takes."""
        return MINUTES_TO_MARK + round(self.reading.words / WORDS_PER_MINUTE)


@dataclass(frozen=True)
class Pile:
    """The dossiers of one stage."""

    stage: Stage
    items: tuple[Item, ...]

    @property
    def undeclared(self) -> list[Item]:
        """Those for which nothing was declared yet."""
        return [item for item in self.items if item.state == "declare"]

    @property
    def opened(self) -> list[Item]:
        """Those that may be read, the ones still to give first."""
        order = {"notes": 0, "read": 1, "done": 2}
        shown = [item for item in self.items if item.state in order]
        return sorted(shown, key=lambda item: order[item.state])

    @property
    def recused(self) -> list[Item]:
        """Those declined."""
        return [item for item in self.items if item.state == "recused"]

    @property
    def count(self) -> int:
        """How many this reader is expected to give."""
        return len(self.items) - len(self.recused)

    @property
    def done(self) -> int:
        """How many are in."""
        return sum(1 for item in self.items if item.state == "done")

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to give."""
        return self.done == self.count

    @property
    def size(self) -> str:
        """« 12 dossiers, environ 1 h 50 »: what is left, or all of it once finished."""
        left = [item for item in self.items if item.state in ("declare", "read", "notes")] or self.items
        minutes = sum(item.minutes for item in left)
        rounded = max(ROUNDED_TO, ROUNDED_TO * round(minutes / ROUNDED_TO))
        dossiers = wording.counted(len(left), "dossier", "dossiers")
        return f"{dossiers}, environ {wording.length(timedelta(minutes=rounded))}"

    @property
    def progress(self) -> str:
        """« 7 sur 12 »."""
        return f"{self.done}{wording.NBSP}sur{wording.NBSP}{self.count}"


def piles(user: User, stage: int | None = None) -> list[Pile]:
    """Everything on this person's desk, one pile a stage; a fixed number of queries."""
    given = ReviewAssignment.objects.on_the_desk_of(user).select_related(
        "application__stage", "application__owner", "stage__call__place"
    )
    if stage is not None:
        given = given.filter(stage=stage)
    rows = list(given.order_by("stage__ends_on", "stage", "application__number"))
    shown = readings([row.application for row in rows])
    by_stage: dict[Stage, list[Item]] = {}
    for row in rows:
        text = shown[row.application_id]
        holder = "" if text.is_anonymous else row.application.owner.name
        by_stage.setdefault(row.stage, []).append(Item(row, text, holder))
    return [Pile(where, tuple(items)) for where, items in by_stage.items()]


def readings(applications: Iterable[Application]) -> Mapping[Any, Reading]:
    """What the jury reads of each of these dossiers, by its id; two queries for all of them."""
    found = {application.pk: application for application in applications}
    lasts = (
        ApplicationRevision.objects.filter(application__in=found)
        .select_related("form_version")
        .order_by("application_id", "-number")
        .distinct("application_id")
    )
    files: dict[str, dict[str, PrivateFile]] = {}
    label = Application._meta.label_lower
    for file in PrivateFile.objects.filter(owner_type=label, owner_id__in=[str(pk) for pk in found]):
        files.setdefault(file.owner_id, {})[str(file.pk)] = file
    texts = {
        last.application_id: reading.for_jury(
            found[last.application_id], last, files.get(str(last.application_id), {})
        )
        for last in lasts
    }
    return {pk: texts.get(pk) or _unwritten(application) for pk, application in found.items()}


def _unwritten(application: Application) -> Reading:
    """A dossier brought here without having been handed in: nothing of it is shown."""
    return Reading(f"Dossier {application.number}", (), is_anonymous=True, is_jury=True)
