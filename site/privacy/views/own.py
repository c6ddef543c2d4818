"""« Mes données »: what is held of me, my consents, my copy, and how to be erased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
import journal
from privacy import services
from privacy.archive import archive, counts, files_of
from privacy.errors import DomainError, StillNeeded
from privacy.forms import EraseForm
from privacy.models import Consent
from privacy.proof import proved
from privacy.purposes import purposes
from reminders.policies import guarded_by, signed_in

EXPORTED = "person.exported"


@guarded_by(signed_in)
@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Chapter by chapter: why, how long, who reads it, how much of it there is."""
    user = request.user
    given = {consent.purpose: consent for consent in Consent.objects.of(user).in_force()}
    return render(
        request,
        "privacy/data.html",
        {
            "chapters": counts(user),
            "files": len(files_of(user)),
            "purposes": [(asked, given.get(asked.key)) for asked in purposes()],
        },
    )


@guarded_by(signed_in)
@never_cache
@require_POST
@proved("privacy:data")
def take(request: HttpRequest) -> FileResponse:
    """Hand over the ZIP; the journal keeps that it was taken."""
    user: Any = request.user
    packed = archive(user)
    journal.record(actor=user, action=EXPORTED, target=user)
    return FileResponse(
        packed,
        as_attachment=True,
        filename=f"mes-donnees-{clock.now():%Y-%m-%d}.zip",
        content_type="application/zip",
    )


@guarded_by(signed_in)
@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Say yes, or take it back."""
    try:
        if request.POST.get("answer") == "yes":
            services.give(user=request.user, purpose=purpose)
            messages.success(request, "C’est noté. Vous pouvez le reprendre quand vous voulez.")
        elif services.withdraw(user=request.user, purpose=purpose):
            messages.success(request, "C’est repris.")
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('privacy:data')}#consentements")


@guarded_by(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proved("privacy:erase")
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what the law makes us keep; then, on a word, erase."""
    user: Any = request.user
    form = EraseForm(request.POST or None, person=user)
    reasons = services.reasons_to_wait(user)
    if request.method == "POST" and form.is_valid():
        try:
            services.erase(person=user, by=user)
        except StillNeeded as refused:
            reasons = refused.reasons
            form.add_error(None, "Il reste quelque chose à régler avant : voyez ci-dessus.")
        else:
            logout(request)
            return render(request, "privacy/erased.html")
    chapters = [holding for holding, _rows in counts(user)]
    return render(
        request,
        "privacy/erase.html",
        {"form": form, "reasons": reasons, "chapters": chapters},
        status=422 if form.errors else 200,
    )
