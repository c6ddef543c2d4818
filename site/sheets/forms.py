"""Forms of the pages of imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sheets.registry import Importer


class BringForm(forms.Form):
    """A list, and where it goes when there is a choice."""

    file = forms.FileField(
        label=_("Votre liste"),
        help_text=_(
            "Un fichier .xlsx ou .csv, 5 Mo et 20 000 lignes au plus. Rien n’est écrit avant votre accord."
        ),
    )

    def __init__(self, *args: Any, importer: Importer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if importer.scopes is not None:
            self.fields["scope"] = forms.ChoiceField(
                label=importer.scope_label, choices=list(importer.scopes(user))
            )
            self.order_fields(["scope", "file"])


class ColumnsForm(forms.Form):
    """Which column holds what."""

    def __init__(
        self, *args: Any, importer: Importer, headers: Sequence[str], mapping: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "— aucune —")] + [
            (str(index), header or f"Colonne {index + 1}") for index, header in enumerate(headers)
        ]
        for field in importer.fields:
            column = mapping.get(field.key)
            self.fields[field.key] = forms.TypedChoiceField(
                label=field.label,
                choices=choices,
                initial="" if column is None else str(column),
                coerce=int,
                empty_value=None,
                required=field.is_required,
                help_text=field.help,
            )

    def clean(self) -> dict[str, Any]:
        """A column says one thing."""
        cleaned = super().clean() or {}
        taken: dict[int, str] = {}
        for name, column in list(cleaned.items()):
            if column is None:
                continue
            if column in taken:
                self.add_error(
                    name, _("Cette colonne sert déjà à « %s ».") % self.fields[taken[column]].label
                )
            else:
                taken[column] = name
        return cleaned
