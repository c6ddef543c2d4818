"""Words as French counts and spaces them; `word-count.js` counts the same, so that page and server agree."""

import re

NBSP = "\N{NO-BREAK SPACE}"
_HIGH = re.compile(r" (?=[?!:;»])")
_WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")


def count_words(text: str) -> int:
    """How many words a French reader counts: « aujourd’hui » and « rendez-vous » are one each."""
    return sum(1 for _ in _WORD.finditer(text))


def bound(text: str) -> str:
    """What an editor typed with plain spaces, each high sign bound to the word that it goes with."""
    return _HIGH.sub(NBSP, text).replace("« ", f"«{NBSP}")
