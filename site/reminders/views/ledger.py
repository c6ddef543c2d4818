"""The ledger in the back office: how late, what failed, what is in doubt, and what to do about it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reminders.errors import AlreadyResolved
from reminders.models import Notice, Outcome
from reminders.panels import LATE
from reminders.policies import guarded_by, may_read_ledger
from reminders.queries import health
from reminders.querysets import NoticeQuerySet
from reminders.queues import waiting
from reminders.registry import kinds
from reminders.services import consider_sent, send_again

PER_PAGE = 50
SHELVES: dict[str, tuple[str, Callable[[NoticeQuerySet], NoticeQuerySet]]] = {
    "dans-le-doute": ("Dans le doute", lambda rows: rows.filter(outcome=Outcome.IN_DOUBT)),
    "echoues": ("Échoués", lambda rows: rows.filter(outcome=Outcome.FAILED)),
    "en-retard": ("En retard", lambda rows: rows.late(LATE)),
    "en-attente": ("En attente", lambda rows: rows.waiting()),
    "sans-objet": (
        "Sans objet ou annulés",
        lambda rows: rows.filter(outcome__in=[Outcome.SKIPPED, Outcome.CANCELLED]),
    ),
    "envoyes": (
        "Envoyés",
        lambda rows: rows.filter(outcome__in=[Outcome.SENT, Outcome.GATHERED]),
    ),
}


@guarded_by(may_read_ledger)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The health of the ledger, and one shelf of it at a time."""
    asked = request.GET.get("etat", "")
    shelf = asked if asked in SHELVES else "dans-le-doute"
    rows: QuerySet[Notice] = SHELVES[shelf][1](Notice.objects.select_related("recipient"))
    page = Paginator(rows.order_by("-due_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    labels = {kind.key: kind.label for kind in kinds()}
    for notice in page:
        notice.kind_label = labels.get(notice.kind, notice.kind)  # type: ignore[attr-defined]
    return render(
        request,
        "reminders/gestion/ledger.html",
        {
            "health": health(),
            "queues": waiting(),
            "page": page,
            "shelf": shelf,
            "shelf_label": SHELVES[shelf][0],
            "shelves": [(key, label) for key, (label, _rows) in SHELVES.items()],
        },
    )


@guarded_by(may_read_ledger)
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed or doubtful notice back in the queue."""
    get_object_or_404(Notice, pk=pk)
    try:
        notice = send_again(notice_id=pk, by=request.user)  # type: ignore[arg-type]
    except AlreadyResolved as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Le rappel pour {notice.email} est remis en file.")
    return redirect(_back(request))


@guarded_by(may_read_ledger)
@require_POST
def count_as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a doubtful notice did arrive."""
    get_object_or_404(Notice, pk=pk)
    try:
        notice = consider_sent(notice_id=pk, by=request.user)  # type: ignore[arg-type]
    except AlreadyResolved as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Le rappel pour {notice.email} est considéré comme parti.")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    shelf = request.POST.get("etat", "")
    return f"{reverse('reminders_ledger')}{f'?etat={shelf}' if shelf in SHELVES else ''}"
