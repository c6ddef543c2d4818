from __future__ import annotations

from django.db import models

from people.models import Grant
from spaces.models.place import Place
from spaces.models.space import Space


class PlaceUserPermission(Grant):
    """What a person may do in a place."""

    content_object = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="grants")


class SpaceUserPermission(Grant):
    """What a person may do with one space."""

    content_object = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="grants")
