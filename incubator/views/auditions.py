"""Auditions: the team sets them up and prints the order; whoever holds a dossier answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from incubator import policies, wording
from incubator.audition_calendar import calendar_file
from incubator.errors import DomainError
from incubator.forms.auditions import DayForm, SeatForm
from incubator.models import Application, Audition, AuditionDay, Call, Stage
from incubator.policies import Actor, handles_a_call
from incubator.running_order import Slot, printed, slots_of
from incubator.services import (
    ask_another_slot,
    call_off_auditions,
    confirm_audition,
    convoke,
    move_auditions,
    plan_auditions,
    rehearse,
    seat,
    spread,
    unseat,
)
from incubator.services.auditions import waiting_for_a_slot
from people.access import SIGNED_IN, known, requires


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The half-days of a stage and who is heard when; a form opens another."""
    user = known(request)
    call = get_object_or_404(Call.objects.handled_by(user).select_related("place"), pk=pk)
    stages = list(call.stages.select_related("call__place"))
    if not stages:
        raise Http404
    stage = _stage_asked(request, stages)
    form = DayForm(request.POST or None, stage=stage)
    if request.method == "POST" and form.is_valid():
        try:
            plan_auditions(stage=stage, by=user, **form.payload)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "La séance est ouverte.")
            return redirect(_back(stage))
    return _agenda(request, stage, stages, {"form": form}, 422 if form.errors else 200)


@requires(handles_a_call)
@require_POST
def act(request: HttpRequest, pk: int, stage: int, name: str) -> HttpResponse:
    """Place somebody, free a slot, spread everybody, read the convocations, send them."""
    user = known(request)
    rows = Stage.objects.filter(call__in=Call.objects.handled_by(user)).select_related("call__place")
    found = get_object_or_404(rows, pk=stage, call=pk)
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    try:
        said = deed(request, found)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect(_back(found))


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another hour, another room, or none of it after all."""
    user, day = known(request), _day(request, pk)
    form = DayForm(request.POST or None, stage=day.stage, day=day)
    if request.method == "POST" and "annuler" in request.POST:
        call_off_auditions(day=day, by=user)
        messages.success(
            request, "La séance est annulée, la salle rendue. Les personnes convoquées le savent."
        )
        return redirect(_back(day.stage))
    if request.method == "POST" and form.is_valid():
        try:
            move_auditions(day=day, by=user, **form.payload)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, "C’est changé. Les personnes déjà convoquées reçoivent le nouvel horaire."
            )
            return redirect(_back(day.stage))
    context = {"call": day.stage.call, "here": "auditions", "day": day, "form": form}
    return render(request, "incubator/gestion/audition_day.html", context, status=422 if form.errors else 200)


@requires(handles_a_call)
@require_safe
def running_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The order on paper."""
    day = _day(request, pk)
    answer = HttpResponse(printed(day, _slots(day)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="ordre-de-passage-{day.pk}.pdf"'
    return answer


@requires(handles_a_call)
@never_cache
@require_safe
def timer(request: HttpRequest, pk: int) -> HttpResponse:
    """The time that is left, big enough for the back of the room; it asks for nothing once it is shown."""
    day = _day(request, pk)
    return render(
        request,
        "incubator/gestion/timer.html",
        {"day": day, "call": day.stage.call, "slots": [slot for slot in _slots(day) if slot.audition]},
    )


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When one is heard: confirm, or ask for another slot."""
    user = known(request)
    audition = _own(request, pk)
    application, call = audition.application, audition.stage.call
    refusal, typed = "", audition.wish
    if request.method == "POST":
        try:
            if request.POST.get("reponse") == "oui":
                confirm_audition(audition=audition, by=user)
                messages.success(request, "C’est noté, merci. À bientôt.")
            else:
                typed = request.POST.get("pourquoi", "")
                ask_another_slot(audition=audition, by=user, why=typed)
                messages.success(request, "L’équipe cherche un autre créneau et vous écrit.")
        except DomainError as error:
            refusal = error.message
        else:
            return redirect("incubator:audition", pk=application.pk)
    starts_at = audition.starts_at
    return render(
        request,
        "incubator/audition.html",
        {
            "application": application,
            "call": call,
            "audition": audition,
            "when": wording.moment(call, starts_at) if starts_at else "",
            "is_over": starts_at is not None and starts_at <= clock.now(),
            "is_owner": policies.may_move(Actor.OWNER, user, application),
            "refusal": refusal,
            "typed": typed,
        },
        status=422 if refusal else 200,
    )


@requires(SIGNED_IN)
@require_safe
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The audition for one's own calendar."""
    return HttpResponse(
        calendar_file(_own(request, pk)),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audition.ics"'},
    )


def _agenda(
    request: HttpRequest, stage: Stage, stages: list[Stage], more: dict[str, Any], status: int
) -> HttpResponse:
    rows = list(Audition.objects.with_slot().filter(stage=stage, day__isnull=False))
    days = [(day, slots_of(day, rows)) for day in stage.audition_days.with_room()]
    to_convoke = [row for row in rows if row.convoked_at is None]
    context = {
        "call": stage.call,
        "here": "auditions",
        "stage": stage,
        "stages": stages,
        "days": days,
        "waiting": list(waiting_for_a_slot(stage)),
        "to_convoke": len(to_convoke),
        "seat_form": SeatForm(stage=stage),
        "mails": _mails(request, stage, to_convoke) if "courriels" in request.GET else None,
        **more,
    }
    return render(request, "incubator/gestion/auditions.html", context, status=status)


def _mails(request: HttpRequest, stage: Stage, rows: list[Audition]) -> Any:
    about: list[Application] = [row.application for row in rows]
    return rehearse(lambda: convoke(stage=stage, by=known(request)), about).mails


def _place(request: HttpRequest, stage: Stage) -> str:
    form = SeatForm(request.POST, stage=stage)
    if not form.is_valid():
        raise DomainError("Choisissez un dossier et un créneau libre.")
    audition = seat(by=known(request), **form.payload)
    return f"{audition.application} a son créneau."


def _free(request: HttpRequest, stage: Stage) -> str:
    number = request.POST.get("audition", "")
    rows = Audition.objects.filter(stage=stage, day__isnull=False).with_slot()
    audition = get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)
    unseat(audition=audition, by=known(request))
    return f"Le créneau de {audition.application} est libre."


def _spread(request: HttpRequest, stage: Stage) -> str:
    done = spread(stage=stage, by=known(request))
    return f"{wording.counted(len(done), 'dossier placé', 'dossiers placés')}. Personne n’est encore prévenu."


def _convoke(request: HttpRequest, stage: Stage) -> str:
    told = convoke(stage=stage, by=known(request))
    return f"{wording.counted(len(told), 'convocation part', 'convocations partent')} par courriel."


DEEDS = {"placer": _place, "liberer": _free, "repartir": _spread, "convoquer": _convoke}


def _day(request: HttpRequest, pk: int) -> AuditionDay:
    return get_object_or_404(AuditionDay.objects.handled_by(known(request)).with_room(), pk=pk)


def _slots(day: AuditionDay) -> list[Slot]:
    return slots_of(day, list(day.auditions.with_slot().order_by("position")))


def _own(request: HttpRequest, pk: UUID) -> Audition:
    rows = Audition.objects.visible_to(known(request)).with_slot().filter(application=pk, day__isnull=False)
    audition = rows.order_by("-day__starts_at", "-pk").first()
    if audition is None:
        raise Http404
    return audition


def _stage_asked(request: HttpRequest, stages: list[Stage]) -> Stage:
    """The stage of the address, else the last that hears somebody, else the last of all."""
    asked = request.GET.get("etape", "")
    hearing = set(AuditionDay.objects.filter(stage__in=stages).values_list("stage", flat=True))
    return next(
        (one for one in stages if str(one.pk) == asked),
        next((one for one in reversed(stages) if one.pk in hearing), stages[-1]),
    )


def _back(stage: Stage) -> str:
    return f"{reverse('incubator_auditions', args=[stage.call_id])}?etape={stage.pk}"
