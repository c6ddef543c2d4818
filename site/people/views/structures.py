"""« Ma structure »: who belongs to it, its papers, what the directory says, for those who may see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import SIGNED_IN, known, requires
from people.errors import Refused
from people.forms import DirectoryForm, InviteForm, PaperForm
from people.models import Invitation, Membership, Organisation, Paper
from people.present.organisation import sheet
from people.querysets import keeps_people
from people.services import (
    add_paper,
    change_role,
    describe,
    invite,
    leave,
    remove_paper,
    set_logo,
    withdraw,
)
from people.throttle import TOO_OFTEN, allows
from vault.errors import Refused as FileRefused


@requires(SIGNED_IN)
@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """One's organisations; straight to it when there is one."""
    memberships = list(known(request).active_memberships().order_by("organisation__name"))
    if len(memberships) == 1:
        return redirect("people:structure", memberships[0].organisation_id)
    return render(request, "people/structures.html", {"memberships": memberships})


@requires(SIGNED_IN)
@require_safe
def structure(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation."""
    return _page(request, _seen(request, pk))


@requires(SIGNED_IN)
@require_POST
def invite_someone(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an address to join."""
    organisation = _run(request, pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, invite_form=form)
    if not allows(request, "invite", account=known(request).email):
        form.add_error("email", TOO_OFTEN)
        return _page(request, organisation, invite_form=form)
    try:
        invite(organisation=organisation, invited_by=known(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field, refusal.message)
        return _page(request, organisation, invite_form=form)
    messages.success(request, f"L’invitation part à {form.cleaned_data['email']}. Elle est valable 14 jours.")
    return redirect("people:structure", organisation.pk)


@requires(SIGNED_IN)
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    organisation = _run(request, pk)
    withdraw(invitation=get_object_or_404(Invitation, pk=invitation, organisation=organisation))
    messages.success(request, "L’invitation est reprise : son lien n’ouvre plus rien.")
    return redirect("people:structure", organisation.pk)


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Change the role of a member, or end the membership."""
    organisation = _run(request, pk)
    row = get_object_or_404(
        Membership.objects.changeable_by(known(request)).select_related("user"),
        pk=membership,
        organisation=organisation,
    )
    form = MemberForm(request.POST or None, membership=row, today=known(request).today())
    if request.method == "POST" and form.is_valid():
        guard = {"keep_an_admin": not keeps_people(known(request))}
        try:
            if "end" in request.POST:
                leave(membership=row, ends_on=form.cleaned_data["ends_on"], **guard)
            else:
                change_role(
                    membership=row, role=form.cleaned_data["role"], on=known(request).today(), **guard
                )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        except ValidationError as refusal:
            form.add_error("ends_on", refusal.messages)
        else:
            messages.success(request, "C’est enregistré.")
            return _after(request, organisation)
    context = {"organisation": organisation, "membership": row, "form": form}
    return render(request, "people/member.html", context, status=422 if form.errors else 200)


@requires(SIGNED_IN)
@require_POST
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a paper."""
    organisation = _run(request, pk)
    form = PaperForm(request.POST, request.FILES, instance=Paper(organisation=organisation))
    if not form.is_valid():
        return _page(request, organisation, paper_form=form)
    upload = form.cleaned_data.pop("file")
    try:
        add_paper(organisation=organisation, added_by=known(request), upload=upload, **form.cleaned_data)
    except FileRefused as refusal:
        form.add_error("file", refusal.message)
        return _page(request, organisation, paper_form=form)
    messages.success(request, "Le document est rangé.")
    return redirect("people:structure", organisation.pk)


@requires(SIGNED_IN)
@require_POST
def remove_document(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper away."""
    organisation = _run(request, pk)
    row = get_object_or_404(Paper.objects.changeable_by(known(request)), pk=paper, organisation=organisation)
    remove_paper(paper=row, removed_by=known(request))
    messages.success(request, "Le document est retiré.")
    return redirect("people:structure", organisation.pk)


@requires(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def directory_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public directory says."""
    organisation = _run(request, pk)
    form = DirectoryForm(request.POST or None, request.FILES or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        picture, no_logo = form.cleaned_data.pop("picture"), form.cleaned_data.pop("no_logo", False)
        try:
            if picture or no_logo:
                set_logo(organisation=organisation, upload=picture)
        except FileRefused as refusal:
            form.add_error("picture", refusal.message)
        else:
            describe(organisation=organisation, **form.cleaned_data)
            messages.success(request, "L’annuaire est à jour.")
            return redirect("people:structure", organisation.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "people/directory.html", context, status=422 if form.errors else 200)


class MemberForm(forms.Form):
    """A role, and a last day."""

    role = forms.ChoiceField(label="Rôle", choices=Membership.Role.choices, required=False)
    ends_on = forms.DateField(
        label="Dernier jour",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Les droits reçus à ce titre s’arrêtent le soir de ce jour.",
        required=False,
    )

    def __init__(self, *args: Any, membership: Membership, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = membership.role
        self.fields["ends_on"].initial = membership.ends_on or today

    def clean(self) -> dict[str, Any]:
        """Each button needs its own field."""
        cleaned = super().clean() or {}
        needed = "ends_on" if "end" in self.data else "role"
        if not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, "Choisissez ce qui change, puis recommencez.")
        return cleaned


def _seen(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(known(request)), pk=pk)


def _run(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.run_by(known(request)), pk=pk)


def _after(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Back to the organisation, or to one's own when one has just left it."""
    seen = Organisation.objects.visible_to(known(request)).filter(pk=organisation.pk).exists()
    return redirect("people:structure", organisation.pk) if seen else redirect("people:structures")


def _page(request: HttpRequest, organisation: Organisation, **bound: Any) -> HttpResponse:
    runs = Organisation.objects.run_by(known(request)).filter(pk=organisation.pk).exists()
    context: dict[str, Any] = {"organisation": organisation, "runs": runs}
    context["sheet"] = sheet(organisation, known(request))
    if runs:
        context |= {"invite_form": InviteForm(), "paper_form": PaperForm()}
        context["invitations"] = organisation.invitations.pending().select_related("invited_by")
    return render(request, "people/structure.html", context | bound, status=422 if bound else 200)
