"""The news, for those who follow them from elsewhere."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import get_default_timezone

if TYPE_CHECKING:
    from cms.models import ArticlePage, NewsIndexPage

MOST = 20


class NewsFeed(Feed):
    """The twenty latest articles."""

    language = "fr"

    def __init__(self, index: NewsIndexPage) -> None:
        self.index = index

    def get_object(self, request: HttpRequest) -> NewsIndexPage:
        """The page whose news these are."""
        return self.index

    def title(self, index: NewsIndexPage) -> str:
        """The name of the site and of the page."""
        return f"{index.get_parent().title}, {index.title.lower()}"

    def link(self, index: NewsIndexPage) -> str:
        """The page itself."""
        return index.url

    def description(self, index: NewsIndexPage) -> str:
        """What the page says of itself."""
        return index.introduction

    def items(self, index: NewsIndexPage) -> QuerySet[ArticlePage]:
        """The latest articles."""
        return index.articles()[:MOST]

    def item_title(self, article: ArticlePage) -> str:
        """Its title, which the feed escapes."""
        return article.title

    def item_description(self, article: ArticlePage) -> str:
        """Its two sentences."""
        return article.summary

    def item_link(self, article: ArticlePage) -> str:
        """Its address."""
        return article.url

    def item_pubdate(self, article: ArticlePage) -> datetime:
        """Midnight of its date."""
        return datetime.combine(article.date, time(0), tzinfo=get_default_timezone())
