"""The blocks of which pages are made, by kind."""

from wagtail.blocks import StreamBlock

from cms.blocks.facts import FactsBlock, FilesBlock
from cms.blocks.pictures import PictureBlock
from cms.blocks.text import ButtonBlock, QuoteBlock, TextBlock

__all__ = ["BodyBlock"]


class BodyBlock(StreamBlock):
    """What an editor may put in a page."""

    text = TextBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    facts = FactsBlock()
    files = FilesBlock()
    button = ButtonBlock()

    class Meta:
        block_counts: dict = {}
