"""The small forms around a dossier, which no editor composes."""

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
    )


class InviteForm(forms.Form):
    """Somebody to write with."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(
        label=_("Ce que cette personne vient faire"), choices=Role, widget=forms.RadioSelect
    )


class MessageForm(forms.Form):
    """A word to the team, or back."""

    body = forms.CharField(label=_("Votre message"), max_length=5000, widget=forms.Textarea)
