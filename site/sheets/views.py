"""The pages of imports and exports, in the back office, the same for every kind of list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from sheets.errors import Refused
from sheets.forms import BringForm, ColumnsForm
from sheets.models import SheetImport
from sheets.reading import Unreadable
from sheets.registry import Importer, importer_of, importers_for, may_import
from sheets.services import apply, bring, look, match_by_hand, undo
from sheets.writing import write_csv, write_xlsx

SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def for_importers(view: Callable[..., Any]) -> Callable[..., Any]:
    """Name the policy: whoever may use one kind of list at least. Which one is checked again inside."""
    view.policy = may_import  # type: ignore[attr-defined]
    return view


@for_importers
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list that comes in and goes out, and what one imported lately."""
    done = SheetImport.objects.visible_to(request.user).filter(applied_at__isnull=False)[:20]
    kinds = [
        (importer, importer.scopes(request.user) if importer.scopes else [])
        for importer in importers_for(request.user)
    ]
    return render(request, "sheets/lists.html", {"kinds": kinds, "done": [_titled(one) for one in done]})


@for_importers
@require_http_methods(["GET", "POST"])
def bring_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a list."""
    importer = _importer(request, kind)
    form = BringForm(request.POST or None, request.FILES or None, importer=importer, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            found = bring(
                importer=importer,
                owner=request.user,
                upload=form.cleaned_data["file"],
                scope=form.cleaned_data.get("scope", ""),
            )
        except Unreadable as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("sheets_import", found.pk)
    return render(
        request,
        "sheets/bring.html",
        {"importer": importer, "form": form},
        status=422 if form.errors else 200,
    )


@for_importers
@require_http_methods(["GET", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the columns, look at the rows, write them; then what was written."""
    found, importer = _own(request, pk)
    if found.applied_at is not None:
        return render(request, "sheets/done.html", {"import": found, "importer": importer})
    preview = look(found=found, importer=importer)
    form = ColumnsForm(
        request.POST or None, importer=importer, headers=preview.headers, mapping=preview.mapping
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        match_by_hand(found=found, mapping=form.cleaned_data)
        if "apply" not in request.POST:
            return redirect("sheets_import", found.pk)
        try:
            apply(found=found, importer=importer)
        except Refused as error:
            refusal = error.message
            preview = look(found=found, importer=importer)
        else:
            messages.success(request, f"{found.row_count} lignes importées.")
            return redirect("sheets_import", found.pk)
    context = {"import": found, "importer": importer, "preview": preview, "form": form, "refusal": refusal}
    context |= {"faulty": preview.faulty[:SHOWN], "good": [x for x in preview.lines if not x.errors][:SHOWN]}
    return render(request, "sheets/preview.html", context, status=422 if form.errors or refusal else 200)


@for_importers
@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what an import wrote."""
    found, importer = _own(request, pk)
    try:
        undo(found=found)
    except Refused as error:
        return render(
            request,
            "sheets/done.html",
            {"import": found, "importer": importer, "refusal": error.message},
            status=422,
        )
    messages.success(request, "L’import est annulé : tout est comme avant lui.")
    return redirect("sheets_lists")


@for_importers
@require_safe
def export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The same list out: what it exports, it imports."""
    importer = _importer(request, kind)
    scope = request.GET.get("scope", "")
    if importer.scopes is not None and scope not in dict(importer.scopes(request.user)):
        raise Http404
    if form not in {"csv", "xlsx"}:
        raise Http404
    headers = [field.label for field in importer.fields]
    rows = importer.rows(request.user, scope)
    if importer.exported is not None:
        importer.exported(request.user, scope)
    content = write_csv(headers, rows) if form == "csv" else write_xlsx(headers, rows, title=importer.title)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8" if form == "csv" else XLSX)
    day = clock.now().astimezone(UTC).strftime("%Y-%m-%d")
    answer["Content-Disposition"] = f'attachment; filename="{importer.key}-{day}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _importer(request: HttpRequest, kind: str) -> Importer:
    importer = importer_of(kind)
    if importer is None or not importer.policy(request.user):
        raise Http404
    return importer


def _own(request: HttpRequest, pk: int) -> tuple[SheetImport, Importer]:
    found = get_object_or_404(SheetImport.objects.visible_to(request.user), pk=pk)
    return found, _importer(request, found.kind)


def _titled(one: SheetImport) -> tuple[SheetImport, str]:
    importer = importer_of(one.kind)
    return one, importer.title if importer else one.kind
