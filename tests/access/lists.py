"""What each person reads of each model that says to whom its rows are visible, in the lists and one by one."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from bookings.models import Booking, DoorSign, Report
from incubator.models import Application, Call, Idea, OpportunityStudy, Project
from jobs.models import Job
from meetings.models import Meeting
from people.access import Visitor
from people.models import Organisation
from reminders.models import Notice
from sheets.models import SheetImport
from spaces.models import Space

# The page of one row, for whoever sees it in a list. Pages of the back office that inspect a row are read
# from its viewsets; those that change one ask for more than seeing it.
PAGES: dict[type[Model], Callable[[Any], str]] = {
    Application: lambda row: reverse("incubator:dossier", args=[row.pk]),
    Booking: lambda row: reverse("bookings:booking", args=[row.pk]),
    Call: lambda row: reverse("incubator:call", args=[row.slug]),
    Idea: lambda row: reverse("incubator:idea", args=[row.pk]),
    Job: lambda row: reverse("jobs:job", args=[row.pk]),
    Meeting: lambda row: reverse("meetings:own_meeting", args=[row.pk]),
    Notice: lambda row: reverse("reminders:follow", args=[row.pk]),
    Organisation: lambda row: reverse("people:structure", args=[row.pk]),
    Project: lambda row: reverse("incubator:support", args=[row.pk]),
    Space: lambda row: reverse("bookings:space", args=[row.place.slug, row.slug]),
}
# The same, where the back office must open first.
OF_THE_TEAM: dict[type[Model], Callable[[Any], str]] = {
    DoorSign: lambda row: reverse("door_sheet", args=[row.pk]),
    OpportunityStudy: lambda row: reverse("incubator_study", args=[row.idea_id]),
    Report: lambda row: reverse("report_follow", args=[row.pk]),
    SheetImport: lambda row: reverse("sheets_import", args=[row.pk]),
}


def guarded() -> list[type[Model]]:
    """Every model of ours whose rows are seen by some and not by others, found as Django finds them."""
    return [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


def seen(model: type[Model], person: Visitor) -> set[Any]:
    """The rows that a list shows this person, each once."""
    manager: Any = model._default_manager
    rows = list(manager.visible_to(person).order_by().values_list("pk", flat=True))
    assert len(rows) == len(set(rows)), f"{model._meta.label} shows a row twice"
    return set(rows)


def all_seen(person: Visitor) -> dict[str, set[Any]]:
    """What a person sees of everything."""
    return {model._meta.label: seen(model, person) for model in guarded()}


def some_of(model: type[Model], listed: set[Any], each: int = 2) -> Iterator[tuple[Model, bool]]:
    """A few rows of those listed, a few of the others, and whether they are listed."""
    rows = model._base_manager.order_by("pk")
    for row in rows.filter(pk__in=listed)[:each]:
        yield row, True
    for row in rows.exclude(pk__in=listed)[:each]:
        yield row, False
