from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bookings import services
from bookings.availability import rooms_of
from bookings.errors import BookingRefused, KeyReused, NotAllowed
from bookings.forms.together import MOST_ROWS, TogetherForm, typed_rows, with_alternative
from bookings.present.price import shown
from bookings.present.together import nearest_for, rows_asked
from bookings.rooms import end_of
from bookings.services.booking import price
from bookings.views.asking import asker_of, organisations_of, person, send_to_sign_in, typed_before
from people.access import PUBLIC, SHARED, requires
from spaces.models import Place, Space

EDITS = ("avec", "ajouter", "retirer", "prendre")
FACTS = ("organisation", "attendees", "title", "layout", "is_public", "key")


@requires(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Several spaces in one booking, each with its hours; lines are added and taken off without a script."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    spaces = rooms_of(place)
    if request.method != "POST":
        typed = typed_before(request)
        if typed is not None:
            return _draw(request, place, _form(request, place, spaces, typed_rows(typed), data=typed))
        rows, facts = rows_asked(request.GET, request.user, place)
        return _draw(request, place, _form(request, place, spaces, rows, initial=facts))
    if any(name in request.POST for name in EDITS):
        facts = {name: request.POST[name] for name in FACTS if name in request.POST}
        return _draw(request, place, _form(request, place, spaces, _edited(request, place), initial=facts))
    form = _form(request, place, spaces, typed_rows(request.POST), data=request.POST)
    if "prix" in request.POST:
        return render(request, "bookings/_price_answer.html", {"price": _price(request, place, form)})
    if not request.user.is_authenticated:
        return send_to_sign_in(request)
    return _book(request, place, spaces, form)


def _edited(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The lines once one was added, taken off or replaced; what was typed elsewhere stays."""
    typed = request.POST
    rows: list[dict[str, Any]] = typed_rows(typed)
    if "avec" in typed:
        hours = {name: typed.get(name, "") for name in ("day", "starts", "ends", "which")}
        rows = [{"space": typed["avec"], **hours}, {"space": "", **hours}]
    if "ajouter" in typed and len(rows) < MOST_ROWS:
        rows = [*rows, {**(rows[-1] if rows else {}), "space": ""}]
    if "retirer" in typed:
        rows = [row for index, row in enumerate(rows) if str(index) != typed["retirer"]]
    return with_alternative(rows, typed.get("prendre", ""), place)


def _form(
    request: HttpRequest,
    place: Place,
    spaces: Sequence[Space],
    rows: Sequence[Mapping[str, Any]],
    *,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> TogetherForm:
    organisations = organisations_of(request)
    usual = {"key": uuid4(), "organisation": organisations[0].pk if organisations else None}
    return TogetherForm(
        data,
        place=place,
        spaces=spaces,
        organisations=organisations,
        rows=rows,
        initial={**usual, **(initial or {})},
    )


def _book(request: HttpRequest, place: Place, spaces: Sequence[Space], form: TogetherForm) -> HttpResponse:
    if not form.is_valid():
        return _draw(request, place, form, status=422)
    organisation = form.cleaned_data.get("organisation")
    try:
        booking = services.book(
            organiser=person(request),
            organisation=organisation,
            rooms=form.holds,
            idempotency_key=form.cleaned_data["key"],
            **form.facts(),
        )
    except KeyReused as reused:
        messages.info(request, reused.message)
        data = request.POST.copy()
        data["key"] = str(uuid4())
        again = _form(request, place, spaces, typed_rows(data), data=data)
        return _draw(request, place, again, status=409)
    except NotAllowed as refused:
        form.add_error(None, refused.message)
        return _draw(request, place, form, status=403)
    except BookingRefused as refused:
        refusal = {
            "lines": [str(line) for line in refused.refusals],
            "offers": nearest_for(form, place, asker_of(request, organisation)),
        }
        return _draw(request, place, form, status=409, refusal=refusal)
    return redirect(booking)


def _draw(
    request: HttpRequest,
    place: Place,
    form: TogetherForm,
    *,
    status: int = 200,
    refusal: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "facts": ["Un seul accord, un seul prix : tous les espaces, ou aucun."],
        "price": _price(request, place, form),
        "shared_computer": request.session.get(SHARED, False),
        "refusal": refusal,
        "may_add": len(form.rows) < MOST_ROWS,
    }
    return render(request, "bookings/together.html", context, status=status)


def _price(request: HttpRequest, place: Place, form: TogetherForm) -> dict[str, Any] | None:
    """The price of the lines that say enough, each with its own, or None while none does."""
    if not form.is_bound:
        return None
    form.is_valid()
    holds = [hold for hold in form.holds if end_of(hold) > hold.start]
    if not holds:
        return None
    quote = price(holds, place, form.cleaned_data.get("organisation"))
    return shown(quote, is_known=request.user.is_authenticated)
