"""Form fields that offer only what the person sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.widgets.chooser import BaseChooser

from backoffice.choices import set_choices


class ScopedChooser(BaseChooser):
    """A chooser that names no object outside the queryset of its field.

    Wagtail's reads any posted id and writes the object's title back into the page.
    """

    queryset: QuerySet | None = None

    def get_instance(self, value: Any) -> Any:
        """Find the chosen object among those of the field."""
        if value is None or isinstance(value, self.model_class):
            return value
        rows = self.model_class._default_manager.none() if self.queryset is None else self.queryset
        try:
            return rows.filter(pk=value).first()
        except (ValueError, TypeError):
            return None


def narrow(fields: Mapping[str, forms.Field], user: Any, choices: Mapping[str, QuerySet]) -> None:
    """Reduce every field that lists objects to those visible to the person, or to `choices[name]`."""
    for name, field in fields.items():
        rows = getattr(field, "queryset", None)
        if rows is None:
            continue
        manager = rows.model._default_manager
        if name in choices:
            rows = rows.filter(pk__in=choices[name].values("pk"))
        elif hasattr(manager, "visible_to"):
            rows = rows.filter(pk__in=manager.visible_to(user).values("pk"))
        set_choices(field, rows)
        if isinstance(field.widget, ScopedChooser):
            field.widget.queryset = rows
