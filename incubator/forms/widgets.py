from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from vault.models import PrivateFile


class LabelledWidget(forms.MultiWidget):
    """Several lines for one answer, each under its own label."""

    template_name = "incubator/widgets/labelled.html"
    use_fieldset = True

    def __init__(self, widgets: Sequence[forms.Widget], labels: Sequence[str]) -> None:
        super().__init__(list(widgets))
        self.labels = list(labels)

    def decompress(self, value: Any) -> list[Any]:
        """An answer is stored as its lines already; anything else is none."""
        return [None] * len(self.widgets)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Pair each line with its label."""
        context = super().get_context(name, value if isinstance(value, list) else None, attrs)
        context["widget"]["lines"] = list(zip(self.labels, context["widget"]["subwidgets"], strict=True))
        return context


class FilesWidget(forms.FileInput):
    """The files kept so far, each with a way out, and room for more."""

    template_name = "incubator/widgets/files.html"
    needs_multipart_form = True
    allow_multiple_selected = True

    def __init__(self, *, kept: Mapping[str, PrivateFile], multiple: bool, accept: str) -> None:
        attrs = {name: value for name, value in (("multiple", multiple), ("accept", accept)) if value}
        super().__init__(attrs=attrs)
        self.kept = kept

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show what is kept; the input itself is never filled again."""
        context = super().get_context(name, None, attrs)
        numbers = value if isinstance(value, list) else []
        context["widget"]["takes_pages"] = "accept" not in self.attrs
        context["widget"]["kept"] = [self.kept[number] for number in numbers if number in self.kept]
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """The server decides: a browser would not know of the files kept."""
        return False


class SuggestedText(forms.TextInput):
    """A line of text, with what is often written there to choose from."""

    template_name = "incubator/widgets/suggested.html"

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.suggestions = list(suggestions)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the list to its line."""
        listed = {"list": f"suggestions-{name}"} if self.suggestions else {}
        context = super().get_context(name, value, {**(attrs or {}), **listed})
        context["widget"]["suggestions"] = self.suggestions
        return context
