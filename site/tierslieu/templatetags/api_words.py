"""`{% load api_words %}`: what the OpenAPI document says, as a page says it."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"`([^`]+)`")


@register.filter
def code_spans(text: str) -> SafeString:
    """What stands between backquotes is code; the rest is escaped as ever."""
    return mark_safe(CODE.sub(r"<code>\1</code>", conditional_escape(text)))  # noqa: S308
