"""The jury: what is on one's desk, declaring, reading and marking, from a phone and without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incubator import booklet, desk, jury_links
from incubator.errors import DomainError, ReviewRefused
from incubator.forms.grid import Grid, grid_of, read_key, read_marks, sent_back
from incubator.models import Review, ReviewAssignment
from incubator.services import declare, give_review, keep_notes, recuse
from people.access import PUBLIC, SHARED, SIGNED_IN, known, requires
from people.models import User

FROM_AFAR = "X-Lecture"


@requires(PUBLIC)
@never_cache
@require_safe
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: no password, a code is sent to the address that received it."""
    try:
        number = jury_links.reader_of(token)
    except signing.BadSignature as error:
        raise Http404 from error
    reader = User.objects.filter(pk=number, is_active=True).first()
    if reader is None:
        raise Http404
    if request.user == reader:
        return redirect("incubator:jury")
    return render(request, "incubator/jury/door.html", {"reader": reader})


@requires(SIGNED_IN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything this person was given to read, and how far they are."""
    user = known(request)
    return render(
        request,
        "incubator/jury/desk.html",
        {
            "piles": desk.piles(user),
            "reader": user,
            "shared_computer": request.session.get(SHARED, False),
        },
    )


@requires(SIGNED_IN)
@require_POST
def declare_all(request: HttpRequest, stage: int) -> HttpResponse:
    """Say with which dossiers one has a link; the others open."""
    user = known(request)
    given = ReviewAssignment.objects.on_the_desk_of(user).filter(stage=stage)
    waiting = list(given.filter(declared_at__isnull=True, recused_at__isnull=True))
    if not waiting:
        raise Http404
    # Only what the page showed: a dossier given in between is declared on its own.
    shown, linked = set(request.POST.getlist("montre")), set(request.POST.getlist("lien"))
    for assignment in waiting:
        if str(assignment.pk) in linked:
            recuse(
                assignment=assignment, actor=user, reason=request.POST.get(f"pourquoi-{assignment.pk}", "")
            )
        elif str(assignment.pk) in shown:
            declare(assignment=assignment, actor=user)
    messages.success(request, "C’est noté, merci. Les dossiers sont ouverts.")
    return redirect("incubator:jury")


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def lecture(request: HttpRequest, pk: int) -> HttpResponse:
    """A dossier to read, and its grid to fill in."""
    user = known(request)
    rows = ReviewAssignment.objects.on_the_desk_of(user).filter(recused_at__isnull=True)
    assignment = get_object_or_404(rows.select_related("application__owner", "stage__call__place"), pk=pk)
    if assignment.declared_at is None:
        return redirect("incubator:jury")
    if request.method == "POST":
        return _take(request, assignment)
    last = assignment.reviews.prefetch_related("scores").order_by("-version").first()
    return _show(request, assignment, grid_of(assignment, last), last)


@requires(SIGNED_IN)
@require_POST
def step_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a dossier one has begun to read."""
    user = known(request)
    assignment = get_object_or_404(ReviewAssignment.objects.on_the_desk_of(user), pk=pk)
    try:
        recuse(assignment=assignment, actor=user, reason=request.POST.get("pourquoi", ""))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Merci de l’avoir dit. Ce dossier ira à quelqu’un d’autre.")
    return redirect("incubator:jury")


@requires(SIGNED_IN)
@never_cache
@require_safe
def print_booklet(request: HttpRequest, stage: int) -> HttpResponse:
    """All the dossiers of a pile on paper, with their grids to fill in by hand."""
    found = desk.piles(known(request), stage)
    if not found or not found[0].opened:
        raise Http404
    answer = HttpResponse(booklet.printed(found[0]), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="cahier-de-lecture-{stage}.pdf"'
    return answer


def _take(request: HttpRequest, assignment: ReviewAssignment) -> HttpResponse:
    user, marks = known(request), read_marks(assignment, request.POST)
    comment = request.POST.get("avis", "")
    from_afar = request.headers.get(FROM_AFAR) == "1"
    try:
        if "garder" in request.POST:
            keep_notes(assignment=assignment, actor=user, marks=marks, comment=comment)
        else:
            give_review(
                assignment=assignment, actor=user, key=read_key(request.POST), marks=marks, comment=comment
            )
    except ReviewRefused as refusal:
        if from_afar:
            return JsonResponse({"message": refusal.message}, status=422)
        return _show(request, assignment, sent_back(assignment, request.POST, refusal.flaws), None, 422)
    if from_afar:
        (pile,) = desk.piles(user, assignment.stage_id)
        return JsonResponse({"stage": pile.stage.pk, "done": pile.done, "count": pile.count})
    if "garder" in request.POST:
        messages.success(request, "Vos notes sont gardées. Personne d’autre ne les voit.")
        return redirect("incubator:lecture", pk=assignment.pk)
    messages.success(request, "Votre lecture est enregistrée. Merci.")
    return redirect("incubator:jury")


def _show(
    request: HttpRequest, assignment: ReviewAssignment, grid: Grid, last: Review | None, status: int = 200
) -> HttpResponse:
    user, application = known(request), assignment.application
    text = desk.readings([application])[application.pk]
    others = (
        Review.objects.visible_to(user)
        .current()
        .filter(assignment__application=application, assignment__stage=assignment.stage)
        .exclude(assignment=assignment)
        .prefetch_related("scores__criterion")
    )
    context: dict[str, Any] = {
        "assignment": assignment,
        "reading": text,
        "grid": grid,
        "last": last,
        "others": others if assignment.reviewed_at else (),
        "holder": "" if text.is_anonymous else application.owner.name,
        "shared_computer": request.session.get(SHARED, False),
    }
    return render(request, "incubator/jury/lecture.html", context, status=status)


@requires(PUBLIC)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What serves the pile when there is no network: a script that only governs /jury/."""
    script = finders.find("js/jury-worker.js")
    return HttpResponse(Path(str(script)).read_bytes(), content_type="text/javascript")
