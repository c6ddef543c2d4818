from __future__ import annotations

from django.db import models

from incubator.models.calls import Call
from people.models import Grant


class CallUserPermission(Grant):
    """What a person may do in a call."""

    content_object = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="grants")
