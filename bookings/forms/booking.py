from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from bookings.forms.rooms import offer_rooms
from bookings.forms.stay import StayForm
from bookings.models import Booking
from people.models import Organisation
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.models import Space


class RoomForm(StayForm):
    """Everything said of a booking of one room."""

    organisation = forms.ModelChoiceField(
        label=_("Pour quelle structure ?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("En mon nom"),
    )
    title = forms.CharField(
        label=_("Ce que vous y faites"),
        max_length=120,
        help_text=_("Affiché sur le planning seulement si vous cochez la case ci-dessous."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    layout = forms.ChoiceField(label=_("Disposition"), widget=forms.RadioSelect, required=False)
    is_public = forms.BooleanField(label=_("Ouvert au public : annoncer dans l’agenda"), required=False)

    def __init__(self, *args: Any, space: Space, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, place=space.place, **kwargs)
        self.space = space
        self.fields["attendees"].widget.attrs["max"] = space.safety_capacity or space.capacity or 10_000
        set_for = {row.layout for row in space.layouts.all()}
        layouts = [choice for choice in Layout.choices if choice[0] in set_for]
        if layouts:
            set_choices(self.fields["layout"], layouts)
            self.fields["layout"].initial = layouts[0][0]
            self.fields["layout"].required = True
        else:
            del self.fields["layout"]
        if organisations:
            ids = [organisation.pk for organisation in organisations]
            set_choices(self.fields["organisation"], Organisation.objects.filter(pk__in=ids))
        else:
            del self.fields["organisation"]
        self.order_fields(
            ["day", "starts", "ends", "which", "organisation", "attendees", "title", "layout", "is_public"]
        )

    def hold(self, start: datetime | None = None, end: datetime | None = None) -> Hold:
        """The room as the ledger reads it; shared rooms are taken seat by seat."""
        cleaned = self.cleaned_data
        seats = cleaned["attendees"] if self.space.seat_count else None
        return Hold(self.space, start or cleaned["start"], end or cleaned["end"], seats=seats)

    def facts(self) -> dict[str, Any]:
        """What `book` and `reschedule` take besides rooms."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "attendees": cleaned["attendees"],
            "layout": cleaned.get("layout", ""),
            "is_public": cleaned["is_public"],
        }


class BookingForm(RoomForm):
    """A request for a room; `key` makes a double click one booking, `take` an alternative one tap."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    take = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Let the alternative that was tapped decide of the hours."""
        taken = taken_hours(self.data.get("take", ""))
        if taken is None:
            return super().clean()
        for name in ("day", "starts", "ends", "which"):
            self.errors.pop(name, None)
        self.cleaned_data["start"], self.cleaned_data["end"] = taken
        # Another room may not be set as the first one was.
        if "layout" in self.errors:
            del self.errors["layout"]
            self.cleaned_data["layout"] = ""
        return self.cleaned_data


class ChangeForm(RoomForm):
    """The same facts, for a booking that stands."""

    def __init__(self, *args: Any, booking: Booking, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, space=space, organisations=[], **kwargs)
        self.booking = booking
        # Booked as the room comes, with others or at the desk: nobody asks for more to change its hour.
        if "layout" in self.fields and not booking.layout:
            self.fields["layout"].required = False

    def hold(self, start: datetime | None = None, end: datetime | None = None) -> Hold:
        """The room as the ledger reads it: whole when it was held whole."""
        row = self.booking.booked_spaces.all()[0]
        return replace(
            super().hold(start, end), seats=row.seats_of(self.space, self.cleaned_data["attendees"])
        )


class MoveForm(StayForm):
    """Another room, day or hour for a booking that stands; what dragging it on the planning fills in."""

    space = forms.ModelChoiceField(label=_("Espace"), queryset=Space.objects.none(), empty_label=None)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, place=booking.place, **kwargs)
        del self.fields["attendees"]
        self.booking = booking
        rooms = Space.objects.bookable().filter(place=booking.place).prefetch_related("layouts")
        offer_rooms(self.fields["space"], rooms)
        self.order_fields(["space", "day", "starts", "ends", "which"])

    def hold(self) -> Hold:
        """The room as the ledger reads it, with the time to set up that was asked for."""
        cleaned = self.cleaned_data
        row = self.booking.booked_spaces.all()[0]
        seats = row.seats_of(cleaned["space"], self.booking.attendees)
        return Hold(cleaned["space"], cleaned["start"], cleaned["end"], row.setup, seats)

    def layout(self) -> str:
        """The layout that was asked for, where this room can be set so."""
        offered = [row.layout for row in self.cleaned_data["space"].layouts.all()]
        if self.booking.layout in offered:
            return self.booking.layout
        return offered[0] if offered else ""


def taken_hours(value: str) -> tuple[datetime, datetime] | None:
    """Two instants out of "2026-11-24T15:00:00+00:00|2026-11-24T16:00:00+00:00"."""
    first, _, last = value.partition("|")
    try:
        start, end = parse_datetime(first), parse_datetime(last)
    except ValueError:
        return None
    if start is None or end is None or start.tzinfo is None or end.tzinfo is None:
        return None
    return start, end
