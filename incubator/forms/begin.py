"""The small forms around a dossier, which no editor composes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incubator.enums import Role


class BeginForm(forms.Form):
    """A dossier begins with a name."""

    title = forms.CharField(
        label=_("Comment s’appelle votre projet ?"),
        help_text=_("Un nom de travail suffit, vous pourrez le changer."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Donnez-lui un nom, même provisoire.")},
    )


class InviteForm(forms.Form):
    """Somebody to write with."""

    name = forms.CharField(
        label=_("Prénom et nom"),
        max_length=150,
        error_messages={"required": _("Écrivez comment s’appelle cette personne.")},
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        error_messages={"required": _("Écrivez l’adresse où lui envoyer l’invitation.")},
    )
    role = forms.ChoiceField(
        label=_("Ce que cette personne vient faire"),
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qu’elle pourra faire.")},
    )


class MessageForm(forms.Form):
    """A word to the team, or back."""

    body = forms.CharField(
        label=_("Votre message"),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": _("Écrivez d’abord votre message.")},
    )


class EligibilityForm(forms.Form):
    """The first criteria of a call, asked before anybody writes a line. Nothing of it is kept."""

    ANSWERS = (("oui", _("Oui")), ("non", _("Non")), ("doute", _("Je ne sais pas")))

    def __init__(self, data: Any, *, criteria: Sequence[str]) -> None:
        super().__init__(data)
        self.criteria = list(criteria)
        for rank, criterion in enumerate(self.criteria):
            self.fields[f"critere-{rank}"] = forms.ChoiceField(
                label=criterion,
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Répondez, ou choisissez « Je ne sais pas ».")},
            )

    def said(self, answer: str) -> list[str]:
        """The criteria answered so."""
        return [
            criterion
            for rank, criterion in enumerate(self.criteria)
            if self.cleaned_data.get(f"critere-{rank}") == answer
        ]

    @property
    def verdict(self) -> str:
        """« no » as soon as one is missing, « unsure » as soon as one is doubtful."""
        if self.said("non"):
            return "no"
        return "unsure" if self.said("doute") else "yes"


class CallBackForm(forms.Form):
    """A number to call."""

    phone = forms.CharField(
        label=_("Votre téléphone"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        error_messages={"required": _("Écrivez le numéro où vous appeler.")},
    )
    when = forms.CharField(
        label=_("Quand vous joindre"), max_length=80, required=False, help_text=_("Par exemple : le soir.")
    )


class EraseForm(forms.Form):
    """The number of the dossier, typed again: erasing cannot be undone."""

    number = forms.CharField(
        label=_("Pour confirmer, recopiez le numéro du dossier"),
        max_length=12,
        error_messages={"required": _("Recopiez le numéro du dossier, tel quel.")},
    )

    def __init__(self, data: Any = None, *, number: str) -> None:
        super().__init__(data)
        self.expected = number

    def clean_number(self) -> str:
        """The very number."""
        typed: str = self.cleaned_data["number"].strip()
        if typed != self.expected:
            raise forms.ValidationError(f"Recopiez {self.expected}, tel quel.")
        return typed
