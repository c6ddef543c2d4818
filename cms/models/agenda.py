from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.models.cached import PublicPage


class EventQuerySet(PageQuerySet):
    """Events, by their hours."""

    def shown(self) -> EventQuerySet:
        """Those that the public site shows."""
        return self.live().public()

    def during(self, start: datetime, end: datetime) -> EventQuerySet:
        """Those that touch a period, the first first."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")

    def not_over(self, at: datetime) -> EventQuerySet:
        """Those to come, or running."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")


class EventIndexPage(RoutablePageMixin, PublicPage):
    """The agenda: events, and bookings open to the public."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage"]
    max_count = 1
    template = "cms/agenda.html"

    class Meta:
        verbose_name = _("l’agenda")

    @path("")
    def listing(self, request: HttpRequest) -> HttpResponse:
        """Six weeks ahead, day by day."""
        from cms.present.agenda import ahead

        return self.render(request, context_overrides={"days": ahead(request)})

    @path("calendrier/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """The same, for a calendar to follow."""
        from cms.present.agenda import as_calendar

        return HttpResponse(
            as_calendar(request.build_absolute_uri("/")), content_type="text/calendar; charset=utf-8"
        )


class EventPage(PublicPage):
    """Something that anyone may come to."""

    starts_at = models.DateTimeField(_("commence"))
    ends_at = models.DateTimeField(_("se termine"))
    space = models.ForeignKey(
        "spaces.Space",
        verbose_name=_("espace"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    where = models.CharField(_("sinon, où"), max_length=120, blank=True)
    summary = models.CharField(_("en deux phrases"), max_length=300)
    admission = models.CharField(
        _("entrée"), max_length=80, blank=True, help_text=_("Libre, prix libre, 5 €…")
    )
    organiser = models.CharField(_("qui l’organise"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = [
        *PublicPage.content_panels,
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("Quand")),
        MultiFieldPanel([FieldPanel("space"), FieldPanel("where")], heading=_("Où")),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("admission"), FieldPanel("organiser")]),
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["cms.EventIndexPage"]
    subpage_types: list[str] = []
    template = "cms/event.html"

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cms_event_ends_after_start",
                violation_error_message=_("La fin vient avant le début."),
            )
        ]

    @property
    def place_name(self) -> str:
        """Where it is, in words."""
        return self.space.name if self.space else self.where

    def clean(self) -> None:
        """Say beside the field that the end comes first."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("La fin vient avant le début.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Read the hours on the clock of the place."""
        from cms.present.agenda import of_event

        return {**super().get_context(request, *args, **kwargs), "when": of_event(self)}
