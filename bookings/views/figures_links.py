"""Links to figures: given and closed in the back office, opened by whoever was given one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from bookings.errors import BookingRefused
from bookings.forms.readings import FiguresLinkForm, OwnReadingForm, PeriodForm
from bookings.models import FiguresLink, OccupancyAgreement
from bookings.occupancy_page import COLUMNS, table
from bookings.readings import Sheet, reading_of_link, readings_of
from bookings.services.figures_links import close_figures, figures_link_of, figures_read, give_figures
from bookings.tenancy import tenancies
from bookings.views.occupancy import FORMATS, spreadsheet
from people.access import PUBLIC, SIGNED_IN, known, requires
from people.secret_pages import secret
from spaces.policies import manages_a_place


@requires(manages_a_place)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """List the links given; give one, whose address is in this answer and in no other."""
    form = FiguresLinkForm(request.POST or None, asker=known(request))
    given, address = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            given, token = give_figures(actor=known(request), **form.cleaned_data)
        except BookingRefused as refused:
            form.take(refused.refusals)
        else:
            address = settings.BASE_URL + reverse("bookings:figures", args=[token])
            form = FiguresLinkForm(asker=known(request))
    rows = FiguresLink.objects.visible_to(request.user).select_related("place", "created_by")
    context = {
        "form": form,
        "given": given,
        "address": address,
        "links": [
            (link, link.is_open(clock.today(link.place.zone))) for link in rows.prefetch_related("spaces")
        ],
    }
    return render(request, "bookings/gestion/figures_links.html", context, status=422 if form.errors else 200)


@requires(manages_a_place)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close one link, whoever gave it."""
    link = get_object_or_404(FiguresLink.objects.visible_to(request.user).select_related("place"), pk=pk)
    close_figures(link=link, actor=known(request))
    messages.success(request, f"Le lien de {link.recipient} n’ouvre plus rien.")
    return redirect("figures_links")


@requires(PUBLIC)
@secret
@require_safe
def figures(request: HttpRequest, token: str) -> HttpResponse:
    """What a link was given, to whoever holds it, until its last day."""
    link = figures_link_of(token)
    if link is None:
        raise Http404
    today = clock.today(link.place.zone)
    if not link.is_open(today):
        return _silent(render(request, "bookings/figures_closed.html", {"link": link}, status=410))
    figures_read(link=link)
    reading = reading_of_link(link)
    start = max(link.since, today.replace(month=1, day=1))
    form = PeriodForm(_asked(request, start, today), since=link.since, today=today)
    found = form.table(reading)
    if found is not None and request.GET.get("format") in FORMATS:
        name = f"occupation-{link.place.slug}-{form.cleaned_data['du']}-{form.cleaned_data['au']}"
        return _silent(spreadsheet(name, request.GET["format"], COLUMNS, table(found)))
    context = {"link": link, "reading": reading, "form": form, "sheet": found and Sheet(found)}
    if link.shows_agreements:
        context["tenancies"] = tenancies(
            OccupancyAgreement.objects.all(), link.place, today, reading.scope.spaces
        )
    return _silent(render(request, "bookings/figures.html", context, status=422 if form.errors else 200))


@requires(SIGNED_IN)
@require_safe
def own_figures(request: HttpRequest) -> HttpResponse:
    """The figures that a person may read: places opened to them, spaces they approve, their organisations."""
    readings = readings_of(request.user)
    if not readings:
        return render(request, "bookings/own_figures.html", {"readings": readings})
    wanted = next((row for row in readings if row.key == request.GET.get("quoi")), readings[0])
    today = clock.today(wanted.place.zone)
    asked = _asked(request, today.replace(month=1, day=1), today)
    asked["quoi"] = request.GET.get("quoi") or wanted.key
    form = OwnReadingForm(asked, readings=readings, today=today)
    found = form.table(wanted)
    if found is not None and request.GET.get("format") in FORMATS:
        return spreadsheet(f"occupation-{wanted.key}", request.GET["format"], COLUMNS, table(found))
    context = {"readings": readings, "reading": wanted, "form": form, "sheet": found and Sheet(found)}
    return render(request, "bookings/own_figures.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, start: Any, end: Any) -> dict[str, str]:
    defaults = {"du": start.isoformat(), "au": end.isoformat(), "par": ""}
    return {key: request.GET.get(key) or default for key, default in defaults.items()}


def _silent(response: HttpResponse) -> HttpResponse:
    """No form is sent from this page: nobody is told where it is."""
    response["Referrer-Policy"] = "no-referrer"
    return response
