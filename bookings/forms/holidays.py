from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.agenda import Plan
from bookings.models import BookingSeries
from bookings.services.series import recurrence_of
from spaces.holidays import is_school_holiday, public_holiday

NOTHING_LEFT = _(
    "Toutes ces dates tombent pendant des vacances ou des jours fériés : allez plus loin, ou gardez-les."
)


class HolidaysForm(forms.Form):
    """Which holidays a regular booking leaves out."""

    skip_school = forms.BooleanField(label=_("Sauf pendant les vacances scolaires"), required=False)
    skip_public = forms.BooleanField(label=_("Sauf les jours fériés"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_out: dict[date, str] = {}

    def without_holidays(self, plan: Plan) -> Plan:
        """The plan less the holidays that this form leaves out; `left_out` then says why, date by date."""
        school_zone = plan.space.place.school_zone
        self.left_out = {
            day: why for day in plan.recurrence.days() if (why := self._why_left_out(day, school_zone))
        }
        return replace(plan, recurrence=replace(plan.recurrence, exdates=frozenset(self.left_out)))

    def _why_left_out(self, day: date, school_zone: str) -> str:
        if self.cleaned_data["skip_public"] and (name := public_holiday(day)):
            return name
        school = self.cleaned_data["skip_school"] and is_school_holiday(day, school_zone)
        return "vacances scolaires" if school else ""


def holidays_of(series: BookingSeries) -> dict[str, bool]:
    """The same answers, as the dates of a series tell them."""
    zone = series.place.school_zone
    return {
        "skip_school": any(
            is_school_holiday(day, zone) and not public_holiday(day) for day in series.exdates
        ),
        "skip_public": not any(public_holiday(day) for day in recurrence_of(series).days()),
    }
