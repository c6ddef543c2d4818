from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from bookings.ical.intake import LARGEST
from people.models import User
from spaces.models import Space


class CalendarFileForm(forms.Form):
    """A calendar file, and the space that it holds."""

    space = forms.ModelChoiceField(
        label=_("Espace"), queryset=Space.objects.none(), empty_label=_("Choisissez un espace")
    )
    name = forms.CharField(
        label=_("Nom de l’agenda"), max_length=120, required=False, help_text=_("Celui du fichier sinon.")
    )
    file = forms.FileField(
        label=_("Fichier .ics"), widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Space.objects.managed_by(user).select_related("place")
        set_choices(self.fields["space"], rooms.order_by("place", "door_number", "name"))

    def clean_file(self) -> UploadedFile:
        """Refuse what is too heavy before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("Ce fichier est trop lourd pour un agenda."))
        return file

    def clean(self) -> dict[str, Any]:
        """Call the calendar by its file when nobody named it."""
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned and not cleaned.get("name"):
            cleaned["name"] = (cleaned["file"].name or "Agenda").rpartition(".")[0][:120] or "Agenda"
        return cleaned
