"""Forms that anybody may send, without an account: what keeps machines away without asking anyone else.

No third party stands in the way: a field that nobody sees, the time that a person takes, and a pace that
the view holds.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock

STARTED_SALT = "people.unattended.started"
QUICKEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600


class UnattendedForm(forms.Form):
    """A field that people do not see, and that machines fill."""

    website = forms.CharField(
        label=_("Ne remplissez pas cette case"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.data.get(self.add_prefix("website"), "").strip())

    def visible_ones(self) -> list[Any]:
        """The fields that people see, in their order."""
        return [self[name] for name in self.fields if name != "website"]


class UnhurriedForm(UnattendedForm):
    """The same, and the time that a person takes to write. What was typed is kept, whatever is refused."""

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
        self.data = {**self.data, "started": _started()}
        raise ValidationError(
            "Ce formulaire est parti trop vite, ou il a trop attendu : votre texte est gardé, relisez-le "
            "et envoyez-le de nouveau.",
            code="quick",
        )


def _started() -> str:
    """When the page was opened, which nobody but us can have written."""
    return signing.Signer(salt=STARTED_SALT).sign(str(int(clock.now().timestamp())))
