from __future__ import annotations

import json

from wagtail.models import Page

from people.models import User

# What French writers keep on the line of the word before it, or after.
SPACES = (
    (" ;", "\u202f;"),
    (" ?", "\u202f?"),
    (" !", "\u202f!"),
    (" :", "\u00a0:"),
    ("« ", "«\u00a0"),
    (" »", "\u00a0»"),
)


def kept_together(words: str) -> str:
    """Put no-break spaces where French wants them."""
    for loose, tied in SPACES:
        words = words.replace(loose, tied)
    return words


def text(*paragraphs: str) -> str:
    """A body made of one block of text; a paragraph that begins with `<` is already marked up."""
    html = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs)
    return blocks(("text", html))


def blocks(*found: tuple[str, object]) -> str:
    """A body made of several blocks."""
    written = json.dumps([{"type": kind, "value": value} for kind, value in found], ensure_ascii=False)
    return kept_together(written)


def publish(parent: Page, page: Page, author: User) -> Page:
    """Add a page below another, in its author's name, unless one of that address is there."""
    existing = Page.objects.child_of(parent).filter(slug=page.slug).first()
    if existing is not None:
        return existing.specific
    page.owner = author
    parent.add_child(instance=page)
    page.save_revision(user=author).publish()
    return page
