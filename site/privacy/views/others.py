"""An administrator erases somebody: the same rule as for oneself, and the journal says who did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacy import services
from privacy.archive import counts
from privacy.errors import StillNeeded
from privacy.forms import EraseForm
from privacy.policies import may_erase_others
from privacy.proof import proved
from reminders.policies import guarded_by


@guarded_by(may_erase_others)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proved("privacy_erase_other")
def erase_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes, what stays and what must be settled before; then, on the person's address, erase."""
    person: Any = get_object_or_404(get_user_model()._default_manager.filter(is_active=True), pk=pk)
    if person == request.user:
        return redirect("privacy:erase")
    form = EraseForm(
        request.POST or None, person=person, label="Pour confirmer, écrivez son adresse électronique"
    )
    reasons = services.reasons_to_wait(person)
    if request.method == "POST" and form.is_valid():
        name = str(person)
        try:
            services.erase(person=person, by=request.user)
        except StillNeeded as refused:
            reasons = refused.reasons
            form.add_error(None, "Il reste quelque chose à régler avant : voyez ci-dessus.")
        else:
            messages.success(request, f"C’est fait : {name} n’est plus nommé, nommée nulle part.")
            return redirect("wagtailadmin_home")
    chapters = [holding for holding, _rows in counts(person)]
    return render(
        request,
        "privacy/gestion/erase.html",
        {"form": form, "reasons": reasons, "chapters": chapters, "person": person},
        status=422 if form.errors else 200,
    )
