"""What editors of a call do besides writing it: see it as an applicant does, publish, take it up again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from incubator.compiler import compile_form
from incubator.enums import Status
from incubator.errors import DomainError, FormRefused
from incubator.form_changes import FormChanges, compare
from incubator.forms.pages import PageForm, shown_keys
from incubator.forms.schema import Page, Schema
from incubator.models import Call
from incubator.policies import handles_a_call
from incubator.services import clone_call, extend, move_drafts, publish_form
from incubator.services.editing import next_year
from incubator.views.calls import announced
from people.access import known, requires

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class CloneForm(forms.Form):
    """What is new in a call taken up again."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    slug = forms.SlugField(label=_("Adresse courte"), max_length=80)
    opens_at = forms.DateTimeField(label=_("Ouvre le"), widget=MOMENT)
    closes_at = forms.DateTimeField(label=_("Ferme le"), widget=MOMENT)


class ExtendForm(forms.Form):
    """A later closing."""

    closes_at = forms.DateTimeField(label=_("Ferme désormais le"), widget=MOMENT)


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the form of a call, after saying what it changes for those who began."""
    user, call = known(request), _managed(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            version = publish_form(call=call, actor=user)
            moved = move_drafts(call=call, actor=user) if request.POST.get("brouillons") else 0
        except DomainError as error:
            refusal = error.message
        else:
            said = f"La version {version.number} du formulaire est en service."
            if moved:
                said += f" Brouillons passés à cette version : {moved}."
            messages.success(request, said)
            return redirect("calls:index")
    changes: FormChanges | None = None
    try:
        new = Schema.from_json(compile_form(call.form_blocks))
    except FormRefused as error:
        refusal = refusal or error.message
    else:
        changes = compare(call.form_version.form, new) if call.form_version else None
    drafts = call.applications.filter(status=Status.DRAFT)
    return render(
        request,
        "incubator/gestion/publish.html",
        {
            "call": call,
            "changes": changes,
            "drafts": drafts.count(),
            "behind": drafts.exclude(form_version=call.form_version).count(),
            "refusal": refusal,
        },
        status=422 if refusal and request.method == "POST" else 200,
    )


@requires(handles_a_call)
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The call and its form as an applicant would see them, written or not yet published. Keeps nothing."""
    call = _managed(request, pk)
    try:
        schema = Schema.from_json(compile_form(call.form_blocks))
    except FormRefused as error:
        messages.error(request, error.message)
        return redirect("calls:index")
    slug = request.GET.get("etape", "")
    here = next((page for page in schema.pages if page.slug == slug), schema.pages[0])
    context: dict[str, Any] = announced(call)
    return render(
        request,
        "incubator/preview.html",
        {
            **context,
            "page": here,
            "steps": [_step(page, here, schema) for page in schema.pages],
            "form": PageForm(here, {}, shown=shown_keys(schema, {}), kept={}, judged=False),
            "hidden": sum(1 for question in here.questions if question.condition),
        },
    )


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a call up again for next year."""
    call = _managed(request, pk)
    form = CloneForm(
        request.POST or None,
        initial={
            "title": call.title,
            "slug": f"{call.slug}-{call.local(call.closes_at).year + 1}"[:80],
            "opens_at": next_year(call.opens_at, call),
            "closes_at": next_year(call.closes_at, call),
        },
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        cleaned["closes_at"] = cleaned["closes_at"].replace(second=59, microsecond=0)
        try:
            copy = clone_call(call=call, actor=known(request), **cleaned)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"« {copy} » est prêt à relire. Personne ne le voit encore.")
            return redirect("calls:edit", copy.pk)
    return _form(request, call, "Reprendre pour l’an prochain", form)


@requires(handles_a_call)
@require_http_methods(["GET", "POST"])
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    """Push the closing back: the call opens again if it was over, and those who began are told once."""
    call = _managed(request, pk)
    form = ExtendForm(request.POST or None, initial={"closes_at": call.closes_at})
    if request.method == "POST" and form.is_valid():
        closes_at = form.cleaned_data["closes_at"].replace(second=59, microsecond=0)
        try:
            extend(call=call, actor=known(request), closes_at=closes_at)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, "La date est reculée. Celles et ceux qui ont un brouillon sont prévenus."
            )
            return redirect("calls:index")
    return _form(request, call, "Prolonger l’appel", form)


def _managed(request: HttpRequest, pk: int) -> Call:
    rows = Call.objects.managed_by(known(request)).select_related("place", "form_version")
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, call: Call, label: str, form: forms.Form) -> HttpResponse:
    return render(
        request,
        "incubator/gestion/call_form.html",
        {"call": call, "label": label, "form": form},
        status=422 if form.errors else 200,
    )


def _step(page: Page, here: Page, schema: Schema) -> dict[str, str]:
    ranks = [known_page.slug for known_page in schema.pages]
    standing = ranks.index(here.slug)
    rank = ranks.index(page.slug)
    state = "current" if rank == standing else ("done" if rank < standing else "ahead")
    return {"label": page.title, "href": f"?etape={page.slug}", "state": state}
