from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from backoffice.choices import set_choices
from bookings import services
from bookings.forms import BatchForm, RefusalForm
from bookings.models import Booking
from bookings.policies import approves_something
from bookings.present.approvals import queue
from bookings.views.asking import person
from people.access import SIGNED_IN, Visitor, requires
from people.models import User
from spaces.errors import DomainError

FACTS = ["Répondre vite, c’est laisser le temps de trouver une autre salle."]


def APPROVER(visitor: Visitor) -> bool:  # noqa: N802 - reads as a constant where views name it
    """Whoever approves a space or manages a place."""
    return SIGNED_IN(visitor) and approves_something(visitor)


@requires(APPROVER)
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this person's answer, the nearest date first."""
    return _draw(request)


@requires(APPROVER)
@require_POST
def approve(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say yes."""
    booking = _waiting(request, pk)
    try:
        services.approve(booking=booking, actor=person(request))
    except DomainError as refused:
        return _told(request, refused)
    messages.success(request, f"« {booking.title} » est validée, {booking.organiser} reçoit la confirmation.")
    return redirect("bookings:approvals")


@requires(APPROVER)
@require_POST
def refuse(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say no, with a reason."""
    booking = _waiting(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _draw(request, wrong=(booking, form), status=422)
    try:
        services.refuse(booking=booking, actor=person(request), reason=form.cleaned_data["reason"])
    except DomainError as refused:
        return _told(request, refused)
    messages.success(request, f"« {booking.title} » est refusée, la raison est envoyée.")
    return redirect("bookings:approvals")


@requires(APPROVER)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The same answer to several requests; each stands or falls alone, and says who was first."""
    form = BatchForm(request.POST)
    seen = Booking.objects.visible_to(request.user).with_rooms()
    set_choices(form.fields["bookings"], seen)
    if not form.is_valid():
        return _draw(request, batch=form, status=422)
    done, late = [], 0
    for booking in form.cleaned_data["bookings"]:
        try:
            _decide(booking, person(request), form)
            done.append(booking.title)
        except DomainError as refused:
            late += 1
            messages.error(request, f"« {booking.title} » : {refused.message}")
    if done:
        verb = "validées" if form.cleaned_data["deed"] == BatchForm.APPROVE else "refusées"
        messages.success(request, f"{len(done)} {verb if len(done) > 1 else verb[:-1]} : {', '.join(done)}.")
    return _draw(request, status=409) if late else redirect("bookings:approvals")


def _decide(booking: Booking, actor: User, form: BatchForm) -> None:
    if form.cleaned_data["deed"] == BatchForm.APPROVE:
        services.approve(booking=booking, actor=actor)
    else:
        services.refuse(booking=booking, actor=actor, reason=form.cleaned_data["reason"])


def _waiting(request: HttpRequest, pk: Any) -> Booking:
    """A booking whose queue this person keeps, even if somebody else has just answered."""
    return get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=pk)


def _told(request: HttpRequest, refused: DomainError) -> HttpResponse:
    messages.error(request, refused.message)
    return _draw(request, status=409)


def _draw(
    request: HttpRequest,
    *,
    wrong: tuple[Booking, RefusalForm] | None = None,
    batch: BatchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "requests": queue(person(request), wrong=wrong),
        "batch": batch or BatchForm(),
        "checked": batch.data.getlist("bookings") if batch else [],  # type: ignore[attr-defined]
        "facts": FACTS,
    }
    return render(request, "bookings/approvals.html", context, status=status)
