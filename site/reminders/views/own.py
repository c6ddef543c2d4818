"""What a person sees of their own notices, and how they choose to be written to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reminders.forms import PaceForm
from reminders.models import Notice, Preference
from reminders.policies import guarded_by, signed_in
from reminders.services import choose

PER_PAGE = 20


@guarded_by(signed_in)
@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """Every notice of the person, the latest first."""
    mine = Notice.objects.visible_to(request.user).order_by("-shown_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reminders/centre.html", {"page": page})


@guarded_by(signed_in)
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read from then on."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=Now())
    return redirect(notice.link or "reminders:centre")


@guarded_by(signed_in)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    Notice.objects.visible_to(request.user).unread().update(read_at=Now())
    return redirect("reminders:centre")


@guarded_by(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose how often to be written to."""
    preference = Preference.objects.filter(user=request.user.pk).first() or Preference()
    form = PaceForm(request.POST or None, instance=preference)
    if request.method == "POST" and form.is_valid():
        choose(user=request.user, pace=form.cleaned_data["pace"])
        messages.success(request, "C’est noté.")
        return redirect("reminders:preferences")
    return render(request, "reminders/preferences.html", {"form": form}, status=422 if form.errors else 200)
