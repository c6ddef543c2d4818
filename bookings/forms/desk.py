from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from bookings.forms.stay import LARGEST_CROWD
from bookings.present.desk import FreeRoom
from bookings.services.presence import KEPT_AT_MOST, MOST_DECLARED
from people.models import Organisation
from spaces.holds import Hold
from spaces.models import Place

A_WHILE = int(KEPT_AT_MOST.total_seconds())


class KeptForm(forms.Form):
    """An entry of the desk, which a page without network may have kept for a while.

    `ago` counts seconds: a tablet whose clock is wrong still counts them right.
    """

    ago = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=7 * A_WHILE)

    def noted_at(self) -> datetime:
        """When it was typed, by our clock."""
        return clock.now() - timedelta(seconds=self.cleaned_data["ago"] or 0)


class ArrivalForm(KeptForm):
    """They are here."""


class AttendanceForm(KeptForm):
    """How many came; `seen` is the count that was before one's eyes."""

    present = forms.IntegerField(
        label=_("Combien étiez-vous ?"),
        min_value=0,
        max_value=MOST_DECLARED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WalkInForm(KeptForm):
    """People who come in without a booking; `key` makes a double send one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    space = forms.ModelChoiceField(
        label=_("Quelle salle ?"), queryset=Place.objects.none(), empty_label=_("Choisir")
    )
    title = forms.CharField(
        label=_("Qui, pour quoi faire ?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    attendees = forms.IntegerField(
        label=_("Combien sont-ils ?"),
        min_value=1,
        max_value=LARGEST_CROWD,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    length = forms.TypedChoiceField(
        label=_("Pour combien de temps ?"),
        choices=[("30", "30 min"), ("60", "1 h"), ("90", "1 h 30"), ("120", "2 h"), ("180", "3 h")],
        coerce=int,
        initial="60",
    )
    organisation = forms.ModelChoiceField(
        label=_("Une structure de la maison ?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Non"),
    )

    def __init__(self, *args: Any, place: Place, free: list[FreeRoom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any room may be sent: what was free when it was typed is judged again by the ledger.
        set_choices(self.fields["space"], place.spaces.bookable())
        choices = [("", _("Choisir")), *((room.space.pk, room.says) for room in free)]
        self.fields["space"].widget.choices = choices
        set_choices(self.fields["organisation"], Organisation.objects.filter(in_directory=True))

    def hold(self) -> Hold:
        """The room, from the minute at which it was typed."""
        cleaned = self.cleaned_data
        start = self.noted_at().replace(second=0, microsecond=0)
        seats = cleaned["attendees"] if cleaned["space"].seat_count else None
        return Hold(cleaned["space"], start, start + timedelta(minutes=cleaned["length"]), seats=seats)
