from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from reminders.policies import may_read_ledger
from reminders.views import ledger, previews


class LedgerMenuItem(MenuItem):
    """Shown to those who watch over the ledger."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only to whoever may open the page."""
        return may_read_ledger(request.user)


@hooks.register("register_admin_urls")
def ledger_urls() -> list[URLPattern]:
    """The pages about reminders, inside the back office."""
    return [
        path("rappels/", ledger.ledger, name="reminders_ledger"),
        path("rappels/<int:pk>/renvoyer/", ledger.resend, name="reminders_resend"),
        path("rappels/<int:pk>/parti/", ledger.count_as_sent, name="reminders_count_as_sent"),
        path("rappels/courriels/", previews.previews, name="reminders_previews"),
        path("rappels/courriels/<str:key>/", previews.preview, name="reminders_preview"),
        path("rappels/courriels/<str:key>/html/", previews.preview_html, name="reminders_preview_html"),
    ]


@hooks.register("register_reports_menu_item")
def ledger_menu_item(*args: Any) -> MenuItem:
    """Reminders live among the reports."""
    return LedgerMenuItem("Rappels", reverse("reminders_ledger"), icon_name="mail", order=900)
