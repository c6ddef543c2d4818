"""What the team types about closures and agreements in the back office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

import clock
from backoffice.choices import set_choices
from bookings.enums import ClosureKind
from bookings.errors import StrangeTime
from bookings.models import OccupancyAgreement
from bookings.rehousing import Displaced
from bookings.wallclock import FIRST, SECOND, instant
from people.access import Visitor
from people.models import Organisation
from spaces.holds import Hold
from spaces.models import Place, Space

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
CANCEL = "cancel"


class WallClockField(forms.DateTimeField):
    """What somebody reads on the clock of a place, before anybody knows which place."""

    def to_python(self, value: Any) -> datetime | None:
        """The bare hour: Django would read it by the clock of the server."""
        if value in self.empty_values:
            return None
        return forms.fields.BaseTemporalField.to_python(self, value)


class ClosureForm(forms.Form):
    """Which rooms, from when to when, why."""

    spaces = forms.ModelMultipleChoiceField(
        Space.objects.none(), label="Espaces", widget=forms.CheckboxSelectMultiple
    )
    starts_at = WallClockField(label="De", widget=MOMENT, input_formats=MOMENTS)
    ends_at = WallClockField(label="À", widget=MOMENT, input_formats=MOMENTS)
    kind = forms.ChoiceField(label="Nature", choices=ClosureKind.choices)
    reason = forms.CharField(
        label="Raison", max_length=100, help_text="Elle s’affiche sur le planning et dans les courriels."
    )

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Space.objects.managed_by(user).filter(is_archived=False).select_related("place")
        set_choices(self.fields["spaces"], rooms.order_by("place", "floor", "door_number", "name"))

    def clean(self) -> dict[str, Any]:
        """Read the hours by the clock of the place; refuse the order that no clock shows."""
        cleaned = super().clean() or {}
        spaces, start, end = (cleaned.get(name) for name in ("spaces", "starts_at", "ends_at"))
        if spaces and start and end:
            zone = spaces[0].place.zone
            # An hour that the night shows twice closes from its first time to its second: nothing slips between.
            for name, moment, which in (("starts_at", start, FIRST), ("ends_at", end, SECOND)):
                try:
                    cleaned[name] = instant(moment.date(), moment.time(), zone, which=which)
                except StrangeTime as strange:
                    self.add_error(name, strange.message)
            if end <= start and not self.errors:
                self.add_error("ends_at", "La fin doit venir après le début.")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is asked."""
        return {**self.cleaned_data, "spaces": list(self.cleaned_data["spaces"])}

    @property
    def holds(self) -> list[Hold]:
        """What the ledger would be asked."""
        facts = self.cleaned_data
        return [Hold(space, facts["starts_at"], facts["ends_at"]) for space in facts["spaces"]]


class AgreementForm(forms.ModelForm):
    """The terms of a draft."""

    spaces = forms.ModelMultipleChoiceField(
        Space.objects.none(), label="Espaces occupés", required=False, widget=forms.CheckboxSelectMultiple
    )
    seats = forms.IntegerField(
        label="Places, dans un espace partagé",
        required=False,
        min_value=1,
        help_text="Vide : chaque espace est occupé en entier.",
    )

    class Meta:
        model = OccupancyAgreement
        fields = (
            "place", "organisation", "kind", "purpose", "starts_on", "ends_on", "is_head", "head_agreement",
            "fee", "service_charge", "deposit", "insurance_expires_on",
        )  # fmt: skip
        widgets = {"starts_on": DAY, "ends_on": DAY, "insurance_expires_on": DAY}

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.managed_by(user)
        rooms = Space.objects.filter(place__in=places, is_archived=False).order_by(
            "floor", "door_number", "name"
        )
        set_choices(self.fields["place"], places)
        self.fields["place"].initial = places.first()
        set_choices(self.fields["organisation"], Organisation.objects.order_by("name"))
        set_choices(
            self.fields["head_agreement"],
            OccupancyAgreement.objects.filter(place__in=places, is_head=True).select_related("organisation"),
        )
        set_choices(self.fields["spaces"], rooms)
        rows = list(self.instance.agreed_spaces.all()) if not self.instance._state.adding else []
        self.fields["spaces"].initial = [row.space_id for row in rows]
        self.fields["seats"].initial = next((row.seats for row in rows if row.seats), None)

    @property
    def agreed(self) -> Mapping[Space, int | None]:
        """The spaces, with the seats of those which are shared."""
        seats = self.cleaned_data["seats"]
        return {space: seats if space.seat_count else None for space in self.cleaned_data["spaces"]}


class OnDayForm(forms.Form):
    """The day of a signature, or of an end."""

    on = forms.DateField(label="Le", widget=DAY)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label


class DocumentForm(forms.Form):
    """The signed paper."""

    upload = forms.FileField(label="Le document signé, en PDF ou en photographie")


def decisions(data: QueryDict, displaced: Sequence[Displaced]) -> Mapping[UUID, Sequence[Hold] | None] | None:
    """What was chosen for each booking: its rooms, or None to cancel. None at all while one is undecided."""
    chosen: dict[UUID, Sequence[Hold] | None] = {}
    for row in displaced:
        said = data.get(f"way-{row.booking.pk}", "")
        if said == CANCEL:
            chosen[row.booking.pk] = None
            continue
        way = next((way for way in row.ways if way.key == said), None)
        if way is None:
            return None
        chosen[row.booking.pk] = way.rooms
    return chosen


def first_hours(now: datetime) -> dict[str, datetime]:
    """A closure begins at the next quarter, for the day, unless somebody says otherwise."""
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
    return {"starts_at": start, "ends_at": start + timedelta(hours=8)}


def today_of(place: Place) -> dict[str, Any]:
    """The day that forms begin with."""
    return {"on": clock.today(place.zone)}
