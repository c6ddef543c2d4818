"""« À faire cette semaine »: what each application knows that somebody has to do, by the day it is due.

An application registers a source; a source answers for one person, through `visible_to`, in a constant
number of queries. The panel shows the first ones and says how many wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

import clock
from backoffice.panels import Panel, register

SHOWN = 9
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One thing to do: before which day, what it is about, and the page that does it."""

    due: date
    title: str
    what: str
    href: str
    label: str = "Ouvrir"


type Source = Callable[[Any, date, date], Iterable[Task]]

_SOURCES: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Let `source(user, today, last_day)` say what that person has to do; called when an app is ready."""
    _SOURCES[name] = source


def tasks_for(user: Any, today: date) -> list[Task]:
    """Everything due until the end of the seven days, what is late first."""
    found = [task for source in _SOURCES.values() for task in source(user, today, today + AHEAD)]
    return sorted(found, key=lambda task: (task.due, task.title))


def todo(request: HttpRequest) -> Mapping[str, Any] | None:
    """The panel; nothing when nothing waits and nobody could do it."""
    today = clock.today(ZoneInfo(settings.TIME_ZONE))
    tasks = tasks_for(request.user, today)
    return {"tasks": tasks[:SHOWN], "count": len(tasks), "today": today} if tasks else None


def register_panel(policy: Callable[[Any], bool]) -> None:
    """Put the panel on the first page."""
    register(Panel(name="todo", order=15, policy=policy, template="backoffice/tasks.html", context=todo))
