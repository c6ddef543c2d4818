"""What `/gestion/` shows first: panels that applications register, each with its policy and its template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component


@dataclass(frozen=True)
class Panel:
    """One panel of the first page.

    `policy` says who sees it. `context` reads what the template shows for this request, through
    `visible_to`; it returns None when there is nothing worth a panel.
    """

    name: str
    order: int
    policy: Callable[[Any], bool]
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]


_PANELS: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel; called by an application when it is ready. The same name again replaces it."""
    _PANELS[panel.name] = panel


def panels_for(user: Any) -> list[Panel]:
    """The panels that this person may see, in order."""
    return sorted((panel for panel in _PANELS.values() if panel.policy(user)), key=lambda panel: panel.order)


class PanelComponent(Component):
    """A panel as Wagtail renders it."""

    def __init__(self, panel: Panel, request: HttpRequest) -> None:
        self.name = f"tierslieu-{panel.name}"
        self.order = panel.order
        self.template_name = panel.template
        self._context = panel.context(request)

    @property
    def is_empty(self) -> bool:
        """Whether the panel has nothing to say today."""
        return self._context is None

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template what the panel read, and the request."""
        return {"request": parent_context["request"], **(self._context or {})}


def place_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Put our panels before those that Wagtail keeps for its editors."""
    ours = [PanelComponent(panel, request) for panel in panels_for(request.user)]
    panels[:] = [component for component in ours if not component.is_empty] + panels
