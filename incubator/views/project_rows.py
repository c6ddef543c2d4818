"""Correcting what was written on a project, or taking it off, after one question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from incubator.errors import DomainError
from incubator.forms.projects import CHANGES
from incubator.models import Project
from incubator.policies import works_on_calls
from incubator.services import change_on_project, remove_from_project
from people.access import known, requires


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, what: str, row: int) -> HttpResponse:
    """Correct a convention, a milestone, a line of funding, a session, a mentorship."""
    project, found, form_class = _found(request, pk, what, row)
    form = form_class(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_on_project(row=form.instance, actor=known(request))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "C’est corrigé. Ce que c’était reste dans l’histoire du projet.")
            return redirect("projects:inspect", project.pk)
    return render(
        request,
        "incubator/gestion/project_form.html",
        {"project": project, "label": "Corriger", "form": form, "row": found, "what": what},
        status=422 if form.errors else 200,
    )


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int, what: str, row: int) -> HttpResponse:
    """Ask once, then take it off."""
    project, found, _form = _found(request, pk, what, row)
    if request.method == "POST":
        try:
            remove_from_project(row=found, actor=known(request))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "C’est retiré. Ce que c’était reste dans l’histoire du projet.")
        return redirect("projects:inspect", project.pk)
    return render(
        request, "incubator/gestion/project_remove.html", {"project": project, "row": found, "what": what}
    )


def _found(request: HttpRequest, pk: int, what: str, row: int) -> tuple[Project, Any, Any]:
    project = get_object_or_404(Project.objects.handled_by(known(request)).with_holder(), pk=pk)
    if what not in CHANGES:
        raise Http404
    manager, form_class = CHANGES[what]
    found = get_object_or_404(getattr(project, manager).all(), pk=row)
    found.project = project
    return project, found, form_class
