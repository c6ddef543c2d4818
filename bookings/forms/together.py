from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from bookings.availability import rooms_of
from bookings.forms.booking import ChangeForm, RoomForm, taken_hours
from bookings.forms.rooms import named
from bookings.forms.stay import StayForm
from bookings.models import Booking
from people.models import Organisation
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.models import Place, Space

MOST_ROWS = 12
ROW = ("space", "day", "starts", "ends", "which")


def typed_rows(typed: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a page as they were typed, valid or not."""
    count = str(typed.get("lignes", ""))[:4]
    rows = range(min(int(count), MOST_ROWS)) if count.isdecimal() else range(0)
    return [{name: str(typed.get(f"r{index}-{name}", "")) for name in ROW} for index in rows]


class SpaceRowForm(StayForm):
    """One space among several, with its own hours."""

    space = forms.ChoiceField(label=_("Espace"))

    def __init__(self, *args: Any, place: Place, spaces: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        del self.fields["attendees"]
        self.spaces = {str(space.pk): space for space in spaces}
        set_choices(
            self.fields["space"],
            [("", _("Choisissez")), *((pk, named(space)) for pk, space in self.spaces.items())],
        )
        self.order_fields(list(ROW))

    def clean_space(self) -> Space:
        """The space whose key was chosen."""
        return self.spaces[self.cleaned_data["space"]]

    def hold(self, attendees: int) -> Hold:
        """The space as the ledger reads it; in a shared room, as many seats as there are people for them."""
        cleaned, space = self.cleaned_data, self.cleaned_data["space"]
        seats = min(attendees, space.seat_count) if space.seat_count else None
        return Hold(space, cleaned["start"], cleaned["end"], seats=seats)

    @property
    def is_filled(self) -> bool:
        """Whether it says a space and two moments in order."""
        return self.is_valid() and {"space", "start", "end"} <= self.cleaned_data.keys()


class TogetherForm(forms.Form):
    """A request for several spaces, each with its hours: one organiser, one price, one answer."""

    organisation = RoomForm.base_fields["organisation"]
    attendees = RoomForm.base_fields["attendees"]
    title = RoomForm.base_fields["title"]
    layout = forms.ChoiceField(
        label=_("Disposition"),
        choices=[("", _("Comme la salle se présente")), *Layout.choices],
        required=False,
    )
    is_public = RoomForm.base_fields["is_public"]
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self,
        data: Any = None,
        *,
        place: Place,
        spaces: Sequence[Space],
        organisations: Sequence[Organisation],
        rows: Sequence[Mapping[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.rows = [
            SpaceRowForm(data, initial=row, prefix=f"r{index}", place=place, spaces=spaces)
            for index, row in enumerate(rows)
        ]
        if organisations:
            mine = Organisation.objects.filter(pk__in=[organisation.pk for organisation in organisations])
            set_choices(self.fields["organisation"], mine)
        else:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        """Every row says a space and its hours, and no space is asked for twice at once."""
        cleaned = super().clean() or self.cleaned_data
        filled = [row for row in self.rows if row.is_filled]
        if len(filled) < len(self.rows):
            self.add_error(None, _("Il manque un espace ou une heure : voyez les lignes signalées."))
        if not self.rows:
            self.add_error(None, _("Choisissez au moins un espace."))
        for first, second in combinations(filled, 2):
            one, other = first.cleaned_data, second.cleaned_data
            if one["space"] == other["space"] and one["start"] < other["end"] and other["start"] < one["end"]:
                second.add_error("space", _("Cet espace est déjà dans la liste à ces heures."))
                self.add_error(None, _("%s est demandé deux fois en même temps.") % one["space"])
        return cleaned

    @property
    def holds(self) -> list[Hold]:
        """Every filled row as the ledger reads it."""
        attendees = self.cleaned_data.get("attendees") or 1
        return [row.hold(attendees) for row in self.rows if row.is_filled]

    def facts(self) -> dict[str, Any]:
        """What `book` takes besides rooms."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in ("title", "attendees", "layout", "is_public")}


def other_rows(booking: Booking, typed: Mapping[str, Any] | None = None) -> list[SpaceRowForm]:
    """A line for each space of a booking after the first, as it stands or as it was typed."""
    rows = list(booking.booked_spaces.all())[1:]
    spaces = rooms_of(booking.place) if rows else []
    return [
        SpaceRowForm(
            typed,
            prefix=f"r{index}",
            place=booking.place,
            spaces=spaces if row.space in spaces else [*spaces, row.space],
            initial=_as_typed(row.space_id, row.starts_at, row.ends_at, booking.place),
        )
        for index, row in enumerate(rows)
    ]


def rooms_typed(booking: Booking, form: ChangeForm, rows: Sequence[SpaceRowForm]) -> list[Hold]:
    """Every space of the booking as it was typed; what nobody types, the time to set up, stays."""
    holds = [form.hold(), *(row.hold(form.cleaned_data["attendees"]) for row in rows)]
    setups = [row.setup for row in booking.booked_spaces.all()]
    return [replace(hold, setup=setup) for hold, setup in zip(holds, setups, strict=True)]


def with_alternative(rows: Sequence[dict[str, Any]], taken: str, place: Place) -> list[dict[str, Any]]:
    """Put what was tapped, "row|space|start|end", in the place of that row; nonsense changes nothing."""
    index, _bar, rest = taken.partition("|")
    space, _bar, hours = rest.partition("|")
    moments = taken_hours(hours)
    if moments is None or not index.isdecimal() or int(index) >= len(rows):
        return list(rows)
    row = _as_typed(space, *moments, place)
    return [row if number == int(index) else old for number, old in enumerate(rows)]


def _as_typed(space: Any, start: datetime, end: datetime, place: Place) -> dict[str, str]:
    first, last = clock.local(start, place.zone), clock.local(end, place.zone)
    return {
        "space": str(space),
        "day": first.date().isoformat(),
        "starts": f"{first:%H:%M}",
        "ends": f"{last:%H:%M}",
    }
