"""A calendar file brought in: first what it would do, date by date, then the same for good."""

from __future__ import annotations

import zlib
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bookings.forms.calendar_in import CalendarFileForm
from bookings.services.outside import Expected, Outcome, import_file, preview, read_for
from people.access import known, requires
from people.models import User
from spaces.errors import DomainError
from spaces.models import Space
from spaces.policies import manages_a_place
from spaces.wording import moments

KEPT_FOR = 30 * 60
GONE = "Ce fichier n’est plus là : choisissez-le à nouveau."


@requires(manages_a_place)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Show what a file would do; write it once it is confirmed."""
    user = known(request)
    if request.method != "POST":
        return _draw(request, CalendarFileForm(user=user))
    if "key" in request.POST:
        return _confirm(request, user)
    form = CalendarFileForm(request.POST, request.FILES, user=user)
    if not form.is_valid():
        return _draw(request, form, status=422)
    cleaned = form.cleaned_data
    text = cleaned["file"].read()
    try:
        reading = read_for(cleaned["space"], text)
    except DomainError as refused:
        form.add_error("file", refused.message)
        return _draw(request, form, status=422)
    key = uuid4().hex
    kept = {"space": cleaned["space"].pk, "name": cleaned["name"], "text": zlib.compress(text)}
    cache.set(_shelf(user, key), kept, KEPT_FOR)
    dates = preview(cleaned["space"], reading)
    context = {
        "key": key,
        "space": cleaned["space"],
        "name": cleaned["name"],
        "dates": [_told(date, cleaned["space"]) for date in dates],
        "free": sum(1 for date in dates if not date.conflict),
        "taken": sum(1 for date in dates if date.conflict),
        "left_out": reading.left_out,
    }
    return _draw(request, form, shown=context)


def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    shelf = _shelf(user, request.POST["key"][:40])
    kept = cache.get(shelf)
    space = (
        Space.objects.managed_by(user).select_related("place").filter(pk=kept["space"]).first()
        if kept
        else None
    )
    if space is None:
        form = CalendarFileForm(user=user)
        messages.error(request, GONE)
        return _draw(request, form, status=409)
    try:
        outcome = import_file(space=space, name=kept["name"], text=zlib.decompress(kept["text"]), actor=user)
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, CalendarFileForm(user=user), status=409)
    cache.delete(shelf)
    messages.success(request, _said(outcome, space))
    return redirect("outside_conflicts:index" if outcome.in_conflict else "outside_calendars:index")


def _shelf(user: User, key: str) -> str:
    return f"calendar-in:{user.pk}:{key}"


def _told(date: Expected, space: Space) -> dict[str, str]:
    return {
        "when": moments(date.moment.start, date.moment.end, space.place.zone),
        "title": date.moment.title or "Occupé",
        "conflict": date.conflict,
    }


def _said(outcome: Outcome, space: Space) -> str:
    return (
        f"{outcome.held} dates occupent {space}, {outcome.in_conflict} en conflit, {outcome.gone} reprises."
    )


def _draw(
    request: HttpRequest, form: CalendarFileForm, *, shown: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "shown": shown}
    return render(request, "bookings/gestion/calendar_in.html", context, status=status)
