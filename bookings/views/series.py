from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

import clock
from bookings import agenda
from bookings.agenda import Occurrence, SeriesUndecided
from bookings.enums import BookingStatus
from bookings.errors import BookingRefused
from bookings.forms.holidays import NOTHING_LEFT, holidays_of
from bookings.forms.regular import usual_end
from bookings.forms.series import GiveBackForm, HoursForm, RenewForm
from bookings.models import Booking, BookingSeries
from bookings.present import words
from bookings.present.price import shown
from bookings.present.regular import answer_to_come
from bookings.present.regular import dates as said
from bookings.services.changes import still_due
from bookings.services.series import (
    cost_of,
    create_series,
    just_made,
    renewal_of,
    renewing,
    retry_rejected,
)
from bookings.services.series_changes import Scope, cancel_series, reschedule_series
from bookings.views.asking import person
from people.access import SIGNED_IN, requires
from spaces.errors import DomainError
from spaces.wording import day as written_day
from spaces.wording import hour as written_hour

CONFIRM = "confirmer"


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def series_page(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every date to come of a regular booking; change, give back, try again or renew many at once."""
    page = _page(request, pk)
    deed = DEEDS.get(request.POST.get("geste", "")) if request.method == "POST" else None
    if deed is None:
        return _draw(page, status=200 if request.method != "POST" else 422)
    try:
        done = deed(page)
    except SeriesUndecided as undecided:
        page.blocked = [row for row in undecided.occurrences if row.is_blocked]
        return _draw(page, status=409)
    except DomainError as refused:
        page.refused = refused.message
        return _draw(page, status=409)
    if not done:
        return _draw(page, status=422 if page.errors() else 200)
    messages.success(request, done)
    return redirect("bookings:series", pk=page.series.pk)


@dataclass
class _Page:
    """A regular booking, its forms, and what stopped the last gesture."""

    request: HttpRequest
    series: BookingSeries
    coming: list[Booking]
    hours: HoursForm
    give_back: GiveBackForm
    renew: RenewForm
    renewal: list[Occurrence] = field(default_factory=list)
    blocked: list[Occurrence] = field(default_factory=list)
    refused: str = ""

    def errors(self) -> bool:
        """Whether something typed makes no sense."""
        return any(form.is_bound and form.errors for form in (self.hours, self.give_back, self.renew))


def _page(request: HttpRequest, pk: Any) -> _Page:
    mine = Booking.objects.changeable_by(request.user).filter(series=pk)
    rows = BookingSeries.objects.visible_to(request.user).select_related(
        "place", "space__floor", "space__place", "organiser", "organisation"
    )
    series = get_object_or_404(rows.filter(pk__in=mine.values("series")), pk=pk)
    coming = list(mine.holding().with_rooms().beginning_after(clock.now()))
    zone = series.place.zone
    ends = (datetime.combine(date.min, series.starts) + series.duration).time()
    last = clock.local(coming[-1].starts_at, zone).date() if coming else clock.today(zone)
    # Only the form that was sent answers; the others are shown as new.
    sent = {request.POST.get("geste", ""): request.POST}
    return _Page(
        request,
        series,
        coming,
        HoursForm(
            sent.get("changer"),
            prefix="changer",
            coming=coming,
            series=series,
            initial={"starts": series.starts, "ends": ends, "space": series.space_id},
        ),
        GiveBackForm(sent.get("annuler"), prefix="annuler", coming=coming),
        RenewForm(
            sent.get("reconduire"),
            prefix="reconduire",
            initial={"until": usual_end(last)} | holidays_of(series),
        ),
    )


def _change(page: _Page) -> str:
    if not page.hours.is_valid():
        return ""
    cleaned = page.hours.cleaned_data
    count = reschedule_series(
        booking=page.hours.first(),
        scope=Scope.FOLLOWING,
        actor=person(page.request),
        starts=cleaned["starts"],
        duration=cleaned["duration"],
        space=cleaned["space"],
    )
    if not count:
        page.refused = "Ces dates ont déjà ces heures et cette salle."
        return ""
    waits = answer_to_come(page.series)
    return f"C’est changé pour {said(count)}. Un message vous le confirme.{waits}"


def _give_back(page: _Page) -> str:
    if not page.give_back.is_valid():
        return ""
    count = cancel_series(
        booking=page.give_back.first(),
        scope=Scope.FOLLOWING,
        actor=person(page.request),
        reason=page.give_back.cleaned_data["reason"],
    )
    return f"C’est annulé pour {said(count)} : la salle est libre pour d’autres."


def _try_again(page: _Page) -> str:
    count = retry_rejected(series=page.series, actor=person(page.request))
    if not count:
        page.refused = "Ces dates ne vont toujours pas : essayez plus tard, ou une autre salle."
    return f"C’est réservé pour {said(count)} de plus.{answer_to_come(page.series)}" if count else ""


def _renew(page: _Page) -> str:
    """Show the dates first; once they are confirmed, write those that stand and keep the others aside."""
    if not page.renew.is_valid():
        return ""
    series = page.series
    plan = page.renew.without_holidays(renewal_of(series, until=page.renew.cleaned_data["until"]))
    asker = renewing(series, person(page.request))
    if CONFIRM not in page.request.POST:
        page.renewal = agenda.preview(plan, asker)
        if not page.renewal:
            page.renew.add_error("until", NOTHING_LEFT)
        return ""
    try:
        renewed = create_series(
            organiser=asker.organiser,
            organisation=asker.organisation,
            actor=asker.actor,
            plan=plan,
            title=series.title,
            leave_aside=True,
        )
    except BookingRefused:
        if not just_made(plan, organiser=asker.organiser, title=series.title):
            raise
        return "C’était déjà reconduit : voyez « Mon espace »."
    return f"C’est reconduit : {said(renewed.bookings.count())}.{answer_to_come(renewed)}"


DEEDS: dict[str, Callable[[_Page], str]] = {
    "changer": _change,
    "annuler": _give_back,
    "reessayer": _try_again,
    "reconduire": _renew,
}


def _draw(page: _Page, *, status: int) -> HttpResponse:
    series, zone = page.series, page.series.place.zone
    standing = sum(row.stands for row in page.renewal)
    late = still_due(page.coming, person(page.request))
    context = {
        "page": page,
        "series": series,
        "dates": [
            {
                "href": row.get_absolute_url(),
                "day": written_day(clock.local(row.starts_at, zone)),
                "hours": words.span(row.starts_at, row.ends_at, zone),
                "room": ", ".join(booked.space.name for booked in row.booked_spaces.all()),
                "waits": row.status == BookingStatus.PENDING,
            }
            for row in page.coming
        ],
        "facts": [
            f"{series.space.name}, {written_hour(series.starts)}",
            f"{said(len(page.coming))} à venir",
        ],
        "trail": [{"label": "Mon espace", "href": "/mon-espace/"}],
        "rejected": [
            {"day": written_day(clock.local(row.starts_at, zone)), "reason": row.reason}
            for row in series.rejected.filter(starts_at__gt=clock.now())
        ],
        "standing": standing,
        "late": sum(row.price_due for row in late),
        "price": shown(cost_of(page.renewal, series.organisation), is_known=True) if standing else None,
    }
    return render(page.request, "bookings/series.html", context, status=status)
