"""Wagtail's choosers on pages of ours, whose security policy runs no script written in the page."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.widgets import AdminImageChooser


class StrictImageChooser(AdminImageChooser):
    """The chooser of images, begun by a file (`js/image-chooser.js`) that reads its options on the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.get_value_data(value)
        return format_html(
            '<div data-image-chooser="{}" data-options="{}">{}</div>',
            attrs["id"],
            json.dumps(self.get_js_init_options(attrs["id"], name, chosen)),
            self.render_html(name, chosen, attrs),
        )

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["js/image-chooser.js"])
