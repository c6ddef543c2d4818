"""A day that people type, among those that calendars can count: nothing follows Python's last day."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

WITHIN_REACH = (
    MinValueValidator(date(1900, 1, 1), _("Cette date est trop ancienne.")),
    MaxValueValidator(date(2999, 12, 31), _("Cette date est trop lointaine.")),
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=WITHIN_REACH,
        **more,
    )
