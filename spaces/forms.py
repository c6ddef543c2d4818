from __future__ import annotations

from typing import Any

from django import forms

import clock
from backoffice.choices import set_choices
from spaces.models import Part, Space


class PartsForm(forms.Form):
    """Of what a space is made, and from which day."""

    on = forms.DateField(
        label="À partir du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    parts = forms.ModelMultipleChoiceField(
        Space.objects.none(),
        label="Ses parties",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune : il devient, ou redevient, une seule pièce.",
    )
    retire = forms.BooleanField(
        label="Les parties que je retire n’existent plus ce jour-là (une cloison est tombée)",
        required=False,
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = list(Space.objects.filter(wholes__in=Part.objects.now().filter(whole=space)))
        rooms = Space.objects.filter(place=space.place_id, is_archived=False).leaves().exclude(pk=space.pk)
        set_choices(self.fields["parts"], rooms.order_by("floor", "door_number", "name"))
        self.initial = {"on": clock.today(space.place.zone), "parts": self.current}

    @property
    def wish(self) -> dict[str, Any]:
        """What the service is asked."""
        parts = list(self.cleaned_data["parts"])
        gone = [part for part in self.current if part not in parts] if self.cleaned_data["retire"] else []
        return {"on": self.cleaned_data["on"], "parts": parts, "retired": gone}
