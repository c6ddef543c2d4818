from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bookings.forms.report import ReportForm, WordForm
from bookings.models import Booking
from bookings.present.reports import report_page
from bookings.private_links import report_named_by, report_path
from bookings.services import reports
from bookings.views.doors import sign_of
from people.access import PUBLIC, SIGNED_IN, requires
from people.models import User
from people.secret_pages import secret
from people.throttle import TOO_MANY_IN_AN_HOUR, within_pace
from spaces.errors import DomainError
from spaces.models import Place, Space

REPORTS_AN_HOUR, WORDS_AN_HOUR = 6, 20


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def from_sign(request: HttpRequest, sign: str) -> HttpResponse:
    """« Signaler un problème », from the sign of a room."""
    space = sign_of(sign).space
    return _report(request, place=space.place, space=space)


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def from_booking(request: HttpRequest, pk: Any) -> HttpResponse:
    """The same, from the page of a booking: its first room goes without saying."""
    booking = get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=pk)
    (first, *_others) = booking.booked_spaces.all()
    return _report(request, place=booking.place, space=first.space, booking=booking)


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where whoever reported follows it, with an account or without, and may add a word."""
    report = report_named_by(token)
    if report is None:
        raise Http404
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within_pace(request, "report-word", times=WORDS_AN_HOUR):
            form.add_error("text", TOO_MANY_IN_AN_HOUR)
            return _draw(request, report, form, status=429)
        actor = request.user if request.user == report.reporter else None
        reports.say(report=report, text=form.cleaned_data["text"], actor=_person(actor))
        messages.success(request, "Merci, l’équipe lira ce mot.")
        return redirect(request.path)
    return _draw(request, report, form, status=422 if request.method == "POST" else 200)


def _report(
    request: HttpRequest, *, place: Place, space: Space, booking: Booking | None = None
) -> HttpResponse:
    person = _person(request.user)
    form = ReportForm(request.POST or None, request.FILES or None, known=person is not None)
    if request.method != "POST":
        return _ask(request, form, space)
    if form.is_from_a_machine:
        return redirect("/")
    if not form.is_valid():
        return _ask(request, form, space, status=422)
    cleaned = form.cleaned_data
    if not within_pace(request, "report", times=REPORTS_AN_HOUR, mailbox=cleaned.get("email", "")):
        form.add_error(None, TOO_MANY_IN_AN_HOUR)
        return _ask(request, form, space, status=429)
    try:
        made = reports.report(
            place=place,
            space=space,
            booking=booking,
            what=cleaned["what"],
            where=cleaned["where"],
            urgency=cleaned["urgency"],
            reporter=person,
            email=cleaned.get("email", ""),
            photo=cleaned["photo"],
        )
    except DomainError as refused:
        form.add_error("photo" if isinstance(refused, reports.PhotoRefused) else None, refused.message)
        return _ask(request, form, space, status=422)
    messages.success(request, "Merci ! Votre signalement est arrivé. Gardez cette page pour suivre la suite.")
    return redirect(report_path(made))


def _person(user: Any) -> User | None:
    return user if isinstance(user, User) else None


def _ask(request: HttpRequest, form: ReportForm, space: Space, *, status: int = 200) -> HttpResponse:
    facts = [space.name, "L’équipe du lieu est prévenue tout de suite"]
    return render(
        request, "bookings/report_ask.html", {"form": form, "space": space, "facts": facts}, status=status
    )


def _draw(request: HttpRequest, report: Any, form: WordForm, *, status: int) -> HttpResponse:
    context = {"page": report_page(report), "form": form}
    return render(request, "bookings/report.html", context, status=status)
