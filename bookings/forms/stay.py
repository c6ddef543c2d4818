from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.errors import StrangeTime
from bookings.forms.days import day_field
from bookings.wallclock import FIRST, SECOND, happens_twice, instant, period
from spaces.models import Place

LARGEST_CROWD = 10_000


def clock_input() -> forms.TimeInput:
    """The browser's own picker, by quarters of an hour."""
    return forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")


class StartForm(forms.Form):
    """A day, an hour, how many: what every request of a room begins with.

    `clean` gives `start`, an instant, on the clock of the place. An hour that a DST night shows twice
    brings a question, drawn only then.
    """

    day = day_field(_("Jour"))
    starts = forms.TimeField(label=_("De"), widget=clock_input())
    attendees = forms.IntegerField(
        label=_("Combien serez-vous ?"),
        min_value=1,
        max_value=LARGEST_CROWD,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"min_value": _("Dites au moins une personne.")},
    )
    which = forms.ChoiceField(
        label=_("Cette heure existe deux fois cette nuit-là"),
        choices=[(FIRST, _("Avant le changement d’heure")), (SECOND, _("Après le changement d’heure"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        if not (self.is_bound and self._asks_which()):
            del self.fields["which"]

    def clean(self) -> dict[str, Any]:
        """Add `start` when day and hour make sense."""
        cleaned = super().clean() or self.cleaned_data
        if {"day", "starts"} <= cleaned.keys():
            self._settle(lambda which: {"start": instant(*self._typed("starts"), which=which)})
        return cleaned

    def _typed(self, *hours: str) -> tuple[Any, ...]:
        return (self.cleaned_data["day"], *(self.cleaned_data[name] for name in hours), self.place.zone)

    def _settle(self, moments: Callable[[str], dict[str, datetime]]) -> None:
        try:
            self.cleaned_data.update(moments(self.cleaned_data.get("which", "")))
        except StrangeTime as strange:
            self.add_error("which" if "which" in self.fields else "starts", strange.message)
        except OverflowError:
            self.add_error("day", _("Cette date est trop lointaine."))

    def _asks_which(self) -> bool:
        try:
            day: date = self._read("day")
            hours: list[time] = [self._read(name) for name in ("starts", "ends") if name in self.fields]
            return any(happens_twice(day, at, self.place.zone) for at in hours)
        except (forms.ValidationError, OverflowError):
            return False

    def _read(self, name: str) -> Any:
        return self.fields[name].clean(self.data.get(self.add_prefix(name)))


class StayForm(StartForm):
    """The same, until an hour; an end before the start is the day after."""

    ends = forms.TimeField(label=_("À"), widget=clock_input())

    def clean(self) -> dict[str, Any]:
        """Add `start` and `end` when day and hours make sense."""
        cleaned = self.cleaned_data
        if not {"day", "starts", "ends"} <= cleaned.keys():
            return cleaned
        if cleaned["starts"] == cleaned["ends"]:
            self.add_error("ends", _("La fin est aussi le début : donnez une autre heure de fin."))
            return cleaned
        self._settle(
            lambda which: dict(
                zip(("start", "end"), period(*self._typed("starts", "ends"), which=which), strict=True)
            )
        )
        return cleaned
