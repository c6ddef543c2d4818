"""Keys of access: the forms that add one and that open the door with one."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_KEY = _("L’appareil n’a donné aucune clé : il faut JavaScript pour s’en servir.")
NOT_ADDED = _("Cette clé n’a pas pu être ajoutée : la page avait peut-être trop attendu. Recommencez.")
OPENS_NOTHING = _(
    "Cette clé n’ouvre pas de compte ici : elle en a été retirée, ou la page a trop attendu. Recommencez, "
    "demandez un code par courriel, ou donnez votre mot de passe."
)
NAME = _("Son nom")
SUCH_AS = _("Pour la reconnaître : « mon téléphone », « la clé bleue ».")
NAME_LENGTH = 60


class AddKeyForm(AddWebAuthnForm):
    """A key, its name, and whether it opens the door alone."""

    name = forms.CharField(label=NAME, help_text=SUCH_AS, max_length=NAME_LENGTH, required=False)
    passwordless = forms.BooleanField(
        label=_("Entrer avec elle seule, sans mot de passe"),
        help_text=_(
            "L’appareil garde alors votre adresse avec la clé. Sinon, elle s’ajoute au mot de passe."
        ),
        initial=True,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NO_KEY, "invalid": NOT_ADDED}

    def clean(self) -> dict[str, Any]:
        """Refuse what the house did not ask for."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise ValidationError(NOT_ADDED, code="invalid") from wrong
        return cleaned


class EditKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=NAME, help_text=SUCH_AS, max_length=NAME_LENGTH)


class LoginKeyForm(LoginWebAuthnForm):
    """A key instead of a password, whoever holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NO_KEY, "invalid": OPENS_NOTHING}

    def clean_credential(self) -> Authenticator:
        """The same refusal for a key that was removed, one that was never here, and what is no key at all."""
        try:
            return super().clean_credential()
        except (ValidationError, AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise ValidationError(OPENS_NOTHING, code="unknown") from wrong
