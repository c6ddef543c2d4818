"""What a page of one app shows of another: only the site knows them both."""

from django import template

from incubator.expected import Expected, expected_of
from people.access import Visitor

register = template.Library()


@register.simple_tag
def expected(user: Visitor) -> list[Expected]:
    """What the fabrique expects of this person."""
    return expected_of(user)
