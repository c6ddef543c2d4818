"""What the team does with needs and ideas in the back office."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from incubator.errors import DomainError
from incubator.forms.ideas import IDEA_FORMS, CommitteeForm, IdeaMoveForm, PartnerForm, StudyForm
from incubator.forms.needs import ReadNeedForm
from incubator.idea_steps import possible, step_idea
from incubator.models import Idea, Need, OpportunityStudy
from incubator.policies import works_on_calls
from incubator.services import (
    add_document,
    add_partner,
    bring_idea,
    read_need,
    remove_document,
    remove_partner,
    write_study,
)
from meetings.errors import DomainError as MeetingError
from people.access import known, requires
from vault.errors import Refused as FileRefused
from vault.models import PrivateFile


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def need(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read a need, and say what becomes of it."""
    user = known(request)
    found = get_object_or_404(Need.objects.handled_by(user).select_related("place", "scout"), pk=pk)
    form = ReadNeedForm(request.POST or None, need=found)
    if request.method == "POST" and form.is_valid():
        try:
            read = read_need(need=found, actor=user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"« {read} » : {read.get_status_display()}.")
            return redirect("ideas:inspect", read.idea_id) if read.idea_id else redirect("needs:index")
    return render(
        request,
        "incubator/gestion/need.html",
        {"need": found, "form": form},
        status=422 if form.errors else 200,
    )


@requires(works_on_calls)
@require_POST
def to_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the idea on the agenda of a meeting that one holds."""
    user = known(request)
    idea = get_object_or_404(Idea.objects.handled_by(user).select_related("place"), pk=pk)
    form = CommitteeForm(request.POST, user=user)
    if not form.is_valid():
        messages.error(request, "Choisissez la rencontre qui en décidera.")
        return redirect("ideas:inspect", idea.pk)
    try:
        question = bring_idea(idea=idea, meeting=form.cleaned_data["meeting"], by=user)
    except (DomainError, MeetingError) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"À l’ordre du jour de « {question.meeting} » : {question.title}.")
    return redirect("ideas:inspect", idea.pk)


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Move an idea: say what it takes, then ask the service."""
    user = known(request)
    idea = get_object_or_404(Idea.objects.handled_by(user).select_related("place"), pk=pk)
    rule = possible(idea, user).get(name)
    if rule is None:
        raise Http404
    form = IDEA_FORMS.get(name, IdeaMoveForm)(request.POST or None, idea=idea, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            moved = step_idea(idea=idea, name=name, actor=user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{moved} : {moved.get_status_display()}.")
            return redirect("ideas:inspect", idea.pk)
    return render(
        request,
        "incubator/gestion/idea_move.html",
        {"idea": idea, "rule": rule, "form": form},
        status=422 if form.errors else 200,
    )


@requires(works_on_calls)
@require_http_methods(["GET", "POST"])
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the study of an idea."""
    user = known(request)
    found = _study(request, pk)
    form = StudyForm(request.POST or None, study=found)
    if request.method == "POST" and form.is_valid():
        try:
            write_study(study=found, actor=user, **form.payload)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "L’étude est enregistrée.")
            return redirect("incubator_study", found.idea_id)
    return render(
        request,
        "incubator/gestion/study.html",
        {
            "study": found,
            "form": form,
            "partner_form": PartnerForm(),
            "partners": found.partners.select_related("organisation"),
            "documents": PrivateFile.objects.of(found),
        },
        status=422 if form.errors else 200,
    )


@requires(works_on_calls)
@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or remove a partner or a document: one small form each, on the page of the study."""
    user, found = known(request), _study(request, pk)
    try:
        if number := request.POST.get("sans_partenaire"):
            remove_partner(partner=get_object_or_404(found.partners, pk=_whole(number)), actor=user)
        elif number := request.POST.get("sans_document"):
            files = PrivateFile.objects.of(found)
            remove_document(study=found, actor=user, file=get_object_or_404(files, pk=_uuid(number)))
        elif upload := request.FILES.get("document"):
            add_document(study=found, actor=user, upload=upload)
        else:
            form = PartnerForm(request.POST)
            if form.is_valid():
                add_partner(study=found, actor=user, **form.cleaned_data)
    except (DomainError, FileRefused) as error:
        messages.error(request, error.message)
    return redirect("incubator_study", found.idea_id)


def _study(request: HttpRequest, pk: int) -> OpportunityStudy:
    rows = OpportunityStudy.objects.visible_to(known(request)).select_related("idea__place")
    return get_object_or_404(rows, idea=pk)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
