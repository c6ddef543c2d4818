"""The menu of the back office: seven entries at most, each shown to those who have something behind it.

An application puts its pages behind an entry through that entry's hook, as Wagtail does for its settings:
`menu_hook = "register_spaces_menu_item"` on a viewset, or `@hooks.register("register_spaces_menu_item")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, reports_menu, settings_menu
from wagtail.admin.ui.sidebar import LinkMenuItem, SubMenuItem


@dataclass(frozen=True)
class Heading:
    """One entry: its menus, and the items of Wagtail's own menu that move behind it."""

    name: str
    label: str
    icon: str
    menus: tuple[Menu, ...]
    taken_over: tuple[str, ...] = ()


def _menu(name: str) -> Menu:
    return Menu(register_hook_name=f"register_{name}_menu_item")


HEADINGS = (
    Heading("planning", "Planning", "calendar", (_menu("planning"),)),
    Heading("spaces", "Espaces", "home", (_menu("spaces"),)),
    Heading("people", "Structures", "group", (_menu("people"), _menu("agreements"))),
    Heading("incubator", "Incubateur", "draft", (_menu("incubator"),)),
    Heading("site", "Le site", "site", (_menu("site"),), ("explorer", "images", "documents")),
    Heading("settings", "Réglages", "cogs", (settings_menu, reports_menu)),
)


class Entry(MenuItem):
    """An entry as one person sees it: a link when there is one page behind it, else a list."""

    def __init__(self, heading: Heading, items: Sequence[MenuItem], order: int) -> None:
        self.items = sorted(items, key=lambda item: item.order)
        super().__init__(
            heading.label,
            self.items[0].url if len(self.items) == 1 else "#",
            name=heading.name,
            icon_name=heading.icon,
            order=order,
        )

    def render_component(self, request: HttpRequest) -> Any:
        """One page needs no list."""
        if len(self.items) == 1:
            return LinkMenuItem(self.name, self.label, self.url, icon_name=self.icon_name)
        return SubMenuItem(
            self.name,
            self.label,
            [item.render_component(request) for item in self.items],
            icon_name=self.icon_name,
        )


def as_link(item: MenuItem) -> MenuItem:
    """Wagtail's page explorer slides out of the side bar; inside a list it is a plain link."""
    if item.name != "explorer":
        return item
    return MenuItem(
        "Pages", reverse("wagtailadmin_explore_root"), name="pages", icon_name="doc-empty", order=1
    )


def gather(request: HttpRequest, items: list[MenuItem]) -> None:
    """Replace Wagtail's main menu by ours; what no entry takes over stays out of sight."""
    wagtails = {item.name: item for item in items}
    entries: list[MenuItem] = [
        MenuItem("Aujourd’hui", reverse("wagtailadmin_home"), name="today", icon_name="date", order=1)
    ]
    for order, heading in enumerate(HEADINGS, start=2):
        behind = [as_link(wagtails[name]) for name in heading.taken_over if name in wagtails]
        for menu in heading.menus:
            behind += menu.menu_items_for_request(request)
        if behind:
            entries.append(Entry(heading, behind, order))
    items[:] = entries
