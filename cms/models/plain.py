from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.models.cached import PublicPage


class PlainPage(PublicPage):
    """A page of text: how to come, the neighbours, the legal notice, the accessibility statement."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.PlainPage"]
    subpage_types = ["cms.PlainPage"]
    template = "cms/plain.html"

    class Meta:
        verbose_name = _("page de texte")
        verbose_name_plural = _("pages de texte")


class SearchPage(PublicPage):
    """Find a page by its words, accents and endings set aside."""

    content_panels = PublicPage.content_panels
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "cms/search.html"

    class Meta:
        verbose_name = _("recherche")

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Nothing for a robot to find here."""
        return []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Look for what the address asks."""
        from cms.present.search import rooms, search

        asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
        context = super().get_context(request, *args, **kwargs)
        return {**context, "asked": asked, "found": search(asked), "rooms": rooms(asked, request.user)}


class SiteMapPage(PublicPage):
    """Every page of the site, on one."""

    content_panels = PublicPage.content_panels
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "cms/site_map.html"

    class Meta:
        verbose_name = _("plan du site")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """List the pages that anyone may read, but for events that are over and the news one by one."""
        home = self.get_parent()
        pages = home.get_descendants(inclusive=True).live().public().filter(depth__lte=home.depth + 1)
        return {**super().get_context(request, *args, **kwargs), "pages": pages.order_by("path")}
