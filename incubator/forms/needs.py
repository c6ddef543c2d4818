"""Reporting a need, and what the team says of it.

No third party stands against robots: a field that nobody sees, the time that a person takes, and a
pace that the view holds.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from incubator.enums import LIVING_IDEA, IdeaStatus, NeedStatus
from incubator.models import Idea, Need

STARTED_SALT = "incubator.need.started"
QUICKEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600


class NeedForm(forms.Form):
    """What is missing, where, to whom; a name and an address only for those who want news."""

    what = forms.CharField(
        label=_("Qu’est-ce qui manque ?"),
        help_text=_("Comme vous le diriez à une voisine. Une phrase suffit."),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Dites-nous ce qui manque, en une phrase.")},
    )
    where = forms.CharField(
        label=_("Où ?"), help_text=_("Un quartier, une rue, une commune."), max_length=120, required=False
    )
    whom = forms.CharField(
        label=_("À qui cela manque-t-il surtout ?"),
        help_text=_("Aux familles, à celles et ceux qui n’ont pas de voiture, à tout le monde…"),
        max_length=120,
        required=False,
    )
    name = forms.CharField(
        label=_("Votre prénom et votre nom"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_("Pour savoir ce que cela devient. Elle ne sert à rien d’autre."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Ne remplissez pas cette case"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    started = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started"].initial = _started()

    def clean_website(self) -> str:
        """A robot fills everything."""
        if self.cleaned_data["website"]:
            raise ValidationError(
                "Une case cachée a été remplie, comme le font les robots. Videz-la et renvoyez.", code="trap"
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """Take the time that a person takes."""
        cleaned = super().clean() or self.cleaned_data
        self._took_time()
        return cleaned

    def _took_time(self) -> None:
        try:
            started = int(signing.Signer(salt=STARTED_SALT).unsign(str(self.cleaned_data.get("started"))))
        except (signing.BadSignature, ValueError):
            started = 0
        if QUICKEST_SECONDS <= clock.now().timestamp() - started <= LONGEST_SECONDS:
            return
        # What is wrong once must be right the next time: the page starts its clock again.
        self.data = {**self.data.dict(), "started": _started()}  # type: ignore[attr-defined]
        raise ValidationError(
            "Ce formulaire est parti trop vite, ou il a trop attendu : votre texte est gardé, relisez-le "
            "et envoyez-le de nouveau.",
            code="quick",
        )


def _started() -> str:
    """When the page was opened, which nobody but us can have written."""
    return signing.Signer(salt=STARTED_SALT).sign(str(int(clock.now().timestamp())))


class ReadNeedForm(forms.Form):
    """What becomes of a need."""

    status = forms.ChoiceField(
        label=_("Ce qu’il devient"),
        choices=[
            (NeedStatus.HEARD, _("nous le gardons, et attendons d’en entendre d’autres")),
            (NeedStatus.JOINED, _("il rejoint une idée, ou en fait naître une")),
            (NeedStatus.ANSWERED, _("une réponse existe déjà")),
            (NeedStatus.DISCARDED, _("nous l’écartons : ce n’est pas un besoin, ou c’est un robot")),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("En quelques mots"),
        max_length=120,
        required=False,
        help_text=_("Ce que le site montre, sans rien qui désigne son auteur."),
    )
    is_public = forms.BooleanField(label=_("Le montrer sur le site"), required=False)
    idea = forms.ModelChoiceField(
        Idea.objects.none(),
        label=_("L’idée qu’il rejoint"),
        required=False,
        empty_label=_("une nouvelle idée"),
    )
    answer = forms.CharField(
        label=_("Ce que nous répondons à son auteur"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, need: Need) -> None:
        initial = {
            "status": need.status if need.status != NeedStatus.RECEIVED else None,
            "title": need.title,
            "is_public": need.is_public,
            "idea": need.idea_id,
            "answer": need.answer,
        }
        super().__init__(data, initial=initial)
        set_choices(
            self.fields["idea"],
            Idea.objects.filter(place=need.place, status__in=[*LIVING_IDEA, IdeaStatus.ON_HOLD]),
        )
