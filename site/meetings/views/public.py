"""The collective's meetings as everyone reads them."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

import clock
from meetings.enums import HELD, ItemKind, MeetingStatus
from meetings.figures import figures_of
from meetings.models import Action, Document, Meeting
from meetings.personal import PUBLIC_NAME
from meetings.registry import outcome_label
from people.access import PUBLIC, requires
from privacy.services import who_consented
from vault.views import download

PER_PAGE = 12
UNNAMED = "une personne du collectif"


@requires(PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is to come, then what took place, with who came."""
    rows = Meeting.objects.public().select_related("body")
    past = Paginator(rows.past(clock.now()).with_counts(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/public_index.html", {"coming": rows.to_come(clock.now()), "past": past})


@requires(PUBLIC)
@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: attendance by kind of structure, workshops, syntheses, decisions, documents, actions."""
    found = get_object_or_404(Meeting.objects.public().select_related("body"), slug=slug)
    agenda = list(found.agenda.all())
    decisions = list(found.decisions.published())
    for decision in decisions:
        decision.says = outcome_label(decision)  # type: ignore[attr-defined]
    return render(
        request,
        "meetings/public_meeting.html",
        {
            "meeting": found,
            "took_place": found.status in HELD,
            "figures": figures_of(found),
            "points": [item for item in agenda if item.kind == ItemKind.POINT],
            "workshops": [item for item in agenda if item.kind == ItemKind.WORKSHOP],
            "syntheses": [item for item in agenda if item.kind == ItemKind.SYNTHESIS],
            "decisions": decisions,
            "actions": _actions(found),
            "documents": list(Document.objects.public().filter(meeting=found).select_related("file")),
            "minutes": found.minutes if found.status == MeetingStatus.SIGNED else "",
        },
    )


def _actions(found: Meeting) -> list[Action]:
    """The action plan; a person with an account is named with their consent only."""
    actions = list(found.actions.all())
    named = who_consented(PUBLIC_NAME, [action.user_id for action in actions])
    for action in actions:
        if action.user_id is not None and action.user_id not in named:
            action.who = UNNAMED
    return actions


@requires(PUBLIC)
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A public file of a public meeting; any other does not exist here."""
    if not Document.objects.public().filter(file=pk).exists():
        raise Http404
    return download(request, pk)
