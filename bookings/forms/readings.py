"""Reading figures outside the back office, and giving a link to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from backoffice.choices import set_choices
from bookings.forms.days import day_field
from bookings.models import FiguresLink
from bookings.readings import AXES, Reading
from people.models import User
from spaces.errors import InvalidPeriod
from spaces.models import Place, Space


class PeriodForm(forms.Form):
    """From when to when, both days included, and by what."""

    du = day_field("Du")
    au = day_field("Au (compris)")
    par = forms.ChoiceField(
        label="En détail par", choices=[("", "sans détail"), *AXES.items()], required=False
    )

    def __init__(self, *args: Any, since: date | None = None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since, self.today = since, today

    def clean(self) -> dict[str, Any]:
        """Refuse what was not given: earlier than the first day, or what has not happened yet."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("du"), cleaned.get("au")
        if start and self.since and start < self.since:
            self.add_error("du", f"Ce lien montre les chiffres à partir du {self.since:%d/%m/%Y}.")
        if end and end > self.today:
            self.add_error("au", "Choisissez un jour passé, ou aujourd’hui : la suite n’est pas écrite.")
        return cleaned

    def table(self, reading: Reading) -> Any:
        """The figures of what was asked; None, and the error beside the fields, when no page can show them."""
        if not self.is_valid():
            return None
        try:
            asked = self.cleaned_data
            return reading.figures(asked["du"], asked["au"], asked.get("par", ""))
        except InvalidPeriod as refusal:
            self.add_error(None, refusal.message)
            return None


class OwnReadingForm(PeriodForm):
    """The same, of one of the readings that a person has."""

    quoi = forms.ChoiceField(label="Chiffres de")

    field_order = ["quoi", "du", "au", "par"]

    def __init__(self, *args: Any, readings: Sequence[Reading], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readings = {reading.key: reading for reading in readings}
        set_choices(self.fields["quoi"], [(key, reading.label) for key, reading in self.readings.items()])
        if self.reading and self.reading.organisation:
            del self.fields["par"]

    @property
    def reading(self) -> Reading | None:
        """What was asked for, if it is one of theirs."""
        return self.readings.get(self.data.get("quoi", ""))


class FiguresLinkForm(forms.Form):
    """For whom, on what, from when, until when."""

    place = forms.ModelChoiceField(Place.objects.none(), label="Lieu", empty_label=None)
    spaces = forms.ModelMultipleChoiceField(
        Space.objects.none(),
        label="Seulement ces espaces",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien pour montrer tout le lieu.",
    )
    recipient = forms.CharField(
        label="Pour qui",
        max_length=FiguresLink._meta.get_field("recipient").max_length,
        help_text="Par exemple « Ville de Poitiers, service du patrimoine ».",
    )
    since = day_field("Chiffres à partir du")
    expires_on = day_field("Dernier jour du lien", help_text="Deux ans au plus. Le lien se ferme tout seul.")
    shows_agreements = forms.BooleanField(
        label="Montrer aussi les conventions", required=False, help_text="Qui tient quoi, jusqu’à quand."
    )
    shows_amounts = forms.BooleanField(label="Avec leurs redevances", required=False)

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.managed_by(asker)
        set_choices(self.fields["place"], places)
        rooms = Space.objects.managed_by(asker).leaves().filter(is_archived=False).select_related("place")
        set_choices(self.fields["spaces"], rooms.order_by("place", "floor", "door_number", "name"))
        first = places.first()
        today = clock.today(first.zone) if first else clock.now().date()
        self.fields["place"].initial = first
        self.fields["since"].initial = today.replace(month=1, day=1)
        self.fields["expires_on"].initial = today + timedelta(days=365)

    def take(self, refusals: Sequence[Any]) -> None:
        """Put what the service refused beside its field."""
        for refusal in refusals:
            self.add_error(
                refusal.rule if refusal.rule in self.fields else None, ValidationError(str(refusal))
            )
