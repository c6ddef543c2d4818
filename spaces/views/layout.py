"""Dividing a space, or making one room of its parts, in the back office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from people.access import known, requires
from spaces.errors import DomainError, SlotTaken
from spaces.forms import PartsForm
from spaces.models import Space
from spaces.policies import manages_a_place
from spaces.services.layout import set_parts
from spaces.sources import describe


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the parts of a space and the day from which it has them; what stands in the way is listed."""
    user = known(request)
    space = get_object_or_404(Space.objects.managed_by(user).select_related("place"), pk=pk)
    form = PartsForm(request.POST or None, space=space)
    taken: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            moved = set_parts(whole=space, actor=user, **form.wish)
        except SlotTaken as error:
            titles = describe([row.claim_id for row in error.conflicts if row.claim_id], user)
            taken = [(str(row), titles.get(row.claim_id or 0, "")) for row in error.conflicts]
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _said(space, moved))
            return redirect("rooms:edit", space.pk)
    context = {"space": space, "form": form, "taken": taken}
    return render(request, "spaces/gestion/parts.html", context, status=422 if form.errors or taken else 200)


def _said(space: Space, moved: int) -> str:
    if not moved:
        return f"{space} : c’est noté, et rien de ce qui est prévu n’avait à changer."
    who = "une réservation suit" if moved == 1 else f"{moved} réservations suivent"
    return f"{space} : c’est noté, {who} le nouveau découpage."
