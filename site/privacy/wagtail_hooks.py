from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.policies import may_read_audit
from privacy.views.audit import audit
from privacy.views.others import erase_other


class AuditMenuItem(MenuItem):
    """Shown to administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only to whoever may open the page."""
        return may_read_audit(request.user)


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    """The journal, and erasing somebody, inside the back office."""
    return [
        path("journal/", audit, name="privacy_audit"),
        path("personnes/<int:pk>/effacer/", erase_other, name="privacy_erase_other"),
    ]


@hooks.register("register_settings_menu_item")
def audit_menu_item() -> MenuItem:
    """The journal lives among the settings."""
    return AuditMenuItem("Journal des accès", reverse("privacy_audit"), icon_name="history", order=400)
