"""Choosers that list, name and accept only what the person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, QuerySet
from django.urls import URLPattern, path
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from backoffice.forms import ScopedChooser
from backoffice.naming import policy_named_by

if TYPE_CHECKING:
    from django.http import HttpRequest


class Choosing:
    """A view of a chooser."""

    scope: Any = None
    request: HttpRequest

    def seen(self) -> QuerySet:
        """What the person may choose among."""
        return self.scope.visible_to(self.request.user)


class ScopedChooseView(Choosing, ChooseView):
    """The window."""

    def get_object_list(self) -> QuerySet:
        """List what the person sees."""
        return self.seen()

    def can_create(self) -> bool:
        """Objects are made on their own pages."""
        return False


class ScopedChooseResultsView(Choosing, ChooseResultsView):
    """Its list alone, while one types or turns the page."""

    def get_object_list(self) -> QuerySet:
        """List what the person sees."""
        return self.seen()

    def can_create(self) -> bool:
        """Objects are made on their own pages."""
        return False


class ScopedChosenView(Choosing, ChosenView):
    """One object was picked."""

    def get_object(self, pk: str) -> Model:
        """Name it only if the person sees it."""
        try:
            return self.seen().get(pk=pk)
        except ValueError as error:
            raise self.model_class.DoesNotExist from error


class ScopedChosenMultipleView(Choosing, ChosenMultipleView):
    """Several were."""

    def get_objects(self, pks: Iterable[str]) -> QuerySet:
        """Name only those that the person sees."""
        return self.seen().filter(pk__in=pks)


class ScopedChooserViewSet(ChooserViewSet):
    """A chooser over `model.objects.visible_to(user)`; nothing is created from it."""

    policy: ClassVar[Callable[[Any], bool]]

    base_widget_class = ScopedChooser
    choose_view_class = ScopedChooseView
    choose_results_view_class = ScopedChooseResultsView
    chosen_view_class = ScopedChosenView
    chosen_multiple_view_class = ScopedChosenMultipleView

    def visible_to(self, user: Any) -> QuerySet:
        """What may be chosen; narrower than the model's where the viewset says so."""
        return self.model._default_manager.visible_to(user)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the viewset to its views."""
        return super().get_common_view_kwargs(scope=self, **kwargs)

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        """Refuse a view that would not be scoped, and name the policy on the others."""
        if not issubclass(view_class, Choosing):
            raise TypeError(f"{view_class.__name__} lists objects without asking whose they are.")
        view = super().construct_view(view_class, **kwargs)
        view.policy = policy_named_by(self)
        return view

    def get_urlpatterns(self) -> list[URLPattern]:
        """The chooser's addresses, without creation."""
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
            path("chosen-multiple/", self.chosen_multiple_view, name="chosen_multiple"),
        ]
