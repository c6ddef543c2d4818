from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from bookings.errors import StrangeTime
from bookings.forms.days import day_field
from bookings.forms.stay import clock_input
from bookings.models.report import Urgency
from bookings.wallclock import FIRST, instant
from people.models import User
from people.unattended import UnattendedForm
from spaces.models import Place


class ReportForm(UnattendedForm):
    """What is wrong, where, how badly, with a photo if there is one."""

    what = forms.CharField(
        label=_("Qu’est-ce qui ne va pas ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    where = forms.CharField(
        label=_("Où exactement ?"),
        max_length=120,
        required=False,
        help_text=_("Par exemple : la fenêtre du fond."),
    )
    urgency = forms.ChoiceField(
        label=_("Est-ce pressé ?"), choices=Urgency.choices, widget=forms.RadioSelect, initial=Urgency.HINDERS
    )
    photo = forms.FileField(
        label=_("Une photo ?"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    email = forms.EmailField(
        label=_("Votre courriel, pour la suite"),
        max_length=254,
        required=False,
        help_text=_("Sans lui, gardez le lien de la page suivante."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]


class WordForm(forms.Form):
    """One more word on a report."""

    text = forms.CharField(
        label=_("Ajouter un mot"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettleForm(forms.Form):
    """It is done; a word for whoever reported, if there is one to say."""

    text = forms.CharField(
        label=_("Un mot pour la personne ?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TeamWordForm(WordForm):
    """A word for whoever reported, or a note within the team."""

    is_note = forms.BooleanField(label=_("Note pour l’équipe seulement"), required=False)


class AssignForm(forms.Form):
    """Who looks after it."""

    to = forms.ModelChoiceField(label=_("Qui s’en occupe ?"), queryset=User.objects.none())

    def __init__(self, *args: Any, team: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [person.pk for person in team]
        set_choices(self.fields["to"], User.objects.filter(pk__in=ids))


class CloseForm(forms.Form):
    """Until when the space is closed, and what the planning says of it."""

    day = day_field(_("Jusqu’au"))
    hour = forms.TimeField(label=_("À"), widget=clock_input())
    reason = forms.CharField(label=_("Raison affichée sur le planning"), max_length=120)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        self.place = place
        evening = clock.local(clock.now(), place.zone) + timedelta(days=1)
        kwargs.setdefault("initial", {"day": evening.date(), "hour": "22:00"})
        super().__init__(*args, **kwargs)

    def until(self) -> datetime:
        """The end, by the clock of the place. Raises StrangeTime."""
        try:
            return instant(self.cleaned_data["day"], self.cleaned_data["hour"], self.place.zone, which=FIRST)
        except OverflowError as error:
            raise StrangeTime("Cette date est trop lointaine.") from error
