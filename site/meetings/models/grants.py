from __future__ import annotations

from django.db import models

from meetings.models.bodies import Body
from people.models import Grant


class BodyUserPermission(Grant):
    """What a person may do for a body."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="grants")
