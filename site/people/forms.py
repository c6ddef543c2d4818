"""Forms of accounts and rights."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from people.grants import Grantable, grantables
from people.models import User


class OpenAccountForm(SignupForm):
    """A name and an address: the first sign-in goes by a code, a password may come later."""

    name = forms.CharField(
        label=_("Prénom et nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.order_fields(self.field_order)


class TargetForm(forms.Form):
    """A person, by e-mail, and an object among those that the asker runs."""

    email = forms.EmailField(label=_("Adresse électronique de la personne"))
    target = forms.ChoiceField(label=_("Où"))

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker = asker
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (str(grantable.model._meta.verbose_name_plural).capitalize(), choices)
            for grantable in grantables()
            if (
                choices := [
                    (f"{grantable.model._meta.label_lower}:{target.pk}", str(target))
                    for target in grantable.given_by(asker)
                ]
            )
        ]

    def clean_email(self) -> User:
        """The person behind the address."""
        person = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if person is None:
            raise forms.ValidationError(
                _("Personne n’a de compte à cette adresse. Demandez-lui d’en ouvrir un, puis revenez ici.")
            )
        return person

    def clean_target(self) -> tuple[Grantable, Model]:
        """The object, fetched again through what the asker runs."""
        label, _separator, pk = self.cleaned_data["target"].partition(":")
        grantable = next(found for found in grantables() if found.model._meta.label_lower == label)
        return grantable, grantable.given_by(self.asker).get(pk=pk)


class GrantForm(TargetForm):
    """Give one permission on one object to one person."""

    permission = forms.ChoiceField(label=_("Ce que la personne pourra y faire"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permission"].choices = [  # type: ignore[attr-defined]
            (codename, sentence.format(person="Cette personne", target=grantable.model._meta.verbose_name))
            for grantable in grantables()
            for codename, sentence in grantable.sentences.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a permission that means nothing on the chosen object."""
        cleaned = super().clean() or {}
        if "target" in cleaned and cleaned.get("permission") not in cleaned["target"][0].sentences:
            self.add_error("permission", _("Ce droit ne va pas avec cet endroit : choisissez-en un autre."))
        return cleaned
