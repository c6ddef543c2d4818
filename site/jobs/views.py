"""Watching one's long work: the list, one job as it advances, trying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs.errors import NotFailed
from jobs.models import Job, Status
from jobs.policies import RESULT
from jobs.services import retry
from reminders.policies import guarded_by, signed_in
from vault.models import PrivateFile

PER_PAGE = 20


@guarded_by(signed_in)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Everything the person asked for, the latest first."""
    page = Paginator(Job.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page})


@guarded_by(signed_in)
@never_cache
@require_safe
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """One job as it stands; htmx asks for the part that moves, and the page asks for itself without it."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if not found.is_active and found.seen_at is None:
        Job.objects.filter(pk=found.pk).update(seen_at=Now())
    partial = request.headers.get("HX-Request") == "true"
    context = {"job": found, "file": _result(found), "partial": partial}
    answer = render(request, "jobs/_progress.html" if partial else "jobs/job.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@guarded_by(signed_in)
@require_POST
def try_again(request: HttpRequest, pk: str) -> HttpResponse:
    """Take up a failed job where it stopped."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        found = retry(job=found)
    except NotFailed as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


def _result(found: Job) -> PrivateFile | None:
    if found.status != Status.DONE or found.expires_at is None:
        return None
    return PrivateFile.objects.of(found, RESULT).first()
