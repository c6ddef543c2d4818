"""How the pages of support write a length of time, and where figures are given."""

from __future__ import annotations

from django import template

from incubator.figures_links import figures_address as address
from incubator.models import FollowUp

register = template.Library()
NBSP = "\N{NARROW NO-BREAK SPACE}"


@register.filter
def as_hours(minutes: int) -> str:
    """1 h 30, 45 min, 12 h."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


@register.filter
def figures_address(follow_up: FollowUp) -> str:
    """A fresh address to give these figures."""
    return address(follow_up)
