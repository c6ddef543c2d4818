from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.services.presence import MOST_DECLARED


class AttendanceForm(forms.Form):
    """How many came."""

    present = forms.IntegerField(
        label=_("Combien étiez-vous ?"),
        min_value=0,
        max_value=MOST_DECLARED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
