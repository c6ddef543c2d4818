"""What the team says of a dossier that came on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from incubator.models import Call

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ScansInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ScansField(forms.FileField):
    """One file at least, each by itself."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file that came."""
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(ScansField, self).clean(one, initial) for one in data]


class AddressForm(forms.Form):
    """Where to write to somebody whose dossier came on paper."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_(
            "Relisez-la lettre à lettre avec la personne : le dossier s’ouvre à qui reçoit les courriels de "
            "cette adresse."
        ),
        error_messages={"required": _("Écrivez l’adresse, par exemple prenom.nom@exemple.fr.")},
    )


class OnPaperForm(forms.Form):
    """Whose it is, when it came, and the paper itself."""

    name = forms.CharField(
        label=_("Prénom et nom de la personne qui le porte"),
        max_length=150,
        error_messages={"required": _("Écrivez qui porte ce dossier.")},
    )
    title = forms.CharField(label=_("Nom du projet"), max_length=80)
    received_at = forms.DateTimeField(
        label=_("Reçu le"),
        widget=MOMENT,
        help_text=_(
            "Le jour et l’heure où le papier est arrivé : c’est ce moment qui compte pour la clôture."
        ),
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        required=False,
        help_text=_(
            "Avec une adresse, la personne reçoit l’accusé de réception et suit son dossier en ligne."
        ),
    )
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    scans = ScansField(
        label=_("Le papier, numérisé ou photographié"),
        widget=ScansInput(attrs={"multiple": True}),
        help_text=_("PDF ou images, plusieurs fichiers s’il le faut. L’équipe le lit, pas le jury."),
        error_messages={"required": _("Joignez le papier numérisé : c’est lui qui fait foi.")},
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["received_at"].initial = call.local(clock.now())

    def clean_received_at(self) -> datetime:
        """The hour typed is that of the place of the call."""
        moment: datetime = self.cleaned_data["received_at"]
        return moment.replace(tzinfo=self.call.place.zone)

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)
