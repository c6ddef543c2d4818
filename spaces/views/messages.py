"""« Nous écrire »: a message from anyone, its private page, and its page in the back office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.access import PUBLIC, known, requires
from people.models import User
from people.secret_pages import secret
from people.throttle import TOO_MANY_IN_AN_HOUR, within_pace
from spaces.errors import DomainError
from spaces.message_forms import MessageForm
from spaces.message_notices import answer_link
from spaces.models import Message, MessageStatus, Place
from spaces.policies import manages_a_place
from spaces.private_links import message_named_by, message_path
from spaces.services.messages import send_message, sort_message, take_back

MESSAGES_AN_HOUR = 6


@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to those who run a place, without an account."""
    places = list(Place.objects.order_by("pk"))
    if not places:
        raise Http404
    person = request.user if isinstance(request.user, User) else None
    form, status = _form(request, places, person), 200
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "email", "subject", "text")}
        place = form.cleaned_data.get("place") or places[0]
        if within_pace(request, "contact", times=MESSAGES_AN_HOUR, mailbox=said["email"]):
            return redirect(message_path(send_message(place=place, author=person, **said)))
        form.add_error(None, TOO_MANY_IN_AN_HOUR)
        status = 429
    elif form.errors:
        status = 422
    context = {"form": form, "only": places[0] if len(places) == 1 else None}
    return render(request, "spaces/write.html", context, status=status)


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, token: str) -> HttpResponse:
    """What one wrote, what happens next, and a way of taking it back."""
    found = message_named_by(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        take_back(message=found)
        messages.success(request, "Votre message est effacé, avec votre nom et votre courriel.")
        return redirect("spaces:write")
    return render(request, "spaces/message.html", {"message": found, "statuses": MessageStatus})


@requires(manages_a_place)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One message as the team reads it, and what became of it."""
    rows = Message.objects.visible_to(request.user).select_related("place", "handled_by")
    found, status = get_object_or_404(rows, pk=pk), 200
    if request.method == "POST":
        try:
            done = sort_message(message=found, actor=known(request), status=request.POST.get("status", ""))
        except DomainError as refused:
            messages.error(request, refused.message)
            status = 422
        else:
            messages.success(request, f"« {done} » : {done.get_status_display()}.")
            return redirect("messages:index")
    context = {"message": found, "answer": answer_link(found), "statuses": MessageStatus}
    return render(request, "spaces/gestion/message.html", context, status=status)


def _form(request: HttpRequest, places: list[Place], person: User | None) -> Any:
    return MessageForm(
        request.POST or None,
        places=places,
        person=person,
        slug=request.GET.get("lieu", ""),
        subject=" ".join(request.GET.get("objet", "").replace("\0", "").split()),
    )
