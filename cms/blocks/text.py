from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, PageChooserBlock, RichTextBlock, StructBlock
from wagtail.blocks import TextBlock as LongTextBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(RichTextBlock):
    """Running text, with the headings and links that a page needs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, "label": _("Texte"), "icon": "pilcrow", **kwargs})


class QuoteBlock(StructBlock):
    """Somebody's words, and whose."""

    words = LongTextBlock(label=_("Ce qui a été dit"))
    who = CharBlock(label=_("Par qui"), required=False)

    class Meta:
        label = _("Citation")
        icon = "openquote"
        template = "cms/blocks/quote.html"


class ButtonBlock(StructBlock):
    """One thing to do next."""

    label = CharBlock(label=_("Ce qui est écrit dessus"), max_length=60)
    page = PageChooserBlock(label=_("Page"))

    class Meta:
        label = _("Bouton")
        icon = "link"
        template = "cms/blocks/button.html"
