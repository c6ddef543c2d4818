"""The verbs of a dossier's owner: hand in, complete, confirm, decline, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from incubator import deadlines, policies, reading, wording
from incubator.enums import OPEN, Status
from incubator.errors import DomainError, Incomplete
from incubator.journey import Journey
from incubator.models import Application
from incubator.transitions import transition
from incubator.views.writing import desk
from people.access import SIGNED_IN, known, requires

THANKS = {
    "confirm": "C’est confirmé. Nous vous écrivons très vite pour la suite.",
    "decline": "C’est noté : la place ira à quelqu’un d’autre. Merci de l’avoir dit.",
}


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read everything over, see what is missing, and hand in."""
    user = known(request)
    application = get_object_or_404(Application.objects.written_by(user).with_form(), pk=pk)
    if not deadlines.may_write(application, clock.now()):
        return redirect(application)
    refusal: DomainError | None = None
    if request.method == "POST":
        name = "submit" if application.status == Status.DRAFT else "resubmit"
        try:
            transition(application=application, name=name, actor=user, seen=application.status)
        except DomainError as error:
            refusal = error
        else:
            if policies.takes_part(user, application):
                return redirect("incubator:receipt", pk=application.pk)
            return redirect("incubator_paper_receipt", application.pk)
    return render(
        request,
        "incubator/review.html",
        {
            **desk(request, Journey(application, "")),
            "reading": reading.read(application, user),
            "refusal": refusal,
            "incomplete": isinstance(refusal, Incomplete),
            "flaw_count": sum(len(found) for found in Journey(application).flaws.values()),
        },
        status=422 if refusal else 200,
    )


@requires(SIGNED_IN)
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Votre dossier est arrivé »: its number, and what happens next."""
    rows = Application.objects.shared_with(known(request)).handed_in().with_form()
    application = get_object_or_404(rows, pk=pk)
    return render(request, "incubator/receipt.html", {"application": application, **next_steps(application)})


@requires(SIGNED_IN)
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline a place that was offered."""
    application = get_object_or_404(Application.objects.filter(owner=known(request)), pk=pk)
    name = "confirm" if request.POST.get("reponse") == "oui" else "decline"
    said = {"reason": request.POST.get("raison", "")} if name == "decline" else {}
    try:
        transition(application=application, name=name, actor=known(request), seen=Status.SELECTED, **said)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, THANKS[name])
    return redirect(application)


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw, after one question."""
    rows = Application.objects.filter(owner=known(request), status__in=OPEN).with_form()
    application = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            transition(
                application=application, name="withdraw", actor=known(request), seen=request.POST.get("etat")
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(application)
        messages.success(request, f"Le dossier {application.number} est retiré.")
        return redirect("incubator:mine")
    return render(request, "incubator/withdraw.html", {"application": application, "call": application.call})


def next_steps(application: Application) -> dict[str, Any]:
    """Who reads it, until when, and when the answer comes."""
    call = application.call
    return {
        "call": call,
        "arrived": wording.moment(call, application.submitted_at) if application.submitted_at else "",
        "readers": wording.people(call.readers) if call.readers else "L’équipe",
        "reads": "le lit" if call.readers in (1, None) else "le lisent",
        "read_by": wording.day(call.read_by) if call.read_by else "",
        "answers_on": wording.day(call.answers_on) if call.answers_on else "",
    }
