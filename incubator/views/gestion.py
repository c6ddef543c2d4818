"""What the team does in the back office: every verb goes through the service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from incubator.errors import DomainError
from incubator.forms.moves import FORMS, MoveForm
from incubator.forms.telephone import PhoneNoteForm
from incubator.models import Application, CallUserPermission
from incubator.policies import handles_a_call
from incubator.services import assign, note_call, write_message
from incubator.transitions import possible, transition
from people.access import known, requires
from people.models import User


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Move a dossier: say what it takes, then ask the service."""
    user = known(request)
    application = get_object_or_404(Application.objects.handled_by(user).with_form(), pk=pk)
    rule = possible(application, user).get(name)
    if rule is None:
        raise Http404
    form = FORMS.get(name, MoveForm)(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            moved = transition(application=application, name=name, actor=user, **form.payload)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{moved.number} : {moved.get_status_display()}.")
            return redirect("dossiers:inspect", application.pk)
    return render(
        request,
        "incubator/gestion/move.html",
        {"application": application, "rule": rule, "form": form},
        status=422 if form.errors else 200,
    )


@requires(handles_a_call)
@require_POST
def confide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a dossier to a member of the jury."""
    user = known(request)
    application = get_object_or_404(Application.objects.handled_by(user), pk=pk)
    form = ConfideForm(request.POST, application=application)
    if form.is_valid():
        try:
            assignment = assign(application=application, actor=user, reviewer=form.cleaned_data["reviewer"])
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{assignment.reviewer} peut lire ce dossier.")
    else:
        messages.error(request, "Choisissez une personne du jury.")
    return redirect("dossiers:inspect", pk)


@requires(handles_a_call)
@require_POST
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write to those who hold the dossier."""
    user = known(request)
    application = get_object_or_404(Application.objects.handled_by(user), pk=pk)
    try:
        write_message(application=application, actor=user, body=request.POST.get("body", ""))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Le message est parti, une copie va par courriel.")
    return redirect("dossiers:inspect", pk)


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def telephone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what was said on the telephone."""
    user = known(request)
    application = get_object_or_404(Application.objects.handled_by(user).with_form(), pk=pk)
    form = PhoneNoteForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            note_call(application=application, actor=user, **form.payload)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "L’appel est noté : l’équipe seule le lit ici.")
            return redirect(f"{reverse('dossiers:inspect', args=[application.pk])}#telephone")
    return render(
        request,
        "incubator/gestion/dossier_form.html",
        {
            "application": application,
            "form": form,
            "label": "Noter un appel",
            "about": "Seule l’équipe lit ces notes. La personne qui était au bout du fil peut en demander "
            "copie : elles font partie de ses données.",
        },
        status=422 if form.errors else 200,
    )


class ConfideForm(forms.Form):
    """The jury of the call."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grants = CallUserPermission.objects.filter(
            content_object=application.call_id, permission__codename="review_call"
        )
        jury = User.objects.filter(is_active=True, pk__in=grants.values("user"))
        self.fields["reviewer"] = forms.ModelChoiceField(jury, label="Membre du jury")
