"""The photograph of a space: who may put one up, and which ones everybody may look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    prefetch_related_objects,
)
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from spaces import policies
from spaces.models import Space

# Fit for a telephone, a telephone of today, and a wide screen.
SIZES = ("fill-480x360", "fill-800x600", "fill-1200x900")
RENDITIONS = tuple(f"{size}|format-webp" for size in SIZES)
MANAGERS_DO = frozenset({"add", "choose"})


def shown_photographs() -> QuerySet:
    """The pictures that pages may show to anybody: those of no private collection, with their renditions."""
    pictures = get_image_model().objects.exclude(Exists(_restrictions(OuterRef("collection__path"))))
    return pictures.prefetch_renditions(*RENDITIONS)


def hang(spaces: Iterable[Space]) -> None:
    """Give each space its `shown_photo`, or None where it has none that everybody may see; two queries at most."""
    prefetch_related_objects(list(spaces), Prefetch("photo", shown_photographs(), to_attr="shown_photo"))


def _restrictions(path: Any) -> QuerySet:
    """What keeps a collection, or one above it, from the public."""
    below = ExpressionWrapper(path, output_field=CharField())
    return CollectionViewRestriction.objects.annotate(below=below).filter(
        below__startswith=F("collection__path")
    )


class HousePictures(CollectionOwnershipPermissionPolicy):
    """Wagtail's own answers, by groups; those who manage a place also add and choose public pictures."""

    def _manages(self, user: Any, actions: Iterable[str]) -> bool:
        return bool(MANAGERS_DO & set(actions)) and policies.manages_a_place(user)

    def _check_perm(self, user: Any, actions: Iterable[str], collection: Collection | None = None) -> bool:
        if super()._check_perm(user, actions, collection=collection):
            return True
        if not self._manages(user, actions):
            return False
        return collection is None or _public().filter(pk=collection.pk).exists()

    def _collections_with_perm(self, user: Any, actions: Iterable[str]) -> QuerySet:
        found = super()._collections_with_perm(user, actions)
        return found | _public() if self._manages(user, actions) else found


def _public() -> QuerySet:
    return Collection.objects.exclude(Exists(_restrictions(OuterRef("path"))))


def house_pictures() -> HousePictures:
    """The policy of pictures, as Wagtail registers its own."""
    return HousePictures(get_image_model(), owner_field_name="uploaded_by_user")
