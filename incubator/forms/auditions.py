"""When people are heard, where, and in which order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from incubator.models import Application, AuditionDay, Stage
from incubator.services.auditions import free_slots, waiting_for_a_slot
from spaces.models import Space

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DayForm(forms.Form):
    """A run of slots: on the clock of the place, in one of its rooms or elsewhere."""

    quand = forms.DateTimeField(label=_("Commence le"), widget=MOMENT)
    minutes = forms.IntegerField(
        label=_("Durée de chaque audition, en minutes"), min_value=5, max_value=240, initial=20
    )
    creneaux = forms.IntegerField(label=_("Nombre de créneaux"), min_value=1, max_value=40, initial=8)
    salle = forms.ModelChoiceField(
        Space.objects.none(),
        label=_("Salle"),
        required=False,
        empty_label=_("aucune : ailleurs, ou à distance"),
        help_text=_("Elle est retenue au planning, et refusée si quelqu’un l’occupe déjà."),
    )
    ou = forms.CharField(label=_("Ailleurs, ou comment venir"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, stage: Stage, day: AuditionDay | None = None) -> None:
        super().__init__(data, initial=_written(stage, day) if day else None)
        self.stage = stage
        rooms = Space.objects.bookable().filter(place=stage.call.place_id).order_by("name")
        set_choices(self.fields["salle"], rooms)

    def clean(self) -> dict[str, Any]:
        """Somewhere, in any case."""
        given = super().clean() or {}
        if not given.get("salle") and not given.get("ou") and "salle" not in self.errors:
            self.add_error("ou", _("Dites où l’on est entendu : une salle, une adresse, un lien de visio."))
        return given

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes; the hour is that of the place."""
        given = self.cleaned_data
        return {
            "starts_at": given["quand"].replace(tzinfo=self.stage.call.place.zone),
            "minutes": given["minutes"],
            "count": given["creneaux"],
            "space": given["salle"],
            "where": given["ou"],
        }


class SeatForm(forms.Form):
    """A dossier and a free slot."""

    dossier = forms.ModelChoiceField(Application.objects.none(), label=_("Dossier"), empty_label=None)
    creneau = forms.ChoiceField(label=_("Créneau"))

    def __init__(self, data: Any = None, *, stage: Stage) -> None:
        super().__init__(data)
        self.days: dict[str, tuple[AuditionDay, int]] = {
            f"{day.pk}-{position}": (day, position) for day, position in free_slots(stage)
        }
        rows = Application.objects.filter(stage=stage, status="under_review").order_by("number")
        set_choices(self.fields["dossier"], rows)
        local = stage.call.local
        set_choices(
            self.fields["creneau"],
            [
                (key, f"{local(day.slot(position)):%d/%m, %H:%M}")
                for key, (day, position) in self.days.items()
            ],
        )
        self.someone_waits = any(True for _one in waiting_for_a_slot(stage))

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes."""
        day, position = self.days[self.cleaned_data["creneau"]]
        return {"application": self.cleaned_data["dossier"], "day": day, "position": position}


def _written(stage: Stage, day: AuditionDay) -> dict[str, Any]:
    return {
        "quand": stage.call.local(day.starts_at).replace(tzinfo=None),
        "minutes": day.minutes,
        "creneaux": day.count,
        "salle": day.space_id,
        "ou": day.where,
    }
