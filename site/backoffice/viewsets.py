"""Viewsets of the Wagtail admin whose every view starts from `visible_to(user)`.

Wagtail's own lists, inspects, edits and deletes any object, whatever a registered policy says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.forms import ModelForm, modelform_factory
from django.urls import URLPattern
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from backoffice import views
from backoffice.choosers import ScopedChooserViewSet
from backoffice.naming import policy_named_by
from backoffice.policies import ScopedPolicy

__all__ = ["ScopedChooserViewSet", "ScopedViewSet", "registered"]

WRITING = frozenset({"add", "edit", "delete", "copy", "reorder", "usage"})


class ScopedViewSet(ModelViewSet):
    """List, inspect, edit, delete, history, usage, copy and export of what is in the person's reach.

    `policy` says who may open it at all. `visible_to` and `changeable_by` say which objects; the model's
    manager must offer `visible_to(user)`, and `changeable_by(user)` unless the viewset says it. Another's
    object answers 404. A `read_only` viewset has no address that writes.
    """

    policy: ClassVar[Callable[[Any], bool]]
    read_only = False

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False

    index_view_class = views.ScopedIndexView
    add_view_class = views.ScopedCreateView
    edit_view_class = views.ScopedEditView
    delete_view_class = views.ScopedDeleteView
    history_view_class = views.ScopedHistoryView
    usage_view_class = views.ScopedUsageView
    copy_view_class = views.ScopedCopyView
    inspect_view_class = views.ScopedInspectView
    reorder_view_class = views.ScopedReorderView

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        policy_named_by(self)
        manager = self.model._default_manager
        if not hasattr(manager, "visible_to") and not self._says("visible_to"):
            raise ImproperlyConfigured(f"{self.model.__name__} does not say to whom its rows are visible.")
        if self.read_only:
            self.copy_view_enabled = False
        elif not hasattr(manager, "changeable_by") and not self._says("changeable_by"):
            raise ImproperlyConfigured(f"{self.model.__name__} does not say who may change its rows.")

    def _says(self, hook: str) -> bool:
        return getattr(type(self), hook) is not getattr(ScopedViewSet, hook)

    # --- What a viewset may say for itself ----------------------------------------------------------------

    def visible_to(self, user: Any) -> QuerySet:
        """Return what the person may look at."""
        return self.model._default_manager.visible_to(user)

    def changeable_by(self, user: Any) -> QuerySet:
        """Return what the person may write; never more than they see."""
        if self.read_only:
            return self.visible_to(user).none()
        return self.model._default_manager.changeable_by(user)

    def may_add(self, user: Any) -> bool:
        """Return whether the person may add one; what they add must be theirs to change."""
        return True

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """Return what each field of the form offers, when it is less than what the person sees."""
        return {}

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """Return the verbs offered on one row: views of ours that call services."""
        return ()

    # --- What Wagtail asks --------------------------------------------------------------------------------

    def may_open(self, user: Any) -> bool:
        """Whether the person may open the viewset at all."""
        return bool(policy_named_by(self)(user))

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the viewset to its views; a read-only one names no address that writes."""
        found = super().get_common_view_kwargs(scope=self, **kwargs)
        if self.read_only:
            for name in WRITING:
                found.pop(f"{name}_url_name", None)
        return found

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        """Refuse a view that would not be scoped, and name the policy on the others."""
        if not issubclass(view_class, views.Scoped):
            raise ImproperlyConfigured(f"{view_class.__name__} reads objects without asking whose they are.")
        view = super().construct_view(view_class, **kwargs)
        view.policy = policy_named_by(self)
        return view

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """A read-only viewset has no form to describe."""
        if self.read_only:
            return modelform_factory(self.model, fields=[])
        return super().get_form_class(for_update=for_update)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's addresses, without those that write where nothing is to be written."""
        patterns = super().get_urlpatterns()
        if self.read_only:
            return [pattern for pattern in patterns if pattern.name not in WRITING]
        return patterns

    def get_permissions_to_register(self) -> QuerySet:
        """None: what people may do comes from grants, not from the permissions of groups."""
        return Permission.objects.none()

    def register_admin_url_finder(self) -> None:
        """Only where there is a page to edit."""
        if not self.read_only:
            super().register_admin_url_finder()

    def on_register(self) -> None:
        """Answer Wagtail's questions about the model before anybody asks."""
        if policy_registry.get_by_type(self.model, fallback=False) is None:
            policy_registry.register(self.model, ScopedPolicy(self), exact_class=True)
        super().on_register()


def registered() -> list[ScopedViewSet | ScopedChooserViewSet]:
    """Every scoped viewset that the admin knows, in the order of registration."""
    return [
        viewset for viewset in viewsets.viewsets if isinstance(viewset, ScopedViewSet | ScopedChooserViewSet)
    ]
