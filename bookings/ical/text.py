"""Texts and names as calendars take them."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from django.conf import settings

PRODUCT = "-//Tierslieu//FR"


def plain(text: str) -> str:
    """Without control characters: one of them makes some readers ignore the whole file."""
    return "".join(char for char in text if unicodedata.category(char) != "Cc")


def uid(name: object) -> str:
    """A name kept for life, ours among all the others."""
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"
