"""The content security policy of Wagtail's own pages.

The policy is strict everywhere (`SECURE_CSP`). Some pages of Wagtail's administration start their widgets
from scripts written in the page: those, by name and no others, may run them. Without a nonce, since a nonce
cancels 'unsafe-inline'. None of ours is here, and never a page that shows a dossier.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

# Date pickers, page choosers, inline forms: each has its script in the page.
INLINE_SCRIPTS = frozenset(
    {
        "wagtailadmin_explore",
        "wagtailadmin_explore_root",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:add_subpage",
        "wagtailadmin_pages:copy",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:move",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_reports:locked_pages",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:edit",
        "wagtailredirects:add",
        "wagtailredirects:edit",
        "wagtailsites:add",
        "wagtailsites:edit",
        "wagtailusers_groups:add",
        "wagtailusers_groups:edit",
        "wagtailusers_users:index",
    }
)
# The rich text editor writes style attributes.
INLINE_STYLES = frozenset(
    {"wagtailadmin_pages:add", "wagtailadmin_pages:edit", "wagtailadmin_pages:revisions_revert"}
)


def policy_for(view_name: str) -> dict[str, list[str]]:
    """The policy of a named page: the strict one, but for what its own widgets need."""
    policy: dict[str, list[str]] = dict(settings.SECURE_CSP)  # type: ignore[arg-type]
    if view_name in INLINE_SCRIPTS:
        policy["script-src"] = [*policy["script-src"], CSP.UNSAFE_INLINE]
    if view_name in INLINE_STYLES:
        policy["style-src"] = [*policy["style-src"], CSP.UNSAFE_INLINE]
    return policy


class AdministrationCspMiddleware:
    """Give Wagtail's pages the policy of their name; every other page keeps the strict one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name in INLINE_SCRIPTS:
            response._csp_config = policy_for(match.view_name)  # type: ignore[attr-defined]
        return response
