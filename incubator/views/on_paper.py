"""Dossiers that come on paper: entered by the team, acknowledged with a number, written out afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from incubator.errors import DomainError
from incubator.forms.on_paper import AddressForm, OnPaperForm
from incubator.models import Application, Call
from incubator.policies import handles_a_call
from incubator.services import enter_on_paper, give_address
from incubator.views.life import next_steps
from people.access import known, requires
from vault.errors import NotKept, Refused


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper its number and keep its scan."""
    user = known(request)
    rows = Call.objects.handled_by(user).select_related("place", "form_version")
    call = get_object_or_404(rows, pk=pk)
    form = OnPaperForm(request.POST or None, request.FILES or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            application = enter_on_paper(call=call, actor=user, **form.payload)
        except (DomainError, Refused, NotKept) as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, f"Le dossier {application.number} est ouvert. Imprimez son reçu, puis saisissez-le."
            )
            return redirect("dossiers:inspect", application.pk)
    return render(
        request,
        "incubator/gestion/on_paper.html",
        {"call": call, "form": form},
        status=422 if form.errors else 200,
    )


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where to write to its holder, now that they have an address."""
    user = known(request)
    rows = Application.objects.handled_by(user).filter(on_paper_since__isnull=False)
    application = get_object_or_404(rows.select_related("owner", "call"), pk=pk)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_address(application=application, actor=user, email=form.cleaned_data["email"])
        except DomainError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, "C’est noté. La personne reçoit où en est son dossier, et l’accès.")
            return redirect("dossiers:inspect", application.pk)
    return render(
        request,
        "incubator/gestion/address.html",
        {"application": application, "form": form},
        status=422 if form.errors else 200,
    )


@requires(handles_a_call)
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt of a paper, to hand over or to post: it prints on one page."""
    rows = Application.objects.handled_by(known(request)).filter(on_paper_since__isnull=False).with_form()
    application = get_object_or_404(rows, pk=pk)
    return render(
        request, "incubator/paper_receipt.html", {"application": application, **next_steps(application)}
    )
