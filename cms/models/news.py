from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index

import clock
from cms.blocks import BodyBlock
from cms.models.cached import PublicPage

PER_PAGE = 12


def today() -> date:
    """The date that a new article bears."""
    return clock.today(get_default_timezone())


class Illustration(models.TextChoices):
    """What is drawn above an article that has no photograph."""

    NONE = "", _("rien")
    HOSES = "hoses", _("deux tuyaux qui se raccordent")
    FACADE = "facade", _("la façade")


class NewsIndexPage(RoutablePageMixin, PublicPage):
    """The news, the latest first."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    max_count = 1
    template = "cms/news_index.html"

    class Meta:
        verbose_name = _("les nouvelles")

    def articles(self) -> models.QuerySet[ArticlePage]:
        """Published articles, the latest first."""
        return ArticlePage.objects.child_of(self).live().public().order_by("-date", "-pk")

    @path("")
    def listing(self, request: HttpRequest) -> HttpResponse:
        """The list, of one subject if the address says so."""
        rows = self.articles()
        subject = Tag.objects.filter(slug=request.GET.get("sujet", "")).first()
        if subject is not None:
            rows = rows.filter(tags=subject)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        tags = Tag.objects.filter(cms_articletag_items__content_object__live=True).distinct().order_by("name")
        return self.render(
            request, context_overrides={"articles": page, "subject": subject, "subjects": tags}
        )

    @path("rss/")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The same as RSS."""
        from cms.feeds import NewsFeed

        return NewsFeed(self)(request)


class ArticleTag(TaggedItemBase):
    """A subject of an article."""

    content_object = ParentalKey("cms.ArticlePage", related_name="tagged_items", on_delete=models.CASCADE)


class ArticlePage(PublicPage):
    """A piece of news, or a longer story."""

    date = models.DateField(_("date"), default=today)
    heading = models.CharField(
        _("rubrique"), max_length=40, blank=True, help_text=_("Chantier, cuisine, assemblée…")
    )
    summary = models.CharField(_("en deux phrases"), max_length=300)
    body = StreamField(BodyBlock(), verbose_name=_("texte"), blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("photographie"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    photo_description = models.CharField(_("ce qu’on y voit"), max_length=200, blank=True)
    illustration = models.CharField(
        _("sinon, un dessin"), max_length=10, choices=Illustration, blank=True, default=Illustration.NONE
    )
    tags = ClusterTaggableManager(verbose_name=_("sujets"), through=ArticleTag, blank=True)
    clusters = ParentalManyToManyField("people.Cluster", verbose_name=_("pôles"), blank=True)

    content_panels = [
        *PublicPage.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("heading")], heading=_("Quand et où le ranger")),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("photo"), FieldPanel("photo_description"), FieldPanel("illustration")],
            heading=_("Image"),
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("tags"), FieldPanel("clusters")], heading=_("Sujets")),
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms/article.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what to read next, and the way back."""
        others = ArticlePage.objects.sibling_of(self, inclusive=False).live().public()
        news = self.get_parent()
        return {
            **super().get_context(request, *args, **kwargs),
            "others": others.order_by("-date", "-pk")[:3],
            "trail": [
                {"label": "Accueil", "href": "/"},
                {"label": news.title, "href": news.get_url(request)},
            ],
        }
