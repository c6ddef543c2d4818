"""Which column holds what, guessed from its header."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

CLOSE_ENOUGH = 0.85


def normal(text: str) -> str:
    """Lower case, without accents, punctuation or doubled spaces: how headers and names are compared."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def match(headers: Sequence[str], fields: Mapping[str, Iterable[str]]) -> dict[str, int | None]:
    """The column of each field, or None. `fields` gives the names that a header may bear.

    Exact names win over beginnings, beginnings over look-alikes; a column serves one field only.
    """
    found: dict[str, int | None] = dict.fromkeys(fields)
    names = {field: [normal(alias) for alias in aliases] for field, aliases in fields.items()}
    columns = {index: normal(header) for index, header in enumerate(headers) if header}
    for alike in (_same, _begins, _looks_like):
        for field, aliases in names.items():
            if found[field] is not None:
                continue
            for index, header in columns.items():
                if any(alike(header, alias) for alias in aliases):
                    found[field] = index
                    del columns[index]
                    break
    return found


def _same(header: str, alias: str) -> bool:
    return header == alias


def _begins(header: str, alias: str) -> bool:
    return f"{header} ".startswith(f"{alias} ")


def _looks_like(header: str, alias: str) -> bool:
    return SequenceMatcher(None, header, alias).ratio() >= CLOSE_ENOUGH
