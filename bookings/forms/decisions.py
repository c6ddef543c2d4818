from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking


class RefusalForm(forms.Form):
    """Why a request is refused."""

    reason = forms.CharField(
        label=_("Pourquoi ?"), max_length=300, help_text=_("La personne lira cette phrase.")
    )


class BatchForm(forms.Form):
    """One answer to several requests."""

    APPROVE, REFUSE = "valider", "refuser"

    bookings = forms.ModelMultipleChoiceField(
        queryset=Booking.objects.none(),
        error_messages={"required": _("Cochez au moins une demande.")},
    )
    deed = forms.ChoiceField(choices=[(APPROVE, _("Valider")), (REFUSE, _("Refuser"))])
    reason = forms.CharField(
        label=_("Pourquoi refuser ?"),
        max_length=300,
        help_text=_("Chaque personne lira cette phrase."),
        error_messages={"required": _("Dites pourquoi : chaque personne lira cette phrase.")},
    )

    def clean(self) -> dict[str, Any]:
        """Only a refusal says why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deed") == self.APPROVE:
            self.errors.pop("reason", None)
        return cleaned


class CancelForm(forms.Form):
    """Why a booking is cancelled, if one wishes to say."""

    reason = forms.CharField(label=_("Une raison ?"), max_length=300, required=False)
