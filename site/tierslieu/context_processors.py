"""What every page of the house knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from spaces.models import Place


def house(request: HttpRequest) -> dict[str, Any]:
    """The place whose door this site is, and whether this is the demo."""
    return {"place": SimpleLazyObject(Place.objects.front), "demo": settings.DEMO}
