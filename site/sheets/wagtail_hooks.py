from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sheets import views
from sheets.registry import may_import


class ListsMenuItem(MenuItem):
    """Shown to those who may bring a list."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only to whoever may open the page."""
        return may_import(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Lists in and out, inside the back office."""
    return [
        path("listes/", views.lists, name="sheets_lists"),
        path("listes/<int:pk>/", views.one_import, name="sheets_import"),
        path("listes/<int:pk>/annuler/", views.undo_import, name="sheets_undo"),
        path("listes/<slug:kind>/apporter/", views.bring_list, name="sheets_bring"),
        path("listes/<slug:kind>/exporter.<slug:form>", views.export, name="sheets_export"),
    ]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    """Lists live among the settings."""
    return ListsMenuItem("Imports et exports", reverse("sheets_lists"), icon_name="table", order=90)
