"""The committee of a call: bring its dossiers, hold what is decided, read every mail, publish all at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from incubator import pipeline
from incubator.enums import ReasonKind
from incubator.errors import DomainError
from incubator.forms.moves import listed
from incubator.forms.team import DecideForm, SittingForm
from incubator.models import Application, Call, Review
from incubator.policies import handles_a_call
from incubator.services import bring, hold, rehearse
from incubator.services.batch import Outcome
from incubator.services.sharing import jury_of
from meetings import services as meetings
from meetings.enums import BodyKind
from meetings.errors import DomainError as MeetingError
from meetings.models import Decision, Meeting
from people.access import known, requires
from people.models import User

ABOUT = Application._meta.label_lower


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def sittings(request: HttpRequest, pk: int) -> HttpResponse:
    """The committees of a call; a new one takes the dossiers of a stage as its agenda."""
    user = known(request)
    call = get_object_or_404(Call.objects.handled_by(user).select_related("place"), pk=pk)
    form = SittingForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        start, end = form.hours
        body = meetings.establish(name=f"Comité « {call.title} »"[:120], kind=BodyKind.COMMITTEE, by=user)
        try:
            meeting = meetings.prepare(
                body=body,
                title=f"{body.name}, {form.cleaned_data['etape']}"[:150],
                starts_at=start,
                ends_at=end,
                by=user,
                where=form.cleaned_data["ou"],
                secretary=user,
            )
            for reader in jury_of(form.cleaned_data["etape"]):
                meetings.call(meeting=meeting, by=user, user=reader, votes=True)
            bring(stage=form.cleaned_data["etape"], meeting=meeting, by=user)
        except (DomainError, MeetingError) as error:
            form.add_error(None, error.message)
        else:
            return redirect("incubator_committee", meeting.pk)
    dossiers = Application.objects.filter(call=call).values_list("pk", flat=True)
    about = Decision.objects.filter(subject_type=ABOUT, subject_id__in=[str(number) for number in dossiers])
    held = Meeting.objects.visible_to(user).filter(pk__in=about.values("meeting")).order_by("-starts_at")
    return render(
        request,
        "incubator/gestion/sittings.html",
        {"call": call, "here": "sittings", "form": form, "meetings": held},
        status=422 if form.errors else 200,
    )


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def committee(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agenda as a ranking, what is held of each dossier, and the mails that publishing would send."""
    meeting, call, user = _found(request, pk)
    if request.method == "POST":
        try:
            told = meetings.publish(meeting=meeting, by=user)
        except (DomainError, MeetingError) as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{len(told)} décisions publiées, toutes à la fois.")
        return redirect("incubator_committee", meeting.pk)
    return render(
        request, "incubator/gestion/committee.html", {**_agenda(meeting, call, user), "here": "sittings"}
    )


@requires(handles_a_call)
@require_http_methods(["GET"])
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every mail that publishing would send, word for word; nothing is published."""
    meeting, call, user = _found(request, pk)
    subjects = meeting.decisions.held().filter(subject_type=ABOUT).values_list("subject_id", flat=True)
    about = list(Application.objects.filter(pk__in=[UUID(number) for number in subjects]))
    refusal, outcome = "", Outcome()
    try:
        outcome = rehearse(lambda: meetings.publish(meeting=meeting, by=user), about)
    except (DomainError, MeetingError) as error:
        refusal = error.message
    return render(
        request,
        "incubator/gestion/committee_preview.html",
        {"meeting": meeting, "call": call, "here": "sittings", "outcome": outcome, "refusal": refusal},
    )


@requires(handles_a_call)
@require_POST
def decide(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Hold what was decided of one dossier."""
    meeting, call, user = _found(request, pk)
    decision = get_object_or_404(meeting.decisions.filter(subject_type=ABOUT), pk=number)
    form = DecideForm(request.POST, decision=decision, reasons=listed(call, ReasonKind.REJECTED))
    if form.is_valid() and _held(form, decision, user):
        messages.success(request, f"{decision} : noté, gardé jusqu’à la publication.")
        return redirect("incubator_committee", meeting.pk)
    return render(
        request,
        "incubator/gestion/committee.html",
        {**_agenda(meeting, call, user, wrong=(decision, form)), "here": "sittings"},
        status=422,
    )


def _held(form: DecideForm, decision: Decision, user: User) -> bool:
    """Whether it is noted; what refuses it is then an error of the form."""
    given = form.cleaned_data
    try:
        hold(
            decision=decision,
            by=user,
            outcome=given["outcome"],
            motivation=given["motivation"],
            reason=given["reason"],
            hands=form.hands,
        )
    except (DomainError, MeetingError) as error:
        form.add_error(None, error.message)
        return False
    return True


def _found(request: HttpRequest, pk: UUID) -> tuple[Meeting, Call, Any]:
    """The meeting one holds, about dossiers of a call that one handles."""
    user = known(request)
    meeting = get_object_or_404(Meeting.objects.run_by(user).select_related("body"), pk=pk)
    first = meeting.decisions.filter(subject_type=ABOUT).first()
    if first is None:
        raise Http404
    calls = Call.objects.handled_by(user).select_related("place")
    return meeting, get_object_or_404(calls, applications=UUID(first.subject_id)), user


def _agenda(
    meeting: Meeting, call: Call, user: Any, wrong: tuple[Decision, DecideForm] | None = None
) -> dict[str, Any]:
    """The questions in the order of the ranking, each with its dossier, who takes no part, and what to say."""
    decisions = {
        decision.subject_id: decision
        for decision in meeting.decisions.filter(subject_type=ABOUT).prefetch_related("ballots__attendance")
    }
    ids = [UUID(number) for number in decisions]
    rows = pipeline.dossiers(call, user).filter(pk__in=ids).order_by("number")
    stages = {dossier.stage for dossier in rows if dossier.stage}
    stage = max(stages, key=lambda one: one.position, default=None) or call.stages.first()
    if stage is None:
        raise Http404
    ranking = pipeline.ranking(stage, rows, Review.objects.visible_to(user))
    reasons = listed(call, ReasonKind.REJECTED)
    forms = {row.pk: DecideForm(decision=row, reasons=reasons) for row in decisions.values()}
    if wrong:
        forms[wrong[0].pk] = wrong[1]
    return {
        "meeting": meeting,
        "call": call,
        "ranking": ranking,
        "lines": [
            (row, decision, forms[decision.pk])
            for row in ranking.rows
            if (decision := decisions[str(row.dossier.pk)])
        ],
        "held": any(row.is_recorded and row.published_at is None for row in decisions.values()),
        "undecided": sum(1 for decision in decisions.values() if not decision.is_recorded),
        "is_open": meeting.status == "open",
    }
