from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from bookings.forms.stay import StayForm
from people.unattended import UnattendedForm
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.models import Space


class VisitorStayForm(StayForm):
    """When, how many, how seated: what a visitor may ask for, and change."""

    layout = forms.ChoiceField(label=_("Disposition"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, place=space.place, **kwargs)
        self.space = space
        set_for = {row.layout for row in space.layouts.all()}
        layouts = [choice for choice in Layout.choices if choice[0] in set_for]
        if layouts:
            set_choices(self.fields["layout"], layouts)
            self.fields["layout"].initial = layouts[0][0]
        else:
            del self.fields["layout"]
        self.order_fields(["day", "starts", "ends", "which", "attendees", "layout", "title", "name", "email"])

    def hold(self) -> Hold:
        """The room as the ledger reads it."""
        cleaned = self.cleaned_data
        seats = cleaned["attendees"] if self.space.seat_count else None
        return Hold(self.space, cleaned["start"], cleaned["end"], seats=seats)


class VisitorForm(UnattendedForm, VisitorStayForm):
    """A room asked for without an account."""

    title = forms.CharField(label=_("Ce que vous y faites"), max_length=120)
    name = forms.CharField(
        label=_("Vos prénom et nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Votre courriel"),
        max_length=254,
        help_text=_("Un lien y arrive : c’est lui qui confirme la demande."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Votre téléphone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
