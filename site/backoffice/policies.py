"""How Wagtail asks our viewsets who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

if TYPE_CHECKING:
    from backoffice.viewsets import ScopedViewSet


class ScopedPolicy(BasePermissionPolicy):
    """Answers Wagtail's questions about a model from the viewset that shows it."""

    def __init__(self, scope: ScopedViewSet) -> None:
        super().__init__(scope.model)
        self.scope = scope

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Seeing is the viewset's policy; writing also needs a viewset that writes."""
        if not self.scope.may_open(user):
            return False
        if action == "view":
            return True
        if self.scope.read_only:
            return False
        return self.scope.may_add(user) if action == "add" else True

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        """The same, on one object: it must be among those that the person sees, or may change."""
        if not self.user_has_permission(user, action):
            return False
        rows = self.instances_user_has_any_permission_for(user, [action])
        return rows.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        """The objects on which the person may do one of these things."""
        allowed = [action for action in actions if self.user_has_permission(user, action)]
        if "view" in allowed:
            return self.scope.visible_to(user)
        if allowed:
            return self.scope.changeable_by(user)
        return self.scope.visible_to(user).none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        """Administrators: the others are known one by one, not listed."""
        return get_user_model().objects.filter(is_superuser=True, is_active=True)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet:
        """Administrators, likewise."""
        return self.users_with_any_permission(actions)
