"""The printed sign of a room: its number, and a code that leads where one says « nous sommes là »."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import paper
from bookings.models import DoorSign
from people.access import requires
from spaces.policies import manages_a_place

LINES = ["Vous arrivez ?", "Vous partez plus tôt ?", "Quelque chose ne va pas ?", "Visez ce code."]


@requires(manages_a_place)
@never_cache
@require_safe
def door_sheet(request: HttpRequest, pk: Any) -> HttpResponse:
    """One A4 page, for those who manage the place."""
    sign = get_object_or_404(DoorSign.objects.visible_to(request.user).select_related("space__place"), pk=pk)
    space = sign.space
    address = settings.BASE_URL + sign.here_path
    code = BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", border=0, scale=10)
    printed = paper.pdf(
        "bookings/door_sign.typ",
        {
            "title": f"{space.name}, affiche de porte",
            "number": space.door_number,
            "name": space.name,
            "place": space.place.name,
            "lines": LINES,
            "alt": f"Code à viser, qui mène à la page de {space.name}",
            "address": urlsplit(address).netloc + sign.here_path,
        },
        pictures={"code.svg": code.getvalue()},
    )
    name = f"affiche-{space.slug}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)
