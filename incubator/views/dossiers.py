"""Finding one's dossiers, and reading them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

import clock
from incubator import deadlines, policies, reading, wording
from incubator.enums import OPEN, ReasonKind
from incubator.journey import Journey
from incubator.models import Application, Audition, Call
from incubator.policies import Actor
from people.access import SHARED, SIGNED_IN, known, requires


@requires(SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's dossiers, and those one takes part in or was given to read."""
    user = known(request)
    rows = Application.objects.select_related("call__place", "owner", "stage")
    own = [_card(dossier) for dossier in rows.filter(owner=user)]
    return render(
        request,
        "incubator/mine.html",
        {
            "own": own,
            "facts": [wording.counted(len(own), "dossier à vous", "dossiers à vous")] if own else [],
            "shared": [_card(dossier) for dossier in rows.shared_with(user).exclude(owner=user)],
            "given": [
                {
                    "dossier": dossier,
                    "title": f"Dossier {dossier.number}"
                    if dossier.stage and dossier.stage.is_anonymous
                    else dossier.title,
                }
                for dossier in rows.assigned_to(user).exclude(pk__in=rows.shared_with(user))
            ],
            "calls": Call.objects.published().open_at(clock.now()),
        },
    )


@requires(SIGNED_IN)
@require_safe
def home(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a dossier stands: to write while it may be written, to follow afterwards, to read for others."""
    user = known(request)
    application = get_object_or_404(Application.objects.visible_to(user).with_form(), pk=pk)
    if not policies.may_write(user, application):
        return redirect("incubator:read", pk=application.pk)
    if deadlines.may_write(application, clock.now()):
        return redirect(Journey(application).resume_at)
    audition = (
        Audition.objects.standing().visible_to(user).with_slot().filter(application=application).first()
    )
    heard_at = audition.starts_at if audition else None
    return render(
        request,
        "incubator/follow.html",
        {
            "audition": audition,
            "audition_when": wording.moment(application.call, heard_at) if heard_at else "",
            "application": application,
            "call": application.call,
            "is_owner": policies.acts_as(Actor.OWNER, user, application),
            "is_open": application.status in OPEN,
            "history": application.transitions.visible_to(user).select_related("actor"),
            "confirm_before": _moment(application),
            "decline_reasons": application.call.reasons.filter(kind=ReasonKind.DECLINED),
        },
    )


@requires(SIGNED_IN)
@require_safe
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dossier from end to end, each reader seeing what is theirs to see."""
    user = known(request)
    application = get_object_or_404(Application.objects.visible_to(user).with_form(), pk=pk)
    return render(
        request,
        "incubator/read.html",
        {"application": application, "call": application.call, "reading": reading.read(application, user)},
    )


@requires(SIGNED_IN)
@require_POST
def shared_computer(request: HttpRequest) -> HttpResponse:
    """Leave nothing on this device: the session ends with the browser, nothing is kept in it."""
    request.session[SHARED] = True
    request.session.set_expiry(0)
    back = request.POST.get("suite", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect("incubator:mine")
    return redirect(back)


def _card(dossier: Application) -> dict[str, object]:
    return {"dossier": dossier, "closes": wording.moment(dossier.call, dossier.call.closes_at)}


def _moment(application: Application) -> str:
    when = application.confirm_before
    return wording.moment(application.call, when) if when else ""
