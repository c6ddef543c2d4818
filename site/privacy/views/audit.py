"""Who came in, who gave what, who took personal data out, who opened what was sensitive."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journal.models import AuditEvent
from privacy.policies import may_read_audit
from privacy.words import SHELVES, deed, detail, names_of
from reminders.policies import guarded_by

PER_PAGE = 50


@guarded_by(may_read_audit)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """One shelf of the journal at a time, the latest first."""
    asked = request.GET.get("rayon", "")
    shelf = asked if asked in SHELVES else ""
    rows = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    if shelf:
        rows = rows.filter(SHELVES[shelf].condition)
    if who := request.GET.get("qui", "").strip():
        people = get_user_model()._default_manager.filter(email__iexact=who)
        rows = rows.filter(actor__in=people)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = names_of(page)
    lines = [(event, deed(event), detail(event, names)) for event in page]
    return render(
        request,
        "privacy/gestion/audit.html",
        {"page": page, "lines": lines, "shelf": shelf, "shelves": SHELVES, "who": who},
    )
