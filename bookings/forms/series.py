from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from bookings.forms.days import day_field
from bookings.forms.holidays import HolidaysForm
from bookings.forms.rooms import offer_rooms
from bookings.forms.stay import clock_input
from bookings.models import Booking, BookingSeries
from bookings.wallclock import lasting
from spaces.models import Space
from spaces.wording import day as written_day


class SinceForm(forms.Form):
    """From which date on: the others stay as they are."""

    since = forms.ChoiceField(label=_("À partir du"))

    def __init__(self, *args: Any, coming: Sequence[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coming = {str(row.pk): row for row in coming}
        days = [(key, written_day(clock.local(row.starts_at, row.zone))) for key, row in self.coming.items()]
        set_choices(self.fields["since"], days)

    def first(self) -> Booking:
        """The booking of that date."""
        return self.coming[self.cleaned_data["since"]]


class HoursForm(SinceForm):
    """Other hours or another room; each date keeps its day."""

    starts = forms.TimeField(label=_("De"), widget=clock_input())
    ends = forms.TimeField(label=_("À"), widget=clock_input())
    space = forms.ModelChoiceField(label=_("Espace"), queryset=Space.objects.none(), empty_label=None)

    def __init__(self, *args: Any, series: BookingSeries, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Space.objects.bookable().filter(place=series.place)
        # A regular booking takes its room whole; only the one it has already may be a shared one.
        rooms = rooms.filter(Q(seat_count__isnull=True) | Q(pk=series.space_id))
        offer_rooms(self.fields["space"], rooms)

    def clean(self) -> dict[str, Any]:
        """Add `duration`; an end before the start is the day after."""
        cleaned = super().clean() or self.cleaned_data
        if not {"starts", "ends"} <= cleaned.keys():
            return cleaned
        if cleaned["starts"] == cleaned["ends"]:
            self.add_error("ends", _("La fin est aussi le début : donnez une autre heure de fin."))
            return cleaned
        cleaned["duration"] = lasting(cleaned["starts"], cleaned["ends"])
        return cleaned


class GiveBackForm(SinceForm):
    """Why these dates are given back, if one wishes to say."""

    reason = forms.CharField(label=_("Une raison ?"), max_length=300, required=False)


class RenewForm(HolidaysForm):
    """Until when it goes on, and without which holidays."""

    until = day_field(_("Jusqu’au"))
