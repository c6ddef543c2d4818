"""Finding a page by its words."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page

MOST = 30


def search(words: str) -> Sequence[Page]:
    """Public pages that say these words, best first; PostgreSQL's French dictionary, accents set aside."""
    if not words:
        return []
    pages = Page.objects.live().public().filter(depth__gt=1)
    return [page.specific for page in pages.search(words)[:MOST]]
