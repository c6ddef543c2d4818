"""« Mes agendas »: secret addresses for calendar programs, and what they answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import policies
from bookings.feed_links import feed_address, feed_named_by
from bookings.forms.feeds import FeedForm
from bookings.ical.feed import calendar_of, fingerprint, series_behind
from bookings.ical.rows import lines_of
from bookings.models import CalendarFeed
from bookings.services.feeds import close_feed, feed_read, open_feed, renew_feed
from people.access import PUBLIC, SIGNED_IN, known, requires


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """List one's agendas with their addresses; open one more."""
    form = FeedForm(request.POST or None, asker=known(request))
    if request.method == "POST" and form.is_valid():
        open_feed(owner=known(request), subject=form.subject)
        messages.success(request, "L’agenda est prêt : copiez son adresse dans votre calendrier.")
        return redirect("bookings:feeds")
    mine = CalendarFeed.objects.visible_to(request.user).with_subject()
    context = {"feeds": [{"feed": one, "address": feed_address(one)} for one in mine], "form": form}
    return render(request, "bookings/feeds.html", context, status=422 if form.errors else 200)


@requires(SIGNED_IN)
@require_POST
def renew(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another address; the old one dies."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    renew_feed(feed=feed, actor=known(request))
    messages.success(request, "L’ancienne adresse n’ouvre plus rien : donnez la nouvelle à votre calendrier.")
    return redirect("bookings:feeds")


@requires(SIGNED_IN)
@require_POST
def close(request: HttpRequest, pk: Any) -> HttpResponse:
    """No address any more."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    close_feed(feed=feed, actor=known(request))
    messages.success(request, "Cet agenda est fermé.")
    return redirect("bookings:feeds")


@requires(PUBLIC)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program: the agenda, or 304 when it has not changed since."""
    found = feed_named_by(token)
    if found is None or not policies.may_follow(found.owner, found):
        raise Http404
    lines = lines_of(found)
    found = feed_read(feed=found, digest=fingerprint([str(found), *lines]))
    etag, changed = quote_etag(found.digest[:32]), int(found.changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        body = calendar_of(str(found), lines, series_behind(lines), found.changed_at)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
