"""What holders do with their own data: on paper, taken away, erased; and asking to be called."""

from __future__ import annotations

import json
from tempfile import TemporaryFile
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import journal
from incubator.errors import DomainError
from incubator.forms.begin import CallBackForm, EraseForm
from incubator.models import Application, CallBack
from incubator.policies import handles_a_call
from incubator.printed import print_dossier
from incubator.services import ask_call_back, called_back, erase_dossier
from incubator.services.erasure import export_of
from people.access import SIGNED_IN, known, requires
from vault.models import PrivateFile


@requires(SIGNED_IN)
@never_cache
@require_safe
def printed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dossier as a PDF: the twin of its reading page, each reader seeing what is theirs to see."""
    user = known(request)
    application = get_object_or_404(Application.objects.visible_to(user).with_form(), pk=pk)
    answer = HttpResponse(print_dossier(application, user), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="dossier-{application.number}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's dossier away, or have it erased."""
    user = known(request)
    application = get_object_or_404(Application.objects.filter(owner=user).with_form(), pk=pk)
    form = EraseForm(request.POST if request.method == "POST" else None, number=application.number)
    if request.method == "POST" and form.is_valid():
        try:
            erase_dossier(application=application, actor=user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Le dossier {application.number} est effacé.")
            return redirect("incubator:mine")
    return render(
        request,
        "incubator/data.html",
        {"application": application, "call": application.call, "form": form},
        status=422 if form.errors else 200,
    )


@requires(SIGNED_IN)
@never_cache
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Everything of one's dossier in one archive: as data, on paper, with its files."""
    user = known(request)
    application = get_object_or_404(Application.objects.filter(owner=user).with_form(), pk=pk)
    journal.record(actor=user, action="application.exported", target=application)
    packed = TemporaryFile()  # noqa: SIM115 - the response closes it
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        said = json.dumps(export_of(application), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("dossier.json", said)
        archive.writestr("dossier.pdf", print_dossier(application, user))
        for rank, file in enumerate(PrivateFile.objects.of(application), 1):
            with file.file.open("rb") as content:
                archive.writestr(f"fichiers/{rank:02}-{file.original_name}", content.read())
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"dossier-{application.number}.zip")


@requires(SIGNED_IN)
@require_POST
def call_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Rappelez-moi »."""
    user = known(request)
    application = get_object_or_404(Application.objects.written_by(user), pk=pk)
    form = CallBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Écrivez un numéro de téléphone, par exemple 06 12 34 56 78.")
        return redirect("incubator:messages", pk=pk)
    try:
        ask_call_back(application=application, actor=user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "C’est noté : quelqu’un vous rappelle.")
    return redirect("incubator:messages", pk=pk)


@requires(handles_a_call)
@require_POST
def called(request: HttpRequest, pk: int) -> HttpResponse:
    """The team called."""
    user = known(request)
    found = get_object_or_404(CallBack.objects.visible_to(user), pk=pk)
    try:
        called_back(callback=found, actor=user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "C’est noté.")
    return redirect("wagtailadmin_home")
