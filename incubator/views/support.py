"""A supported project seen by those who hold it and those who give it their time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from incubator import project_policies as policies
from incubator.enums import SessionStatus
from incubator.errors import DomainError
from incubator.forms.projects import LENGTHS, PlanForm, ShowForm, TimeForm
from incubator.models import CollectiveDay, Project
from incubator.services import (
    note_session,
    plan_session,
    reach,
    settle_session,
    show_project,
    sign_attendance,
)
from people.access import SIGNED_IN, known, requires
from vault.models import PrivateFile

SESSIONS_SHOWN = 40


@requires(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The projects one holds or supports, and the days to come."""
    user = known(request)
    rows = Project.objects.with_holder()
    return render(
        request,
        "incubator/supported.html",
        {
            "held": rows.held_by(user),
            "given": rows.supported_by(user).filter(status="supported"),
            "lengths": LENGTHS,
            "days": CollectiveDay.objects.open_to(user).select_related("place", "cohort")[:10],
        },
    )


@requires(SIGNED_IN)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one project, each seeing what is theirs to see."""
    user = known(request)
    project = _project(request, pk)
    supports, holds = policies.supports(user, project), policies.holds(user, project)
    runs = policies.runs(user, project)
    sessions = project.sessions.select_related("given_by", "funder")
    today = clock.today(project.place.zone)
    return render(
        request,
        "incubator/support.html",
        {
            "project": project,
            "holds": holds,
            "supports": supports and project.status == "supported",
            "runs": runs,
            "lengths": LENGTHS,
            "time_form": TimeForm(project=project),
            "plan_form": PlanForm(project=project),
            "show_form": ShowForm(initial={"public_text": project.public_text, "agrees": project.is_public}),
            "coming": sessions.filter(status=SessionStatus.PLANNED).order_by("starts_at"),
            "sessions": sessions.held()[:SESSIONS_SHOWN],
            "minutes": project.sessions.held().total_minutes(),
            "milestones": [(row, row.is_late(today)) for row in project.milestones.all()],
            "agreements": project.agreements.all() if holds or runs else (),
            "papers": PrivateFile.objects.of(project) if holds or runs else (),
            "funding": project.funding.all() if holds or runs else (),
            "mentors": project.mentorships.select_related("mentor"),
            "follow_ups": project.follow_ups.all() if holds or runs else (),
        },
    )


@requires(SIGNED_IN)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """« 1 h 30 »: two taps, the project and the length."""
    project = _project(request, pk)
    form = TimeForm(request.POST, project=project)
    if not form.is_valid():
        return _refused(request, project, "Choisissez une durée et, s’il le faut, un jour passé.")
    return _done(
        request, project, "C’est noté, merci.",
        lambda user: note_session(project=project, actor=user, **form.payload),
    )  # fmt: skip


@requires(SIGNED_IN)
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A session to come."""
    project = _project(request, pk)
    form = PlanForm(request.POST, project=project)
    if not form.is_valid():
        return _refused(request, project, "Dites le jour, l’heure et la durée du rendez-vous.")
    return _done(
        request, project, "Le rendez-vous est prévu, un courriel le dit.",
        lambda user: plan_session(project=project, actor=user, **form.payload),
    )  # fmt: skip


@requires(SIGNED_IN)
@require_POST
def settle(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """What became of a session."""
    project = _project(request, pk)
    found = get_object_or_404(project.sessions.all(), pk=session)
    status = request.POST.get("etat", "")
    return _done(
        request, project, "C’est noté.",
        lambda user: settle_session(session=found, actor=user, status=status),
    )  # fmt: skip


@requires(SIGNED_IN)
@require_POST
def milestone(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """Reached today, or not after all."""
    project = _project(request, pk)
    found = get_object_or_404(project.milestones.all(), pk=milestone)
    on = clock.today(project.place.zone) if request.POST.get("atteint") else None
    return _done(request, project, "C’est noté.", lambda user: reach(milestone=found, actor=user, on=on))


@requires(SIGNED_IN)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the project a public page, or take it back."""
    project = _project(request, pk)
    form = ShowForm(request.POST)
    if not form.is_valid():
        return _refused(request, project, "Ce texte est trop long : 3 000 signes au plus.")
    said = "La page est publique." if form.cleaned_data["agrees"] else "La page n’est plus publique."
    return _done(
        request, project, said,
        lambda user: show_project(project=project, actor=user, **form.cleaned_data),
    )  # fmt: skip


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one's presence at a day together, that day."""
    user = known(request)
    found = get_object_or_404(CollectiveDay.objects.open_to(user).select_related("place", "cohort"), pk=pk)
    project = Project.objects.held_by(user).filter(cohort=found.cohort_id).first()
    if request.method == "POST" and project is not None:
        try:
            sign_attendance(day=found, project=project, person=user, actor=user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Votre présence est signée.")
        return redirect("incubator:day", found.pk)
    signed = found.attendances.filter(person=user).first()
    is_today = clock.today(found.place.zone) == clock.local(found.starts_at, found.place.zone).date()
    return render(
        request,
        "incubator/day.html",
        {"day": found, "project": project, "signed": signed, "is_today": is_today},
    )


def _project(request: HttpRequest, pk: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(known(request)).with_holder(), pk=pk)


def _done(request: HttpRequest, project: Project, said: str, deed: Callable[[Any], object]) -> HttpResponse:
    try:
        deed(known(request))
    except DomainError as error:
        return _refused(request, project, error.message)
    messages.success(request, said)
    return _back(request, project)


def _refused(request: HttpRequest, project: Project, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return _back(request, project)


def _back(request: HttpRequest, project: Project) -> HttpResponse:
    if not Project.objects.filter(pk=project.pk).visible_to(known(request)).exists():
        raise Http404
    return redirect("incubator:supported") if request.POST.get("liste") else redirect(project)
