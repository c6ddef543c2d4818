"""Reports of the admin that read only what the person sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.views.reports import ReportView

from backoffice.naming import policy_named_by
from backoffice.views import SafeSpreadsheet


class ScopedReportView(SafeSpreadsheet, ReportView):
    """A report over `model.objects.visible_to(user)`, its filters and exports included."""

    policy: ClassVar[Callable[[Any], bool]]
    # The view's own policy has been applied; Wagtail's model permissions are nobody's.
    permission_policy = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Name the policy on the view."""
        view = super().as_view(**initkwargs)
        view.policy = policy_named_by(cls())
        return view

    def visible_to(self, user: Any) -> QuerySet:
        """What the report reads; narrower than the model's where the report says so."""
        return self.model._default_manager.visible_to(user)

    def get_base_queryset(self) -> QuerySet:
        """Start from what the person sees."""
        return self.visible_to(self.request.user)
