from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.agenda import Plan
from bookings.models import BookingSeries
from bookings.services.series import recurrence_of
from spaces.holidays import is_school_holiday, public_holiday, school_dates_known_until
from spaces.wording import day as written_day

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
        self.unknown = ""

    def without_holidays(self, plan: Plan) -> Plan:
        """The plan less the holidays that this form leaves out.

        `left_out` then says why, date by date, and `unknown` what nobody has published.
        """
        school_zone, days = plan.space.place.school_zone, plan.recurrence.days()
        self.left_out = {day: why for day in days if (why := self._why_left_out(day, school_zone))}
        self.unknown = self._what_is_unknown(days, school_zone)
        return replace(plan, recurrence=replace(plan.recurrence, exdates=frozenset(self.left_out)))

    def _why_left_out(self, day: date, school_zone: str) -> str:
        if self.cleaned_data["skip_public"] and (name := public_holiday(day)):
            return name
        school = self.cleaned_data["skip_school"] and is_school_holiday(day, school_zone)
        return "vacances scolaires" if school else ""

    def _what_is_unknown(self, days: Sequence[date], school_zone: str) -> str:
        known_until = school_dates_known_until()
        if not days or not self.cleaned_data["skip_school"]:
            return ""
        if not school_zone:
            return (
                "Ce lieu n’a pas dit sa zone scolaire : aucune date n’est laissée de côté "
                "pour les vacances scolaires."
            )
        if days[-1] <= known_until:
            return ""
        return (
            f"Les vacances scolaires ne sont publiées que jusqu’au {written_day(known_until)} : "
            "après, aucune date n’est laissée de côté pour elles."
        )


def holidays_of(series: BookingSeries) -> dict[str, bool]:
    """The same answers, as the dates of a series tell them."""
    zone = series.place.school_zone
    return {
        "skip_school": any(
            is_school_holiday(day, zone) and not public_holiday(day) for day in series.exdates
        ),
        "skip_public": not any(public_holiday(day) for day in recurrence_of(series).days()),
    }
