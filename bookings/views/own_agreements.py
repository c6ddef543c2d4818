"""« Ma structure » : its own agreements, for those responsible for it and those who manage the place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bookings.models import OccupancyAgreement
from people.access import SIGNED_IN, known, requires
from people.models import Organisation
from vault.models import PrivateFile


@requires(SIGNED_IN)
@require_safe
def own_agreements(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organisation occupies, until when, for how much, with the signed papers."""
    organisation = get_object_or_404(Organisation.objects.run_by(known(request)), pk=pk)
    rows = list(
        OccupancyAgreement.objects.read_by(request.user)
        .signed()
        .filter(organisation=organisation)
        .select_related("place")
        .prefetch_related("agreed_spaces__space")
        .order_by("-starts_on", "pk")
    )
    files = PrivateFile.objects.filter(
        owner_type=OccupancyAgreement._meta.label_lower, owner_id__in=[str(row.pk) for row in rows]
    )
    papers: dict[str, list[PrivateFile]] = {}
    for file in files:
        papers.setdefault(file.owner_id, []).append(file)
    return render(
        request,
        "bookings/own_agreements.html",
        {"organisation": organisation, "rows": [(row, papers.get(str(row.pk), [])) for row in rows]},
    )
