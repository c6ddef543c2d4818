"""The verbs of agreements, in the back office: write, sign, keep the paper, renew, end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bookings import services
from bookings.enums import AgreementStatus
from bookings.forms.terms import AgreementForm, DocumentForm, OnDayForm, decisions, today_of
from bookings.models import OccupancyAgreement
from bookings.present.relocations import outlook
from bookings.rehousing import Plan, plan
from bookings.services.insured import insure_agreement
from bookings.views.closing import with_choices
from people.access import known, requires
from spaces.errors import DomainError
from spaces.policies import manages_a_place
from vault.errors import Refused


def _mine(request: HttpRequest, pk: UUID) -> OccupancyAgreement:
    rows = OccupancyAgreement.objects.managed_by(known(request))
    return get_object_or_404(rows.select_related("place", "organisation", "head_agreement"), pk=pk)


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """A new draft, or a draft again."""
    agreement = _mine(request, pk) if pk else OccupancyAgreement()
    form = AgreementForm(request.POST or None, instance=agreement, user=known(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.draft_agreement(
                agreement=form.save(commit=False), agreed=form.agreed, actor=known(request)
            )
        except DomainError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request, f"{saved} : le projet est enregistré. Il n’occupe rien avant d’être signé."
            )
            return redirect("agreements:inspect", saved.pk)
    title = "Modifier le projet de convention" if pk else "Nouvelle convention d’occupation"
    return _draw(
        request, "write", form, agreement if pk else None, title=title, button="Enregistrer le projet"
    )


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign; what stands in the way is shown first, with somewhere to go for each booking."""
    agreement = _mine(request, pk)
    form = OnDayForm(request.POST or None, initial=today_of(agreement.place), label="Signée le")
    found = _plan(agreement)
    if request.method == "POST" and form.is_valid() and not found.blocked:
        chosen = decisions(request.POST, found.displaced)
        if chosen is None:
            form.add_error(
                None, "Dites ce que devient chaque réservation : une autre salle, ou l’annulation."
            )
        else:
            try:
                signed = services.sign_agreement(
                    agreement=agreement,
                    actor=known(request),
                    signed_on=form.cleaned_data["on"],
                    decisions=chosen,
                )
            except DomainError as refused:
                form.add_error(None, refused.message)
                found = _plan(agreement)
            else:
                messages.success(
                    request, f"{signed} : la convention est signée, ses espaces lui sont gardés."
                )
                return redirect("agreements:inspect", signed.pk)
    return _draw(request, "sign", form, agreement, title="Signer la convention", button="Signer", plan=found)


def _plan(agreement: OccupancyAgreement) -> Plan:
    if agreement.is_head or agreement.status != AgreementStatus.DRAFT:
        return Plan([], [])
    return plan(agreement.place, agreement.holds(agreement.ends_on))


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a signed agreement on a day."""
    agreement = _mine(request, pk)
    form = OnDayForm(request.POST or None, initial=today_of(agreement.place), label="Dernier jour")
    if request.method == "POST" and form.is_valid():
        try:
            services.close_agreement(
                agreement=agreement, actor=known(request), ended_on=form.cleaned_data["on"]
            )
        except DomainError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{agreement} : terminée. Les espaces sont libres le lendemain.")
            return redirect("agreements:inspect", agreement.pk)
    return _draw(
        request, "end", form, agreement, title="Terminer la convention", button="Terminer ce jour-là"
    )


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def insure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write until when the organisation is insured."""
    agreement = _mine(request, pk)
    form = OnDayForm(
        request.POST or None,
        initial={"on": agreement.insurance_expires_on},
        label="Assurance valable jusqu’au (compris)",
    )
    if request.method == "POST" and form.is_valid():
        try:
            insure_agreement(agreement=agreement, actor=known(request), until=form.cleaned_data["on"])
        except DomainError as refused:
            form.add_error("on", refused.message)
        else:
            messages.success(request, f"{agreement} : l’assurance est notée, les rappels suivent.")
            return redirect("agreements:inspect", agreement.pk)
    return _draw(request, "insure", form, agreement, title="Noter l’assurance", button="Noter")


@requires(manages_a_place)
@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draft the next one, and open it to be read again."""
    try:
        following = services.renew_agreement(agreement=_mine(request, pk), actor=known(request))
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect("agreements:inspect", pk)
    messages.success(request, "La suite est écrite : relisez-la, puis signez-la.")
    return redirect("agreement_write", following.pk)


@requires(manages_a_place)
@require_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the signed paper."""
    agreement = _mine(request, pk)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choisissez le fichier à garder.")
        return redirect("agreements:inspect", pk)
    try:
        services.attach_document(
            agreement=agreement, actor=known(request), upload=form.cleaned_data["upload"]
        )
    except (DomainError, Refused) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Le document est au coffre : seuls la gestion et la structure le lisent.")
    return redirect("agreements:inspect", pk)


def _draw(
    request: HttpRequest,
    step: str,
    form: Any,
    agreement: OccupancyAgreement | None,
    *,
    title: str,
    button: str,
    plan: Plan | None = None,
) -> HttpResponse:
    context = {
        "step": step,
        "form": form,
        "agreement": agreement,
        "title": title,
        "button": button,
        "plan": plan,
        "rows": with_choices(request, plan) if plan else [],
        "outlook": outlook(plan, "signer") if plan else {},
    }
    blocked = bool(plan and plan.blocked)
    return render(
        request,
        "bookings/gestion/agreement.html",
        context,
        status=422 if form.errors or (blocked and request.method == "POST") else 200,
    )
