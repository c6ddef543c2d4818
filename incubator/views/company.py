"""Those who write a dossier together, and what they say to the team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from incubator import policies
from incubator.errors import DomainError
from incubator.forms.begin import CallBackForm, InviteForm, MessageForm
from incubator.models import Application, Collaborator, Message
from incubator.services import invite, leave_out, write_message
from people.access import SIGNED_IN, known, requires


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who takes part; the owner invites."""
    user = known(request)
    application = get_object_or_404(Application.objects.shared_with(user).with_form(), pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guest = invite(application=application, actor=user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, f"{guest.user} reçoit un courriel pour entrer dans le dossier.")
            return redirect("incubator:company", pk=application.pk)
    return render(
        request,
        "incubator/company.html",
        {
            "application": application,
            "call": application.call,
            "company": Collaborator.objects.visible_to(user)
            .filter(application=application)
            .select_related("user"),
            "form": form,
            "is_owner": policies.may_invite(user, application),
        },
        status=422 if form.errors else 200,
    )


@requires(SIGNED_IN)
@require_POST
def leave(request: HttpRequest, pk: UUID, guest: int) -> HttpResponse:
    """Take somebody off the dossier, or leave it."""
    user = known(request)
    rows = Collaborator.objects.visible_to(user).select_related("application", "user")
    collaborator = get_object_or_404(rows, pk=guest, application=pk)
    try:
        leave_out(collaborator=collaborator, actor=user)
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, f"{collaborator.user} ne prend plus part à ce dossier.")
    return (
        redirect("incubator:company", pk=pk)
        if collaborator.user_id != user.pk
        else redirect("incubator:mine")
    )


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conversation with the team."""
    user = known(request)
    said = Message.objects.visible_to(user)
    application = get_object_or_404(
        Application.objects.filter(pk__in=Application.objects.shared_with(user))
        | Application.objects.filter(pk__in=Application.objects.handled_by(user)),
        pk=pk,
    )
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_message(application=application, actor=user, body=form.cleaned_data["body"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("incubator:messages", pk=application.pk)
    return render(
        request,
        "incubator/messages.html",
        {
            "application": application,
            "call": application.call,
            "said": said.filter(application=application).select_related("author"),
            "form": form,
            "may_write": policies.may_write_to(user, application),
            "call_back_form": CallBackForm(initial={"phone": user.phone})
            if policies.may_write(user, application)
            else None,
            "awaited": application.callbacks.waiting().first(),
        },
        status=422 if form.errors else 200,
    )
