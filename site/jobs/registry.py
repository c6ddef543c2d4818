"""Kinds of jobs: what an application above teaches about its own long work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db.models import Q

if TYPE_CHECKING:
    from jobs.models import Job

QUEUES = ("imports", "exports")


@dataclass(frozen=True)
class Step:
    """What one step did: where the next begins, how far we are, and what it adds to the result.

    `done` counts from the beginning. `last` ends the job.
    """

    cursor: Any
    done: int
    total: int | None = None
    part: bytes = b""
    last: bool = False


@dataclass(frozen=True)
class Result:
    """What a job leaves: a sentence, and a file when there is one to take."""

    sentence: str = ""
    filename: str = ""
    content: BinaryIO | None = None


def _all_of_them(person: Any) -> Q:
    return Q()


def _no_result(job: Job) -> Result:
    return Result()


@dataclass(frozen=True)
class Kind:
    """One kind of job.

    `label` begins the sentence « Votre export : 340 sur 1 200 ». `step(job)` reads `job.params` and
    `job.cursor` (None at first), does a little in the transaction of the caller, and returns a Step: a
    few seconds of work, never four minutes. `finish(job)` makes the result from `job.parts_in_order()`.
    `may_see(person)` is asked of the one who started it, at each look: a right that is gone takes the
    file with it. `which(person)` narrows it to the jobs about what they still may look at.
    """

    key: str
    label: str
    step: Callable[[Job], Step]
    may_see: Callable[[Any], bool]
    which: Callable[[Any], Q] = _all_of_them
    queue: str = "exports"
    finish: Callable[[Job], Result] = _no_result

    def __post_init__(self) -> None:
        if self.queue not in QUEUES:
            raise ValueError(f"{self.key}: no queue is named {self.queue!r}")


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Teach a kind of job; called by its application when it is ready."""
    _KINDS[kind.key] = kind


def unregister(key: str) -> None:
    """Forget a kind: what a release that drops one does to the jobs it left."""
    _KINDS.pop(key, None)


def kind_of(key: str) -> Kind | None:
    """The kind of that name, None when no application registers it any more."""
    return _KINDS.get(key)


def kinds() -> list[Kind]:
    """Every registered kind, by key."""
    return [_KINDS[key] for key in sorted(_KINDS)]
