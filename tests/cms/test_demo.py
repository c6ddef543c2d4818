"""The site of the demo."""

import pytest
from django.core.management import call_command
from wagtail.models import Page

import clock
from cms import demo
from cms.models import ArticlePage, EventPage
from people import demo as people_demo
from people.models import Cluster
from spaces import demo as spaces_demo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = ("mentions-legales", "accessibilite", "venir", "voisinage", "donnees-ouvertes")


@pytest.fixture
def people(settings):
    settings.DEMO = True
    people = people_demo.load()
    spaces_demo.load(people, clock.now())
    demo.load(people, clock.now())
    return people


def test_the_demo_tells_its_story_once(people, client):
    before = (Page.objects.count(), Cluster.objects.count())
    demo.load(people, clock.now())
    assert (Page.objects.count(), Cluster.objects.count()) == before
    assert [cluster.letter for cluster in Cluster.objects.all()] == list("ABCDEFG")
    assert ArticlePage.objects.live().count() == 4
    assert EventPage.objects.live().not_over(clock.now()).count() >= 4
    story = ArticlePage.objects.get(slug="le-2-juillet-2020")
    text = client.get(story.url).content.decode()
    for fact in ("vingt-deux associations", "douze coopératives", "quatre tiers-lieux", "sept pôles"):
        assert fact in text.lower()


def test_every_link_of_the_foot_of_the_page_leads_somewhere(people, client):
    for slug in NAMES:
        assert client.get(f"/{slug}/").status_code == 200


def test_the_editor_opens_the_pages_and_nothing_else(people, client, settings):
    client.force_login(people["redaction"])
    home = Page.objects.get(depth=2)
    assert client.get(f"/gestion/pages/{home.pk}/edit/").status_code == 200
    for closed in ("/gestion/settings/cms/housesettings/1/", "/gestion/users/", "/gestion/groups/"):
        assert client.get(closed).status_code in {302, 403, 404}


def test_the_site_opens_from_the_command_line(db, client):
    call_command("open_site", "La Remise", headline="Bonjour")
    assert "Bonjour" in client.get("/").content.decode() or "La Remise" in client.get("/").content.decode()
