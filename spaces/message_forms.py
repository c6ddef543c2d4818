"""« Nous écrire »: who, what about, what, and to which place when there are several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from people.models import User
from people.unattended import UnhurriedForm
from spaces.models import Place


class MessageForm(UnhurriedForm):
    """A message for those who run a place. Whoever has an account finds their name and address written."""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("À qui écrivez-vous ?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le lieu auquel vous écrivez.")},
    )
    subject = forms.CharField(label=_("À quel sujet ?"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Votre message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Écrivez votre message : une phrase suffit.")},
    )
    name = forms.CharField(
        label=_("Votre prénom et votre nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Dites-nous comment vous vous appelez.")},
    )
    email = forms.EmailField(
        label=_("Votre courriel"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Sans votre courriel, nous ne pouvons pas répondre.")},
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        person: User | None = None,
        slug: str = "",
        subject: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            set_choices(self.fields["place"], Place.objects.filter(pk__in=[place.pk for place in places]))
            self.initial["place"] = next((place.pk for place in places if place.slug == slug), None)
        else:
            del self.fields["place"]
        self.initial["subject"] = subject[:120]
        if person is not None:
            self.initial.update({"name": person.name[:120], "email": person.email})
