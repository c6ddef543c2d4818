"""Forms of accounts and rights."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm, SignupForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from people.explaining import behind
from people.grants import Grantable, grantables
from people.models import Departure, Membership, Organisation, Paper, User
from people.throttle import allows, here


class _InOurWords(forms.Form):
    """The library says « e-mail », the house « courriel »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login" if "login" in self.fields else "email"]
        field.label = _("Courriel")
        field.widget.attrs.pop("placeholder", None)


class EnterForm(_InOurWords, LoginForm):
    """An address and a password."""


class AddAddressForm(_InOurWords, AddEmailForm):
    """One more address of the same person."""


class OpenAccountForm(_InOurWords, SignupForm):
    """A name and an address: the first sign-in goes by a code, a password may come later."""

    name = forms.CharField(
        label=_("Prénom et nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        """The same answer whether the address has an account or not, and few mails to one mailbox."""
        email: str = super().clean_email()
        if not allows(context.request, "signup", account=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class AskCodeForm(_InOurWords, RequestLoginCodeForm):
    """Ask for a code: counted per account and address, so that nobody asks in vain because of another."""

    def clean_email(self) -> str:
        """The same answer whether the address has an account or not."""
        email: str = self.cleaned_data["email"]
        adapter = get_adapter()
        users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        key = here(context.request, email)
        if not ratelimit.consume(
            context.request, app="allauth.account", action="request_login_code", key=key
        ):
            raise adapter.validation_error("too_many_login_attempts")
        self._user = users[0] if users else None
        return email


class ForgottenPasswordForm(_InOurWords, ResetPasswordForm):
    """Ask for another password: counted per account and address, so that a stranger cannot use up one's tries."""

    def clean_email(self) -> str:
        """The same answer whether the address has an account or not."""
        email: str = super().clean_email()
        if not allows(context.request, "forgotten", account=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class TargetForm(forms.Form):
    """A person, by e-mail, and an object among those that the asker runs."""

    email = forms.EmailField(label=_("Adresse électronique de la personne"))
    target = forms.ChoiceField(label=_("Où"))

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker = asker
        set_choices(
            self.fields["target"],
            [
                (str(grantable.model._meta.verbose_name_plural).capitalize(), choices)
                for grantable in grantables()
                if (
                    choices := [
                        (f"{grantable.model._meta.label_lower}:{target.pk}", str(target))
                        for target in grantable.given_by(asker)
                    ]
                )
            ],
        )

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


class WhyForm(TargetForm):
    """A person, and an object: one of those that the asker runs, or the one behind the address of a page."""

    address = forms.CharField(
        label=_("Ou l’adresse de la page"),
        required=False,
        max_length=500,
        help_text=_(
            "Copiez-la de votre navigateur : celle d’une réservation, d’un dossier, d’un appel, d’une rencontre, "
            "d’un espace, d’un message ou d’un document."
        ),
    )

    field_order = ["email", "target", "address"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        target.required = False
        target.choices = [("", "—"), *target.choices]  # type: ignore[attr-defined]

    def clean_target(self) -> Model | None:  # type: ignore[override]
        """The object chosen, if one was."""
        return super().clean_target()[1] if self.cleaned_data["target"] else None

    def clean(self) -> dict[str, Any]:
        """One object, and only one."""
        cleaned = super().clean() or {}
        address = cleaned.get("address", "").strip()
        if address and cleaned.get("target"):
            self.add_error("address", _("Choisissez un endroit, ou donnez une adresse : pas les deux."))
        elif address:
            cleaned["target"] = behind(address, self.asker)
            if cleaned["target"] is None:
                self.add_error(
                    "address",
                    _("Cette adresse n’est pas celle d’une page que vous gérez et que cette page explique."),
                )
        elif not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", _("Choisissez un endroit, ou donnez l’adresse d’une page."))
        return cleaned


class GrantForm(TargetForm):
    """Give one permission on one object to one person."""

    permission = forms.ChoiceField(label=_("Ce que la personne pourra y faire"))
    organisation = forms.ModelChoiceField(
        label=_("Au titre de sa structure"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Le droit s’éteint alors le jour où la personne quitte cette structure."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self.fields["permission"],
            [
                (
                    capfirst(grantable.model._meta.verbose_name),
                    [
                        (codename, capfirst(sentence.format(person="", target="…").strip()))
                        for codename, sentence in grantable.sentences.items()
                    ],
                )
                for grantable in grantables()
            ],
        )
        set_choices(self.fields["organisation"], Organisation.objects.visible_to(self.asker))

    def clean(self) -> dict[str, Any]:
        """Refuse a permission that means nothing on the chosen object, and a structure not the person's."""
        cleaned = super().clean() or {}
        cleaned["membership"] = None
        if cleaned.get("organisation") and "email" in cleaned:
            theirs = cleaned["email"].active_memberships().filter(organisation=cleaned["organisation"])
            cleaned["membership"] = theirs.first()
            if cleaned["membership"] is None:
                self.add_error(
                    "organisation", _("Cette personne ne fait pas partie de cette structure aujourd’hui.")
                )
        if "target" in cleaned and cleaned.get("permission") not in cleaned["target"][0].sentences:
            self.add_error("permission", _("Ce droit ne va pas avec cet endroit : choisissez-en un autre."))
        return cleaned


class MergeForm(forms.Form):
    """Which record is one too many."""

    duplicate = forms.ModelChoiceField(
        label=_("L’autre fiche de la même structure"),
        queryset=Organisation.objects.none(),
        help_text=_("Tout ce qui s’y rattache passe ici, puis elle disparaît."),
    )

    def __init__(self, *args: Any, kept: Organisation, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        set_choices(self.fields["duplicate"], Organisation.objects.changeable_by(asker))


class DepartureForm(forms.Form):
    """The last day, and what was handed back."""

    leaves_on = forms.DateField(
        label=_("Dernier jour dans la maison"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, departure: Departure | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if departure is None:
            return
        steps = list(departure.steps.all())
        self.fields["leaves_on"].initial = departure.leaves_on
        self.fields["steps"] = forms.TypedMultipleChoiceField(
            label=_("Fait de la main à la main"),
            choices=[(step.pk, step.label) for step in steps],
            initial=[step.pk for step in steps if step.done_at],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class PaymentForm(forms.Form):
    """The day a fee was paid."""

    paid_on = forms.DateField(
        label=_("Payée le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class InviteForm(forms.Form):
    """Whom to ask, and as what."""

    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(label=_("Rôle"), choices=Membership.Role.choices)


class PaperForm(forms.ModelForm):
    """A document and its file."""

    file = forms.FileField(
        label=_("Fichier"), required=False, help_text=_("PDF, image ou document, 20 Mo au plus.")
    )

    class Meta:
        model = Paper
        fields = ["kind", "label", "valid_from", "valid_until"]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class DirectoryForm(forms.ModelForm):
    """What the public directory says of an organisation."""

    picture = forms.FileField(
        label=_("Logo"), required=False, help_text=_("Une image PNG, JPEG ou WebP, 5 Mo au plus.")
    )
    no_logo = forms.BooleanField(label=_("Ne plus montrer de logo"), required=False)

    class Meta:
        model = Organisation
        fields = ["in_directory", "presentation", "website", "public_email", "public_phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            self.fields.pop("no_logo")


class NameForm(forms.Form):
    """The name of somebody whom we do not know yet."""

    name = forms.CharField(
        label=_("Prénom et nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
