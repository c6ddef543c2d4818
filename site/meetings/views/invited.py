"""Somebody without an account answers a convocation by their private address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from meetings.enums import MeetingStatus
from meetings.forms.own import AnswerForm
from meetings.private_links import answer_path, row_named_by
from meetings.views.own import answered, given_before
from people.access import PUBLIC, requires
from people.secret_pages import secret


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The meeting in short, and one's answer while it can be given."""
    row = row_named_by(token)
    if row is None:
        raise Http404
    meeting, form = row.meeting, None
    if meeting.status == MeetingStatus.CONVENED:
        form = AnswerForm(request.POST or None, attendance=row, initial=given_before(row))
        if request.method == "POST" and form.is_valid() and answered(request, row, form, by=None):
            return redirect(answer_path(row))
    context = {"meeting": meeting, "agenda": list(meeting.agenda.all()), "row": row, "form": form}
    return render(request, "meetings/invited.html", context, status=422 if form and form.errors else 200)
