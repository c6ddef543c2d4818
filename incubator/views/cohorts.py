"""Supported projects in the back office: what the team adds, days together, cohorts in figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import paper
import sheets
from incubator import cohort_figures, wording
from incubator.errors import DomainError
from incubator.forms.projects import ROWS, EndForm, MentorForm
from incubator.models import Application, Cohort, CollectiveDay, Project
from incubator.policies import works_on_calls
from incubator.services import end_support, keep_convention, sign_attendance, write_on_project
from people.access import known, requires
from people.models import User
from people.services import open_account
from vault.errors import Refused as FileRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A convention, a milestone, a line of funding."""
    project = _project(request, pk)
    if what not in ROWS:
        raise Http404
    label, form_class = ROWS[what]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_on_project(project=project, actor=known(request), row=form.instance)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("projects:inspect", project.pk)
    return _form(request, project, label, form)


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to be the project's godmother or godfather."""
    project = _project(request, pk)
    form = MentorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = open_account(email=form.cleaned_data["email"], name=form.cleaned_data["name"])
        try:
            write_on_project(project=project, actor=known(request), row=form.row(person))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{person} accompagne ce projet.")
            return redirect("projects:inspect", project.pk)
    return _form(request, project, "Ajouter une marraine ou un parrain", form)


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the support of a project."""
    project = _project(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_support(project=project, actor=known(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, "L’accompagnement est clos. Les chiffres seront demandés aux dates dites."
            )
            return redirect("projects:inspect", project.pk)
    return _form(request, project, "Clore l’accompagnement", form)


@requires(works_on_calls)
@require_POST
def convention(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the signed convention."""
    project = _project(request, pk)
    upload = request.FILES.get("document")
    try:
        if upload is not None:
            keep_convention(project=project, actor=known(request), upload=upload)
    except (DomainError, FileRefused) as error:
        messages.error(request, error.message)
    return redirect("projects:inspect", project.pk)


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came to a day together; the team notes those who signed on the sheet."""
    user = known(request)
    found = get_object_or_404(CollectiveDay.objects.visible_to(user).select_related("place", "cohort"), pk=pk)
    if request.method == "POST":
        try:
            _sign(found, user, request.POST.get("personne", ""))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("incubator_day", found.pk)
    signed = {row.person_id: row for row in found.attendances.select_related("signed_by")}
    expected = [(project, person, signed.get(person.pk)) for project, person in _expected(found)]
    return render(request, "incubator/gestion/day.html", {"day": found, "expected": expected})


@requires(works_on_calls)
@require_safe
def day_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to sign by hand, as a PDF."""
    rows = CollectiveDay.objects.visible_to(known(request)).select_related("place", "cohort")
    found = get_object_or_404(rows, pk=pk)
    zone = found.place.zone
    begins, ends = found.starts_at.astimezone(zone), found.ends_at.astimezone(zone)
    content = paper.pdf(
        "incubator/day_sheet.typ",
        {
            "title": f"Feuille de présence : {found.title}",
            "place": found.place.name,
            "facts": [
                ["Promotion", found.cohort.name],
                ["Quand", f"{wording.day(begins.date())}, {wording.hour(begins)} – {wording.hour(ends)}"],
                ["Animée par", found.led_by or "—"],
            ],
            "rows": [[person.get_full_name(), project.name] for project, person in _expected(found)],
        },
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="presence-{found.pk}.pdf"'
    return answer


@requires(works_on_calls)
@require_safe
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """A cohort in figures; `?format=xlsx` takes them away."""
    found = get_object_or_404(Cohort.objects.visible_to(known(request)).select_related("place"), pk=pk)
    balance = cohort_figures.balance(found)
    if request.GET.get("format") == "xlsx":
        rows = cohort_figures.sheet(balance)
        content = sheets.write_xlsx(cohort_figures.HEADERS, rows, title="Promotion")
        answer = HttpResponse(content, content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="promotion-{found.pk}.xlsx"'
        return answer
    return render(request, "incubator/gestion/cohort.html", {"balance": balance})


def _project(request: HttpRequest, pk: int) -> Project:
    return get_object_or_404(Project.objects.handled_by(known(request)).with_holder(), pk=pk)


def _form(request: HttpRequest, project: Project, label: str, form: object) -> HttpResponse:
    errors = getattr(form, "errors", None)
    return render(
        request,
        "incubator/gestion/project_form.html",
        {"project": project, "label": label, "form": form},
        status=422 if errors else 200,
    )


def _expected(day: CollectiveDay) -> list[tuple[Project, User]]:
    projects = day.cohort.projects.select_related("application__owner").order_by("name", "pk")
    found = []
    for project in projects.prefetch_related("application__collaborators__user"):
        application: Application = project.application
        writers = [row.user for row in application.collaborators.all() if row.role == "editor"]
        found += [(project, person) for person in (application.owner, *writers)]
    return found


def _sign(day: CollectiveDay, user: User, number: str) -> None:
    for project, person in _expected(day):
        if str(person.pk) == number:
            sign_attendance(day=day, project=project, person=person, actor=user)
            return
    raise Http404
