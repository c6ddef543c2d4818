"""My meetings: what I am called to, my answer, what was decided, what I took on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from meetings import services
from meetings.enums import MeetingStatus, Presence
from meetings.errors import DomainError
from meetings.figures import figures_of
from meetings.forms.own import COMING, EXCUSED, PROXY, AnswerForm
from meetings.models import Action, Attendance, Decision, Meeting
from meetings.quorum import quorum_of
from meetings.registry import outcome_label
from people.access import SIGNED_IN, known, requires
from people.models import User

PER_PAGE = 10
ANSWERS = {Presence.COMING: COMING, Presence.EXCUSED: EXCUSED, Presence.REPRESENTED: PROXY}


@requires(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is to come, what I took on, what is past."""
    user = known(request)
    mine = Attendance.objects.filter(user=user).select_related("meeting__body", "proxy_holder")
    called = Meeting.objects.of(user)
    coming = {row.meeting_id: row for row in mine.filter(meeting__in=called.to_come(clock.now()))}
    past = Paginator(called.past(clock.now()).select_related("body"), PER_PAGE)
    return render(
        request,
        "meetings/own.html",
        {
            "coming": sorted(coming.values(), key=lambda row: row.meeting.starts_at),
            "actions": Action.objects.of(user).undone().select_related("meeting"),
            "past": past.get_page(request.GET.get("page")),
        },
    )


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting, and my answer while it can be given."""
    user = known(request)
    found = get_object_or_404(Meeting.objects.visible_to(user).select_related("body", "secretary"), pk=pk)
    row = found.attendances.filter(user=user).select_related("meeting", "proxy_holder").first()
    form = None
    if row is not None and found.status == MeetingStatus.CONVENED:
        form = AnswerForm(request.POST or None, attendance=row, initial=given_before(row))
        if request.method == "POST" and form.is_valid() and answered(request, row, form, by=user):
            return redirect(found)
    return render(
        request,
        "meetings/own_meeting.html",
        {**_told(found, request), "row": row, "form": form},
        status=422 if form and form.errors else 200,
    )


@requires(SIGNED_IN)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick what I took on."""
    user = known(request)
    action = get_object_or_404(Action.objects.of(user), pk=pk)
    services.finish_action(action=action, by=user)
    messages.success(request, "C’est noté, merci.")
    return redirect("meetings:own")


def given_before(row: Attendance) -> dict[str, Any]:
    """What the form shows of the answer that stands."""
    return {"answer": ANSWERS.get(Presence(row.presence)), "holder": row.proxy_holder_id}


def answered(request: HttpRequest, row: Attendance, form: AnswerForm, *, by: User | None) -> bool:
    """Write an answer, of somebody with an account or of whoever holds a private address; or say what refuses it."""
    given = form.cleaned_data["answer"]
    try:
        if given == PROXY:
            services.give_proxy(attendance=row, holder=form.cleaned_data["holder"], by=by)
        else:
            services.answer(attendance=row, by=by, coming=given == COMING)
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    messages.success(
        request,
        {
            COMING: "C’est noté, à bientôt.",
            EXCUSED: "C’est noté : vous êtes excusée, excusé.",
            PROXY: f"C’est noté : {form.cleaned_data.get('holder')} parlera pour vous.",
        }[given],
    )
    return True


def _told(found: Meeting, request: HttpRequest) -> dict[str, Any]:
    decisions = list(Decision.objects.visible_to(request.user).filter(meeting=found).select_related("item"))
    for decision in decisions:
        decision.says = outcome_label(decision)  # type: ignore[attr-defined]
    return {
        "meeting": found,
        "agenda": list(found.agenda.all()),
        "decisions": decisions,
        "actions": list(found.actions.all()),
        "documents": list(found.documents.select_related("file")),
        "figures": figures_of(found),
        "quorum": quorum_of(found) if found.is_to_come or found.is_open else None,
    }
