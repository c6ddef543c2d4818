"""A report in the back office: one page, and the verbs of those who manage the place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bookings.forms.report import AssignForm, CloseForm, SettleForm, TeamWordForm
from bookings.models import Report
from bookings.present.reports import team_page
from bookings.services import reports
from people.access import known, requires
from people.models import User
from spaces.errors import DomainError, SlotTaken
from spaces.policies import manages_a_place


@requires(manages_a_place)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: Any) -> HttpResponse:
    """Give it to somebody, answer, close the space, settle, set aside."""
    rows = Report.objects.handled_by(request.user).select_related(
        "place", "space", "booking", "reporter", "assigned_to", "closure"
    )
    report = get_object_or_404(rows, pk=pk)
    bound = _forms(report, request)
    if request.method != "POST":
        return _draw(request, report, bound)
    deed = DEEDS.get(request.POST.get("deed", ""))
    form = bound.get(request.POST.get("deed", ""))
    if deed is None or (form is not None and not form.is_valid()):
        return _draw(request, report, bound, status=422)
    try:
        messages.success(request, deed(report, known(request), form.cleaned_data if form else {}, form))
    except SlotTaken as taken:
        messages.error(request, f"{taken.message} Relogez d’abord tout le monde.")
        return _draw(request, report, bound, in_the_way=True, status=409)
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, report, bound, status=409)
    return redirect("report_follow", pk=report.pk)


def _forms(report: Report, request: HttpRequest) -> dict[str, django_forms.Form]:
    """The forms of the page; the one that was sent is bound."""
    sent = request.POST.get("deed", "") if request.method == "POST" else ""

    def data(deed: str) -> Any:
        return request.POST if sent == deed else None

    found: dict[str, django_forms.Form] = {
        "assign": AssignForm(
            data("assign"),
            team=team_page(report).team,
            initial={"to": report.assigned_to or request.user},
            auto_id="assign-%s",
        ),
        "say": TeamWordForm(data("say"), auto_id="say-%s"),
        "settle": SettleForm(data("settle"), auto_id="settle-%s"),
    }
    if report.space is not None:
        found["close"] = CloseForm(data("close"), place=report.place, auto_id="close-%s")
    return found


type Deed = Callable[[Report, User, dict[str, Any], Any], str]


def _assign(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    reports.assign(report=report, actor=actor, to=cleaned["to"])
    return f"{cleaned['to']} s’en occupe."


def _say(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    reports.say(report=report, actor=actor, text=cleaned["text"], is_note=cleaned["is_note"])
    return "Note gardée." if cleaned["is_note"] else "Le mot est dit à la personne."


def _settle(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    reports.settle(report=report, actor=actor, text=cleaned["text"])
    return "C’est réglé, la personne est prévenue."


def _close(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    closure = reports.close_for(report=report, actor=actor, until=form.until(), reason=cleaned["reason"])
    return f"C’est fermé, {report.space} : {closure.reason}."


def _dismiss(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    reports.dismiss(report=report, actor=actor)
    return "Signalement écarté. Personne n’est prévenu."


def _reopen(report: Report, actor: User, cleaned: dict[str, Any], form: Any) -> str:
    reports.reopen(report=report, actor=actor)
    return "Signalement repris."


DEEDS: dict[str, Deed] = {
    "assign": _assign,
    "say": _say,
    "settle": _settle,
    "close": _close,
    "dismiss": _dismiss,
    "reopen": _reopen,
}


def _draw(
    request: HttpRequest,
    report: Report,
    forms: dict[str, django_forms.Form],
    *,
    in_the_way: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"page": team_page(report), "forms": forms, "in_the_way": in_the_way}
    return render(request, "bookings/gestion/report.html", context, status=status)
