"""Bulk actions on what the person may change, and on nothing else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.views.bulk_action import BulkAction


class ScopedBulkAction(BulkAction):
    """A bulk action; `changeable_by` says on which objects. One foreign id among them is a 404.

    Registered with `hooks.register("register_bulk_action", TheAction)`.
    """

    def changeable_by(self, user: Any) -> QuerySet:
        """What the person may act on."""
        return self.model._default_manager.changeable_by(user)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet:
        """« Tout » is all that the person may act on."""
        return self.changeable_by(self.request.user).values_list("pk", flat=True)

    def get_actionable_objects(self) -> tuple[list, dict[str, list]]:
        """Find the objects named in the address, or refuse them all."""
        asked = set(self.request.GET.getlist("id"))
        rows = self.changeable_by(self.request.user)
        if "all" not in asked:
            try:
                rows = rows.filter(pk__in=asked)
            except ValueError as error:
                raise Http404 from error
            if rows.count() != len(asked):
                raise Http404
        return list(rows), {"items_with_no_access": []}
