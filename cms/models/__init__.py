"""The pages of the public site, and what the whole site knows."""

from cms.models.agenda import EventIndexPage, EventPage
from cms.models.home import HomePage
from cms.models.news import ArticlePage, ArticleTag, NewsIndexPage
from cms.models.plain import PlainPage, SearchPage, SiteMapPage
from cms.models.settings import HouseSettings

__all__ = [
    "ArticlePage",
    "ArticleTag",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "HouseSettings",
    "NewsIndexPage",
    "PlainPage",
    "SearchPage",
    "SiteMapPage",
]
