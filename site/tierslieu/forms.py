"""How every form of ours is drawn: label, help and error beside the field, in the identity."""

from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString


class SignageField(BoundField):
    """A bound field that knows which of our shapes it takes."""

    @property
    def shape(self) -> str:
        """Return "check" for a lone box, "group" for several, "line" for everything else."""
        if self.field.widget.use_fieldset:
            return "group"
        if getattr(self.field.widget, "input_type", "") == "checkbox":
            return "check"
        return "line"

    def css_classes(self, extra_classes: Any = None) -> str:
        """Name the row after its shape, and mark it when it holds an error."""
        ours = f"field field--{self.shape}"
        if self.errors:
            ours += " field--wrong"
        theirs = super().css_classes(extra_classes)
        return f"{ours} {theirs}".strip()

    def label_tag(
        self,
        contents: str | None = None,
        attrs: dict[str, Any] | None = None,
        label_suffix: str | None = "",
        tag: str | None = None,
    ) -> SafeString:
        """Leave out Django's final colon: signs carry none."""
        return super().label_tag(contents, attrs, label_suffix, tag)


class SignageRenderer(TemplatesSetting):
    """Set as FORM_RENDERER, so `{{ form }}` and `{{ field.as_field_group }}` look alike everywhere."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
    bound_field_class = SignageField
