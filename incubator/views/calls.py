"""What anyone may see of a call, and the door to a dossier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

import clock
from incubator import deadlines, wording
from incubator.enums import FieldType, Status
from incubator.errors import DomainError
from incubator.forms.begin import BeginForm, EligibilityForm
from incubator.models import Application, Call
from incubator.services import start
from people.access import PUBLIC, known, requires


@requires(PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calls: those open now, those to come, those that closed."""
    now = clock.now()
    calls = list(Call.objects.published().select_related("place"))
    open_now = [announced(call) for call in calls if deadlines.is_open(call, now)]
    return render(
        request,
        "incubator/calls.html",
        {
            "open": open_now,
            "facts": [wording.counted(len(open_now), "appel ouvert", "appels ouverts")] if open_now else [],
            "coming": [announced(call) for call in calls if not deadlines.has_opened(call, now)],
            "past": [announced(call) for call in calls if deadlines.is_over(call, now)],
        },
    )


@requires(PUBLIC)
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a call asks, of whom, until when, and what happens after."""
    call = _visible(request, slug)
    mine = Application.objects.shared_with(request.user).filter(call=call).order_by("-created_at")
    ideas = call.ideas.published().prefetch_related("needs")
    return render(request, "incubator/call.html", {**announced(call), "mine": mine, "ideas": ideas})


@requires(PUBLIC)
@require_safe
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """The form to print and fill by hand."""
    call = _visible(request, slug)
    pages = call.form_version.form.pages if call.form_version else ()
    return render(request, "incubator/blank.html", {"call": call, "pages": pages, "types": FieldType})


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Name one's project and begin. Reading needs no account; keeping what is written does."""
    call = _visible(request, slug)
    context = announced(call)
    context["facts"] = [f"Ouvert jusqu’au {context['closes']}"] if context["is_open"] else []
    if not request.user.is_authenticated:
        return render(request, "incubator/begin_visitor.html", {**context, "here": request.path})
    draft = Application.objects.filter(call=call, owner=known(request), status=Status.DRAFT).first()
    if draft is not None:
        messages.info(request, f"Vous aviez commencé « {draft.title} » : le voici, là où il en est.")
        return redirect(draft)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = start(call=call, owner=known(request), title=form.cleaned_data["title"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect(
                "incubator:page", pk=application.pk, slug=application.form_version.form.pages[0].slug
            )
    return render(
        request, "incubator/begin.html", {**context, "form": form}, status=422 if form.errors else 200
    )


@requires(PUBLIC)
@require_safe
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a call is for somebody, before they write a line. Nothing of it is kept."""
    call = _visible(request, slug)
    form = EligibilityForm(request.GET or None, criteria=call.criteria)
    asked = form.is_bound and form.is_valid()
    return render(
        request,
        "incubator/eligible.html",
        {
            **announced(call),
            "form": form,
            "verdict": form.verdict if asked else "",
            "missing": form.said("non") if asked else (),
            "doubtful": form.said("doute") if asked else (),
        },
        status=422 if form.errors else 200,
    )


def announced(call: Call) -> dict[str, Any]:
    """A call with what its pages say of its calendar."""
    now = clock.now()
    return {
        "call": call,
        "is_open": deadlines.is_open(call, now),
        "is_over": deadlines.is_over(call, now),
        "closes": wording.moment(call, call.closes_at),
        "opens": wording.moment(call, call.opens_at),
        "grace_ends": wording.hour(call.local(call.closes_at + deadlines.GRACE)),
        "left": days_left(call),
        "amount": wording.euros(call.support_amount) if call.support_amount is not None else "",
        "begin": reverse("incubator:begin", kwargs={"slug": call.slug}),
    }


def days_left(call: Call) -> str:
    """« 66 jours », counted as a calendar counts; « aujourd’hui » on the last day."""
    zone = call.place.zone
    days = (call.local(call.closes_at).date() - clock.today(zone)).days
    if days <= 0:
        return "dernier jour"
    return "demain" if days == 1 else wording.counted(days, "jour", "jours")


def _visible(request: HttpRequest, slug: str) -> Call:
    rows = Call.objects.visible_to(request.user).select_related("place", "form_version")
    return get_object_or_404(rows, slug=slug)
