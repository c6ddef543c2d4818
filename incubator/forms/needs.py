"""Reporting a need, and what the team says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from incubator.enums import LIVING_IDEA, IdeaStatus, NeedStatus
from incubator.models import Idea, Need
from people.unattended import UnhurriedForm


class NeedForm(UnhurriedForm):
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
