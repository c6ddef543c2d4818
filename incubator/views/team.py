"""The team at work on a call: board, table, batch moves, sharing out, ranking, export."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import journal
from incubator import call_figures, pipeline, wording
from incubator.enums import Status
from incubator.errors import DomainError
from incubator.exports import KEY
from incubator.forms.team import BatchForm, FilterForm, JurorForm, ShareForm
from incubator.models import Application, Call, Review, Stage
from incubator.policies import handles_a_call, may_manage
from incubator.services import move_many, rehearse, share_out
from incubator.services.batch import MOST
from incubator.services.sharing import jury_of, plan
from incubator.transitions import TRANSITIONS
from jobs import services as jobs
from people.access import known, requires
from people.services import grant, open_account

PER_PAGE = 50
RANKED_PER_PAGE = 200


@requires(handles_a_call)
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Where every dossier of the call stands."""
    call = _call(request, pk)
    context = {"columns": pipeline.board(call, known(request)), "drafts": _drafts(call)}
    return _page(request, call, "board", context)


@requires(handles_a_call)
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a table, filtered, from which several dossiers are moved at once."""
    call = _call(request, pk)
    return _table(request, call, BatchForm(call=call))


def _table(
    request: HttpRequest, call: Call, batch: BatchForm, ticked: Collection[str] = (), refusal: str = ""
) -> HttpResponse:
    """The page that the address names, with what was ticked and chosen when a batch is refused."""
    form = FilterForm(request.GET, call=call)
    rows = form.narrowed(pipeline.dossiers(call, known(request))).order_by("-submitted_at", "number")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "batch": batch,
        "ticked": ticked,
        "refusal": refusal,
        "query": asked.urlencode(),
        "most": MOST,
    }
    return _page(request, call, "table", context, status=400 if refusal else 200)


@requires(handles_a_call)
@require_POST
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a move would do to the chosen dossiers, mail by mail; do it once that is confirmed."""
    call, user = _call(request, pk), known(request)
    form = BatchForm(request.POST, call=call)
    numbers = request.POST.getlist("dossier")
    chosen = list(pipeline.dossiers(call, user).filter(number__in=numbers).order_by("number"))
    if not chosen or len(chosen) != len(set(numbers)) or len(chosen) > MOST:
        return _table(request, call, form, numbers, f"Cochez de 1 à {MOST} dossiers.")
    if not form.is_valid():
        return _table(request, call, form, numbers, "Il manque un choix pour ces dossiers.")
    name, payload = form.cleaned_data["geste"], form.payload

    def deed() -> Any:
        return move_many(applications=chosen, name=name, actor=user, **payload)

    if "confirmer" in request.POST:
        done = deed()
        moved = wording.counted(len(done.moved), "dossier", "dossiers")
        messages.success(request, f"{TRANSITIONS[name].label} : c’est fait pour {moved} sur {len(chosen)}.")
        for dossier, why in done.refused:
            messages.error(request, f"{dossier.number} : {why}")
        return redirect("incubator_table", call.pk)
    outcome = rehearse(deed, chosen)
    if not outcome.moved or "revenir" in request.POST:
        return _table(request, call, form, numbers, "" if outcome.moved else _why_none(outcome.refused))
    context = {
        "outcome": outcome,
        "form": form,
        "query": request.GET.urlencode(),
        "numbers": [dossier.number for dossier in chosen],
        "rule": TRANSITIONS[name],
    }
    return _page(request, call, "batch", context)


def _why_none(refused: list[tuple[Application, str]]) -> str:
    """Why no dossier would move: once when all hear the same, dossier by dossier otherwise."""
    reasons = {why for _, why in refused}
    if len(reasons) == 1:
        return reasons.pop()
    return " ".join(f"{dossier.number}{wording.NBSP}: {why}" for dossier, why in refused)


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """The jury: who reads, who is late, and sharing out what nobody reads yet."""
    call, user = _call(request, pk), known(request)
    given = request.POST or (request.GET if "combien" in request.GET else None)
    form = ShareForm(given, call=call)
    stage = form.cleaned_data["etape"] if form.is_valid() else call.stages.first()
    found = None
    if form.is_valid() and stage is not None:
        each = form.cleaned_data["combien"]
        if request.method == "POST":
            try:
                done = share_out(stage=stage, actor=user, per_dossier=each)
            except DomainError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, f"{len(done.shared.given)} lectures confiées.")
            return redirect("incubator_readers", call.pk)
        found = plan(stage=stage, per_dossier=each)
    context = {
        "form": form,
        "plan": found,
        "loads": [(found.readers[r], load) for r, load in found.shared.loads.items()] if found else (),
        "short": [(found.numbers[d], lack) for d, lack in found.shared.short.items()] if found else (),
        "late": [(each, pipeline.readers(each)) for each in call.stages.all()],
        "jury": jury_of(stage) if stage else (),
        "juror": JurorForm() if may_manage(user, call) else None,
    }
    return _page(request, call, "readers", context)


@requires(handles_a_call)
@require_POST
def invite_juror(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody to the jury, by their address: no account to manage."""
    user = known(request)
    call = get_object_or_404(Call.objects.managed_by(user), pk=pk)
    form = JurorForm(request.POST)
    if form.is_valid():
        person = open_account(**form.cleaned_data)
        grant(user=person, permission="review_call", target=call, given_by=user)
        messages.success(request, f"{person} fait partie du jury. Un lien part avec ses premiers dossiers.")
    else:
        messages.error(request, "Donnez un nom et une adresse.")
    return redirect("incubator_readers", call.pk)


@requires(handles_a_call)
@require_safe
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """A stage ranked, from the readings that this person may see."""
    call, user = _call(request, pk), known(request)
    stages = list(call.stages.all())
    asked = request.GET.get("etape", "")
    stage = next((s for s in stages if str(s.pk) == asked), None) or _busiest(call, stages)
    found = None
    if stage is not None:
        rows = Application.objects.handled_by(user).filter(call=call, stage=stage).defer("answers", "touched")
        rows = rows.exclude(status__in=pipeline.ENDED)
        found = pipeline.ranking(stage, rows.order_by("number"), Review.objects.visible_to(user))
    page = Paginator(found.rows if found else (), RANKED_PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, call, "ranking", {"ranking": found, "stages": stages, "page": page})


@requires(handles_a_call)
@require_safe
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The call in figures."""
    call = _call(request, pk)
    return _page(request, call, "figures", {"found": call_figures.figures(call)})


@requires(handles_a_call)
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker for the spreadsheet."""
    call, user = _call(request, pk), known(request)
    status = request.POST.get("etat", "")
    journal.record(actor=user, action="call.exported", target=call)
    job = jobs.start(
        kind=KEY,
        owner=user,
        params={"call": call.pk, "status": status if status in Status.values else ""},
        title=f"de l’appel {call.title}",
        back=request.POST.get("retour", ""),
    )
    return redirect(job.get_absolute_url())


def _call(request: HttpRequest, pk: int) -> Call:
    rows = Call.objects.handled_by(known(request)).select_related("place", "form_version")
    return get_object_or_404(rows, pk=pk)


def _drafts(call: Call) -> int:
    return call.applications.filter(status=Status.DRAFT, on_paper_since__isnull=True).count()


def _busiest(call: Call, stages: list[Stage]) -> Stage | None:
    """The furthest stage in which something is being read."""
    busy = set(call.applications.filter(status=Status.UNDER_REVIEW).values_list("stage", flat=True))
    return next((stage for stage in reversed(stages) if stage.pk in busy), stages[0] if stages else None)


def _page(
    request: HttpRequest, call: Call, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    template = f"incubator/gestion/{name}.html"
    return render(request, template, {"call": call, "here": name, **context}, status=status)
