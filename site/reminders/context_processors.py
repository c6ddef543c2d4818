"""What every page says of one's notices."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reminders.models import Notice


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices the person has not read yet; counted only by a page that shows it.

    A request refused at the door (an unknown host) has nobody: its page of error is drawn all the same.
    """
    visitor = getattr(request, "user", AnonymousUser())
    return {
        "unread_notifications": SimpleLazyObject(lambda: Notice.objects.visible_to(visitor).unread().count())
    }
