"""What is missing here: anyone says it, and follows what becomes of it; ideas on their way, for all to see."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from incubator import path, wording
from incubator.enums import IdeaStatus
from incubator.forms.needs import NeedForm
from incubator.forms.pages import keepable
from incubator.models import Idea, IdeaScout, Need
from incubator.private_links import need_address, need_named_by
from incubator.services import forget_reporter, report_need
from people.access import PUBLIC, requires
from people.throttle import TOO_MANY_IN_AN_HOUR, within_pace
from spaces.models import Place

SHOWN = 60
NEEDS_AN_HOUR = 6


@requires(PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The needs heard so far, and the ideas on their way."""
    ideas = list(Idea.objects.published().with_path()[:SHOWN])
    needs = Need.objects.published().filter(idea__isnull=True)[:SHOWN]
    moving = [idea for idea in ideas if idea.status not in (IdeaStatus.TRANSFERRED, IdeaStatus.DROPPED)]
    return render(
        request,
        "incubator/needs.html",
        {
            "needs": needs,
            "moving": moving,
            "done": [idea for idea in ideas if idea.status == IdeaStatus.TRANSFERRED],
            "facts": [wording.counted(len(moving), "idée en route", "idées en route")] if moving else [],
        },
    )


@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Say what is missing, without an account."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    scout = IdeaScout.objects.filter(code=keepable(request.GET.get("capteur", "")), place=place).first()
    form, status = NeedForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("what", "where", "whom", "name", "email")}
        if within_pace(request, "need", times=NEEDS_AN_HOUR, mailbox=said["email"]):
            need = report_need(place=place, scout=scout, **said)
            messages.success(request, "C’est bien reçu, merci. Voici où suivre ce que cela devient.")
            return redirect(need_address(need))
        form.add_error(None, TOO_MANY_IN_AN_HOUR)
        status = 429
    elif form.errors:
        status = 422
    context = {"form": form, "scout": scout, "place": place}
    return render(request, "incubator/report.html", context, status=status)


@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a need, for whoever reported it; there they may ask to be forgotten."""
    need = need_named_by(token)
    if need is None:
        raise Http404
    if request.method == "POST":
        forget_reporter(need=need)
        messages.success(request, "Votre nom et votre adresse sont effacés. Le besoin reste.")
        return redirect("incubator:need", token)
    return render(
        request,
        "incubator/need.html",
        {
            "need": need,
            "said": path.said_of(need),
            "road": path.road(need.idea) if need.idea else [],
            "reported": wording.day(need.reported_at.astimezone(need.place.zone)),
            "here": need_address(need),
        },
    )


@requires(PUBLIC)
@require_safe
def idea(request: HttpRequest, pk: int) -> HttpResponse:
    """An idea on its way: the needs it answers, what its study says, who will carry it."""
    heard = Prefetch("needs", Need.objects.published(), to_attr="heard")
    rows = Idea.objects.visible_to(request.user).with_path().prefetch_related(heard, "steps")
    found = get_object_or_404(rows, pk=pk)
    study = getattr(found, "study", None)
    return render(
        request,
        "incubator/idea.html",
        {
            "idea": found,
            "road": path.road(found),
            "count": wording.counted(found.needs.count(), "personne l’a signalé", "personnes l’ont signalé"),
            "study": study if study is not None and study.is_summary_public else None,
            "call": found.call if found.call is not None and found.call.is_published else None,
        },
    )
