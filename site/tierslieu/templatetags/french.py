"""What every template says in French without asking for it."""

from typing import Any

from django import template
from django.template.defaultfilters import pluralize as english

register = template.Library()
TWO = 2


@register.filter(is_safe=False)
def pluralize(value: Any, endings: str = "s") -> str:
    """Django's own, but for nothing at all: « 0 brouillon », « 1,5 heure », « 2 brouillons »."""
    try:
        few = abs(float(value)) < TWO
    except (TypeError, ValueError):
        try:
            few = len(value) < TWO
        except TypeError:
            return ""
    return english(1 if few else TWO, endings)
