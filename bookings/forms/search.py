from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from bookings.availability import Wish
from bookings.forms.stay import LARGEST_CROWD, StartForm
from sheets.matching import normal
from spaces.enums import Layout, SpaceKind
from spaces.models import Place, Space

LENGTHS = (1, 2, 3, 4, 8)
FIRST_YEAR, LAST_YEAR = 2000, 2100
ANY = ("", _("Peu importe"))


class SearchForm(StartForm):
    """When, how long, how many, how seated, accessible or not."""

    length = forms.TypedChoiceField(
        label=_("Combien de temps ?"),
        choices=[
            ("60", "1 h"),
            ("90", "1 h 30"),
            ("120", "2 h"),
            ("180", "3 h"),
            ("240", "4 h"),
            ("480", "8 h"),
        ],
        coerce=int,
        initial="120",
    )
    layout = forms.ChoiceField(label=_("Disposition"), choices=[ANY, *Layout.choices], required=False)
    equipment = forms.ChoiceField(label=_("Équipement"), required=False)
    accessible = forms.BooleanField(label=_("Accessible en fauteuil"), required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        rooms = Space.objects.bookable().filter(place=place).exclude(equipment="").only("equipment")
        items = sorted({item for room in rooms for item in room.equipment_items}, key=normal)
        set_choices(self.fields["equipment"], [ANY, *((item, item) for item in items)])
        self.order_fields(
            ["day", "starts", "which", "length", "attendees", "layout", "equipment", "accessible"]
        )

    def clean(self) -> dict[str, Any]:
        """The end follows from the length, in real hours."""
        cleaned = super().clean()
        if "start" in cleaned and cleaned["start"] < clock.now():
            self.add_error("day", _("Ce moment est passé : choisissez-en un à venir."))
        if {"start", "length"} <= cleaned.keys():
            cleaned["end"] = cleaned["start"] + timedelta(minutes=cleaned["length"])
        return cleaned

    def wish(self) -> Wish:
        """What is asked, in instants."""
        cleaned = self.cleaned_data
        return Wish(
            start=cleaned["start"],
            end=cleaned["end"],
            attendees=cleaned["attendees"],
            layout=cleaned["layout"],
            accessible=cleaned["accessible"],
            equipment=cleaned["equipment"],
        )


class PlanningForm(forms.Form):
    """What to show of the house: a day or a week of it, and which of its rooms."""

    vue = forms.ChoiceField(
        choices=[("jour", _("Jour")), ("semaine", _("Semaine"))], required=False, widget=forms.HiddenInput
    )
    jour = forms.DateField(required=False, widget=forms.HiddenInput)
    batiment = forms.ChoiceField(label=_("Bâtiment"), required=False)
    niveau = forms.ChoiceField(label=_("Niveau"), required=False)
    genre = forms.ChoiceField(label=_("Genre d’espace"), required=False)
    nombre = forms.IntegerField(
        label=_("Combien serez-vous ?"), required=False, min_value=1, max_value=LARGEST_CROWD
    )
    equipement = forms.ChoiceField(label=_("Équipement"), required=False)
    duree = forms.TypedChoiceField(
        label=_("Libre au moins"),
        choices=[ANY, *((str(hours), f"{hours} h") for hours in LENGTHS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    accessible = forms.BooleanField(label=_("Accessible en fauteuil"), required=False)

    def __init__(self, *args: Any, rooms: list[Space], **kwargs: Any):
        super().__init__(*args, **kwargs)
        floors = {room.floor for room in rooms if room.floor}
        buildings = {floor.building for floor in floors}
        several = len(buildings) > 1
        ordered = sorted(floors, key=lambda floor: (floor.building_id, floor.is_outdoors, -floor.level))
        kinds = {room.kind for room in rooms}
        offered: dict[str, list[tuple[Any, Any]]] = {
            "batiment": [(str(one.pk), one.name) for one in sorted(buildings, key=lambda one: one.pk)],
            "niveau": [
                (str(one.pk), f"{one.building}, {one.name}" if several else one.name) for one in ordered
            ],
            "genre": [choice for choice in SpaceKind.choices if choice[0] in kinds],
        }
        for name, choices in offered.items():
            set_choices(self.fields[name], [("", _("Tous")), *choices])
        if not several:
            del self.fields["batiment"]
        items = sorted({item for room in rooms for item in room.equipment_items}, key=normal)
        set_choices(self.fields["equipement"], [ANY, *((item, item) for item in items)])

    def clean_jour(self) -> date | None:
        """Keep to dates that have neighbours, and a calendar."""
        day: date | None = self.cleaned_data["jour"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Le planning ne va pas jusque-là."))
        return day
