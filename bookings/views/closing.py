"""Closing rooms in the back office, and « Reloger tout le monde »."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

import clock
from bookings import services
from bookings.forms.terms import CANCEL, ClosureForm, decisions, first_hours
from bookings.models import Closure, OccupancyAgreement, Relocation
from bookings.present.relocations import moves_of, outlook
from bookings.rehousing import Displaced, Plan, plan
from people.access import known, requires
from spaces.errors import DomainError
from spaces.models import Place
from spaces.policies import manages_a_place


def with_choices(request: HttpRequest, found: Plan) -> list[tuple[Displaced, str]]:
    """Each booking with what was chosen for it; the first way out again when that one is gone."""
    rows = []
    for row in found.displaced:
        keys = [*(way.key for way in row.ways), CANCEL]
        said = request.POST.get(f"way-{row.booking.pk}", "")
        rows.append((row, said if said in keys else keys[0]))
    return rows


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Say what closes; then, for each booking in the way, where it goes; then close, all at once."""
    user = known(request)
    place = Place.objects.managed_by(user).first()
    hours = first_hours(clock.local(clock.now(), place.zone)) if place else {}
    form = ClosureForm(request.POST or None, user=user, initial=hours)
    found = Plan([], [])
    if request.method == "POST" and form.is_valid():
        found = plan(form.cleaned_data["spaces"][0].place, form.holds)
        chosen = decisions(request.POST, found.displaced)
        if chosen is not None and not found.blocked:
            try:
                closure = services.close_spaces(**form.facts, actor=user, decisions=chosen)
            except DomainError as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, f"C’est fermé : {closure.reason}.")
                return redirect("closure_moves" if chosen else "closures:inspect", closure.pk)
    context = {
        "form": form,
        "plan": found,
        "rows": with_choices(request, found),
        "outlook": outlook(found, "fermer"),
    }
    wrong = form.errors or found.blocked
    return render(request, "bookings/gestion/close.html", context, status=422 if wrong else 200)


@requires(manages_a_place)
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lift a closure before its end."""
    closures = Closure.objects.filter(place__in=Place.objects.managed_by(known(request)))
    closure = get_object_or_404(closures.select_related("place"), pk=pk)
    try:
        services.lift_closure(closure=closure, actor=known(request))
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "C’est rouvert : les salles se réservent de nouveau.")
    return redirect("closures:inspect", pk)


@requires(manages_a_place)
def closure_moves(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who had to move for a closure, what they say, whom to call."""
    closures = Closure.objects.filter(place__in=Place.objects.managed_by(known(request)))
    closure = get_object_or_404(closures, pk=pk)
    context = {"cause": closure, "back": "closures:inspect", **moves_of(closure.relocations.all())}
    return render(request, "bookings/gestion/moves.html", context)


@requires(manages_a_place)
def agreement_moves(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for an agreement."""
    agreement = get_object_or_404(OccupancyAgreement.objects.managed_by(known(request)), pk=pk)
    context = {"cause": agreement, "back": "agreements:inspect", **moves_of(agreement.relocations.all())}
    return render(request, "bookings/gestion/moves.html", context)


@requires(manages_a_place)
@require_POST
def called(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody telephoned."""
    relocation = get_object_or_404(Relocation.objects.managed_by(known(request)), pk=pk)
    services.note_call(relocation=relocation, actor=known(request))
    if relocation.closure_id:
        return redirect("closure_moves", relocation.closure_id)
    return redirect("agreement_moves", relocation.agreement_id)
