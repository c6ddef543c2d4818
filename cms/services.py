"""Verbs of the public site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from cms.models import EventIndexPage, HomePage, NewsIndexPage, SearchPage, SiteMapPage

EDITORS = "Rédaction"
ON_PAGES = ("add_page", "change_page", "publish_page", "view_page")
ON_FILES = (
    ("wagtailimages", "image", ("add_image", "change_image", "choose_image")),
    ("wagtaildocs", "document", ("add_document", "change_document", "choose_document")),
)
DOORS = (
    (NewsIndexPage, "Nouvelles", "nouvelles"),
    (EventIndexPage, "Agenda", "agenda"),
    (SearchPage, "Recherche", "recherche"),
    (SiteMapPage, "Plan du site", "plan-du-site"),
)


@transaction.atomic
def open_site(*, title: str, headline: str) -> HomePage:
    """Give an empty house its site: root, home page, news, agenda, search and map; again changes nothing.

    For the command line and the demo. Whatever stood at the root before (Wagtail's welcome page) goes.
    """
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="racine")
    home = HomePage.objects.child_of(root).first()
    if home is None:
        welcome = list(Page.objects.child_of(root).exact_type(Page))
        home = root.add_child(instance=HomePage(title=title, slug=slugify(title), headline=headline))
        _serve(home)
        for page in welcome:
            page.delete()
        home.refresh_from_db()
    for model, name, slug in DOORS:
        if not model.objects.child_of(home).exists():
            home.add_child(instance=model(title=name, slug=slug))
    return home


def _serve(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": port,
            "root_page": home,
            "site_name": home.title,
        },
    )


@transaction.atomic
def let_editors_write(*, home: HomePage) -> Group:
    """Give the group of editors the pages below `home` and the images and documents; nobody's settings.

    For an administrator. Members of the group also need a grant that opens the back office.
    """
    group, _ = Group.objects.get_or_create(name=EDITORS)
    pages = ContentType.objects.get_for_model(Page)
    for codename in ON_PAGES:
        permission = Permission.objects.get(content_type=pages, codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    collection = Collection.get_first_root_node() or Collection.add_root(name="Racine")
    for app, model, codenames in ON_FILES:
        kind = ContentType.objects.get_by_natural_key(app, model)
        for permission in Permission.objects.filter(content_type=kind, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    return group
