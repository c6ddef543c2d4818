"""The projects that agreed to be shown, and the figures that projects give by a signed address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from incubator import path, wording
from incubator.errors import DomainError
from incubator.figures_links import figures_named_by
from incubator.forms.projects import FiguresForm
from incubator.models import Project
from incubator.services import answer_follow_up
from people.access import PUBLIC, requires


@requires(PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The projects that live, or try to, with the house's support."""
    projects = list(Project.objects.published().select_related("cohort"))
    facts = [wording.counted(len(projects), "projet", "projets")] if projects else []
    return render(request, "incubator/projects.html", {"projects": projects, "facts": facts})


@requires(PUBLIC)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A project in its holders' words, and the road that led to it."""
    project = get_object_or_404(Project.objects.published().with_holder(), pk=pk)
    idea = path.origin(project)
    return render(
        request,
        "incubator/project.html",
        {
            "project": project,
            "call": project.application.call,
            "idea": idea,
            "road": path.road(idea, here=request.path) if idea else [],
        },
    )


@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, token: str) -> HttpResponse:
    """Give the figures of a project at one moment, without an account; the address dies after two months."""
    follow_up, is_good = figures_named_by(token)
    if follow_up is None:
        raise Http404
    step = "given" if follow_up.answered_at else ("asked" if is_good else "late")
    form = FiguresForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and step == "asked" and form.is_valid():
        try:
            answer_follow_up(follow_up=follow_up, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            step = "thanks"
    return render(
        request,
        "incubator/figures.html",
        {"follow_up": follow_up, "project": follow_up.project, "form": form, "step": step},
        status=422 if form.errors and step == "asked" else 200,
    )
