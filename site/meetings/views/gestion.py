"""Holding a meeting in the back office: one page, and one address per gesture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import vault.errors
from meetings import services
from meetings.errors import DomainError
from meetings.forms.holding import GestureForm, PrepareForm, QuestionForm, RecordForm, VoteForm
from meetings.gestures import GESTURES, Gesture
from meetings.models import Attendance, Body, Meeting
from meetings.policies import holds_meetings, runs_a_body
from meetings.printing import minutes_pdf, signing_sheet_pdf
from meetings.quorum import quorum_of
from meetings.registry import outcome_label, reasons_of
from people.access import known, requires

# Gestures whose forms stand on lines of the page, each with its own.
ON_LINES = {"retirer", "arrivee", "excuse", "depart", "voter", "decider", "oter"}


@requires(runs_a_body)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a meeting."""
    user = known(request)
    form = PrepareForm(request.POST or None, bodies=Body.objects.run_by(user))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.prepare(by=user, **form.cleaned_data)
        except DomainError as refused:
            form.add_error("ends_at", refused.message)
        else:
            messages.success(request, "Elle est prête à être remplie. Personne n’est encore prévenu.")
            return redirect("meetings_hold", found.pk)
    return render(
        request, "meetings/gestion/prepare.html", {"form": form}, status=422 if form.errors else 200
    )


@requires(holds_meetings)
@require_safe
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything of one meeting, with what can be done now."""
    return _draw(request, _meeting(request, pk))


@requires(holds_meetings)
@require_POST
def gesture(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one thing; a refusal is shown beside the field that it is about, and nothing is written."""
    found = _meeting(request, pk)
    asked = GESTURES.get(name)
    if asked is None:
        raise Http404
    form = asked.form(request.POST, request.FILES, meeting=found)
    if form.is_valid():
        try:
            asked.do(found, known(request), form)
        except (DomainError, vault.errors.Refused) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
        else:
            messages.success(request, asked.done)
            return redirect("meetings_hold", found.pk)
    return _draw(request, found, wrong=(name, form))


@requires(holds_meetings)
@require_safe
def signing_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet that people sign, proxies included."""
    found = _meeting(request, pk)
    return _pdf(signing_sheet_pdf(found), f"emargement-{found.slug}.pdf")


@requires(holds_meetings)
@require_safe
def minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes, with the attendance, the voices and the decisions."""
    found = _meeting(request, pk)
    return _pdf(minutes_pdf(found, request.user), f"compte-rendu-{found.slug}.pdf")


def _meeting(request: HttpRequest, pk: UUID) -> Meeting:
    rows = Meeting.objects.run_by(request.user).select_related("body", "secretary", "signed_by")
    return get_object_or_404(rows, pk=pk)


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _draw(
    request: HttpRequest, found: Meeting, *, wrong: tuple[str, GestureForm] | None = None
) -> HttpResponse:
    found.refresh_from_db()
    rows = list(found.attendances.select_related("organisation", "college", "proxy_holder"))
    refused = wrong[1] if wrong else None
    decisions = list(_decisions(found))
    reasons = reasons_of(decisions)
    offered = {name: each for name, each in GESTURES.items() if found.status in each.when}
    open_forms = [
        (name, each, refused if wrong and wrong[0] == name else each.form(meeting=found, key=name))
        for name, each in offered.items()
        if name not in ON_LINES and each.form is not GestureForm
    ]
    return render(
        request,
        "meetings/gestion/hold.html",
        {
            "meeting": found,
            "quorum": quorum_of(found),
            "buttons": [(name, each) for name, each in offered.items() if each.form is GestureForm],
            "row_gestures": [
                (name, offered[name])
                for name in ("arrivee", "depart", "excuse", "retirer")
                if name in offered
            ],
            "forms": open_forms,
            "rows": rows,
            "questions": [
                _question(found, decision, Asked(offered, wrong, rows, reasons[decision.pk]))
                for decision in decisions
            ],
            "agenda": list(found.agenda.all()),
            "actions": list(found.actions.all()),
            "documents": list(found.documents.select_related("file")),
            "refused": refused
            if wrong and wrong[0] not in {name for name, _each, _form in open_forms}
            else None,
        },
        status=422 if wrong else 200,
    )


def _decisions(found: Meeting) -> Any:
    return found.decisions.prefetch_related("ballots__attendance")


@dataclass(frozen=True)
class Asked:
    """What may be done about a question: the gestures, the one refused, who is there, the reasons to give."""

    offered: dict[str, Gesture]
    wrong: tuple[str, GestureForm] | None
    rows: list[Attendance]
    reasons: list[str]


def _question(found: Meeting, decision: Any, asked: Asked) -> dict[str, Any]:
    offered, wrong = asked.offered, asked.wrong
    forms: dict[str, Any] = {}
    if not decision.is_recorded and "voter" in offered:
        forms["voter"] = VoteForm(
            meeting=found, key=f"v{decision.pk}", people=asked.rows, initial={"decision": decision.pk}
        )
    if decision.published_at is None and "decider" in offered:
        forms["decider"] = RecordForm(
            meeting=found,
            key=f"d{decision.pk}",
            question=decision,
            reasons=asked.reasons,
            initial={
                "decision": decision.pk,
                "outcome": decision.outcome,
                "note": decision.note,
                "reason": decision.reason,
            },
        )
    if not decision.is_recorded and "oter" in offered:
        forms["oter"] = QuestionForm(meeting=found, key=f"o{decision.pk}", initial={"decision": decision.pk})
    if wrong and wrong[0] in forms and str(wrong[1].data.get("decision")) == str(decision.pk):
        forms[wrong[0]] = wrong[1]
    return {
        "decision": decision,
        "says": outcome_label(decision),
        "ballots": list(decision.ballots.all()),
        "forms": [(name, GESTURES[name], form) for name, form in forms.items()],
    }
