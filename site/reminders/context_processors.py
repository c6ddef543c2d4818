"""What every page says of one's notices."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reminders.models import Notice


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices the person has not read yet; counted only by a page that shows it."""
    return {
        "unread_notifications": SimpleLazyObject(
            lambda: Notice.objects.visible_to(request.user).unread().count()
        )
    }
