from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.models.cached import PublicPage


class HomePage(PublicPage):
    """The front of the house, drawn from what happens in it."""

    headline = models.TextField(
        _("le grand titre"), help_text=_("Une ligne par ligne, quatre au plus."), max_length=120
    )
    introduction = models.CharField(_("une phrase sous la plaque"), max_length=220, blank=True)
    doors_note = models.CharField(_("sous « Quelle porte ? »"), max_length=200, blank=True)
    clusters_note = models.CharField(_("sous « Sept pôles »"), max_length=200, blank=True)
    hall = models.ForeignKey(
        "spaces.Space",
        verbose_name=_("la halle dont on voit les portes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Un espace divisible : ses travées sont les portes de la façade."),
    )

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("doors_note"), FieldPanel("clusters_note")], heading=_("Petits textes")),
        FieldPanel("hall"),
    ]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("page d’accueil")

    @property
    def lines(self) -> list[str]:
        """The headline as it is painted."""
        return [line.strip() for line in self.headline.splitlines() if line.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what goes on in the house."""
        from cms.present.front import front

        return {**super().get_context(request, *args, **kwargs), "front": front(self, request)}
