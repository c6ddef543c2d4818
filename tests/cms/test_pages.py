"""The other pages of the public site."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from wagtail.models import Page, Site
from wagtail.search import index

from cms.models import EventPage, HomePage, NewsIndexPage, PlainPage
from cms.services import let_editors_write, open_site
from tests.factories.bookings import room
from tests.factories.cms import article, confirmed, event
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_opening_the_site_again_changes_nothing(home):
    before = list(Page.objects.values_list("path", flat=True))
    assert open_site(title="Autre", headline="Autre") == home
    assert list(Page.objects.values_list("path", flat=True)) == before
    assert Site.objects.get().root_page_id == home.pk


def test_the_site_opens_even_after_wagtails_root_was_wiped(db):
    Site.objects.all().delete()
    Page.objects.all().delete()
    home = open_site(title="La Caserne", headline="Bonjour")
    assert (home.depth, HomePage.objects.count(), Site.objects.get().root_page_id) == (2, 1, home.pk)


@pytest.mark.parametrize(
    "path", ["/nouvelles/", "/agenda/", "/recherche/", "/plan-du-site/", "/nouvelles/rss/"]
)
def test_the_doors_of_the_site_open(client, home, path):
    assert client.get(path).status_code == 200


def test_an_unknown_address_says_so(client, home):
    response = client.get("/rien-de-tel/")
    assert response.status_code == 404
    assert "Cette porte n’existe pas" in response.content.decode()


def test_visitors_keep_a_page_for_a_minute_and_nobody_keeps_a_signed_in_one(client, home):
    public = client.get("/")
    assert public.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in public.headers["Vary"]
    client.force_login(UserFactory())
    assert set(client.get("/").headers["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_news_come_latest_first_and_by_subject(client, news):
    old = article(news, "Ancienne", date=date(2026, 1, 1))
    new = article(news, "Récente", date=date(2026, 2, 1))
    old.tags.add("chantier")
    old.save()
    assert list(client.get("/nouvelles/").context["articles"]) == [new, old]
    assert list(client.get("/nouvelles/?sujet=chantier").context["articles"]) == [old]
    assert list(client.get("/nouvelles/?sujet=inconnu&page=zut").context["articles"]) == [new, old]


def test_an_article_leads_to_the_others(client, news):
    here, other = article(news, "Ici"), article(news, "Ailleurs")
    response = client.get(here.url)
    assert list(response.context["others"]) == [other]
    assert response.context["trail"][1] == {"label": "Nouvelles", "href": "/nouvelles/"}


def test_a_draft_is_nowhere(client, news):
    hidden = article(news, "Brouillon", live=False)
    assert client.get(hidden.url or "/nouvelles/brouillon/").status_code == 404
    assert "Brouillon" not in client.get("/nouvelles/").content.decode()
    assert "Brouillon" not in client.get("/").content.decode()
    assert (
        "Brouillon"
        not in client.get("/recherche/?q=brouillon").content.decode().split("<main")[1].split("</form>")[1]
    )


def test_the_feed_reads_as_rss(client, news):
    article(news, "La perche & le garde-corps")
    root = ET.fromstring(client.get("/nouvelles/rss/").content)
    assert [item.findtext("title") for item in root.iter("item")] == ["La perche & le garde-corps"]
    assert root.find("channel").findtext("language") == "fr"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_news_costs_the_same(client, news, count, django_assert_num_queries):
    for number in range(count):
        article(news, f"Nouvelle {number}")
    client.get("/nouvelles/")
    with django_assert_num_queries(NEWS):
        client.get("/nouvelles/")


NEWS = 13


def test_the_agenda_tells_days_apart_and_keeps_what_is_private(client, agenda, hall, now):
    _, (north, *_) = hall
    event(agenda, "Visite", now + DAY, now + DAY + HOUR)
    confirmed([north], now + HOUR, now + 2 * HOUR, title="Bal", is_public=True)
    confirmed([north], now + 3 * HOUR, now + 4 * HOUR, title="Très secret")
    days = client.get("/agenda/").context["days"]
    assert [(day.title, [item["title"] for item in day.items]) for day in days] == [
        ("Mardi 3\xa0mars", ["Bal"]),
        ("Mercredi 4\xa0mars", ["Visite"]),
    ]


def test_the_agenda_is_a_calendar_to_follow(client, agenda, place, now):
    event(agenda, "Visite", now + DAY, now + DAY + HOUR)
    response = client.get("/agenda/calendrier/")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    (entry,) = calendar.walk("VEVENT")
    assert entry["SUMMARY"] == "Visite"
    assert entry.decoded("DTSTART") == now + DAY
    assert "METHOD" not in calendar


def test_an_event_says_its_hours_on_the_clock_of_the_place(client, agenda, place, now):
    page = event(agenda, "Visite", now + DAY, now + DAY + HOUR, admission="Libre")
    text = client.get(page.url).content.decode()
    assert "Mercredi 4\xa0mars, 14\xa0h\xa003\xa0–\xa015\xa0h\xa003" in text


def test_an_event_ends_after_it_begins(agenda, now):
    with pytest.raises(ValidationError, match="La fin vient avant le début"):
        EventPage(title="Non", slug="non", starts_at=now, ends_at=now, summary="x").full_clean(
            exclude=["path", "depth", "content_type"]
        )


def test_search_finds_rooms_by_their_name_and_what_they_hold(client, home, place):
    room(place, "Atelier vélo", slug="atelier-velo", equipment="pieds d’atelier, compresseur")
    room(place, "Vélodrome", slug="velodrome", is_bookable=False)

    for words in ("velo", "ATELIER VÉLO", "compresseur"):
        found = client.get("/recherche/", {"q": words})
        assert [row["title"] for row in found.context["rooms"]] == ["Atelier vélo"]
        assert "Aucune page ne le dit" not in found.content.decode()
    assert client.get("/recherche/", {"q": ""}).context["rooms"] == []


def test_search_sets_accents_and_endings_aside(client, home, news):
    index.insert_or_update_object(
        article(news, "Réunion des maraîchers", summary="Des légumes pour l’hiver.")
    )
    for words in ("maraichers", "MARAÎCHERS", "reunions", "legume"):
        assert [page.title for page in client.get("/recherche/", {"q": words}).context["found"]] == [
            "Réunion des maraîchers"
        ]
    assert client.get("/recherche/", {"q": "rien-de-tel"}).context["found"] == []
    assert client.get("/recherche/", {"q": "\x00'\"%&|!():*"}).status_code == 200


def test_the_map_names_the_pages_of_the_first_level(client, home, news):
    article(news, "Une nouvelle")
    home.add_child(instance=PlainPage(title="Venir", slug="venir"))
    assert [page.title for page in client.get("/plan-du-site/").context["pages"]] == [
        "La Caserne",
        "Nouvelles",
        "Agenda",
        "Recherche",
        "Plan du site",
        "Venir",
    ]


def test_robots_read_a_map(client, home, news):
    article(news, "Une nouvelle")
    root = ET.fromstring(client.get("/sitemap.xml", SERVER_NAME="127.0.0.1").content)
    addresses = [found.text for found in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert [address.split("/", 3)[3] for address in addresses] == [
        "",
        "nouvelles/",
        "nouvelles/une-nouvelle/",
        "agenda/",
        "plan-du-site/",
    ]


def test_editors_write_the_pages_of_the_place_and_nobodys_settings(home):
    editor = UserFactory()
    editor.groups.add(let_editors_write(home=home))
    let_editors_write(home=home)
    assert home.permissions_for_user(editor).can_publish()
    root = Page.get_first_root_node()
    assert not root.permissions_for_user(editor).can_edit()
    assert not editor.has_perm("cms.change_housesettings")
    assert not editor.has_perm("people.change_user")
    assert not home.permissions_for_user(AnonymousUser()).can_edit()
    assert NewsIndexPage.objects.child_of(home).get().permissions_for_user(editor).can_add_subpage()
