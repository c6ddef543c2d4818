"""Each component writes what it is given, escaped, and nothing of its own when given nothing."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from tierslieu.charte import specimens

TEMPLATES = Path(__file__).resolve().parents[2] / "site" / "tierslieu" / "templates"
STATIC = TEMPLATES.parent / "static"


def include(name, /, **context):
    words = " ".join(f"{key}={key}" for key in context)
    source = (
        f'{{% include "components/{name}.html" with {words} only %}}'
        if words
        else (f'{{% include "components/{name}.html" only %}}')
    )
    return " ".join(engines["django"].from_string(source).render(context).split())


def test_a_button_with_an_address_is_a_link():
    assert include("button", label="Réserver", href="/reserver/") == (
        '<a class="button" href="/reserver/">Réserver</a>'
    )
    assert include("button", label="Refuser", kind="refuse", name="verb", value="refuse") == (
        '<button class="button button--refuse" type="submit" name="verb" value="refuse">Refuser</button>'
    )


def test_a_button_may_open_a_dialog_without_script():
    assert 'command="show-modal" commandfor="sure"' in include("button", label="Annuler", opens="sure")


def test_a_card_names_its_room_and_leads_to_it():
    html = include(
        "room_card", number="12", name="Salle <du> Clain", href="/espaces/c/clain/", facts="12 pers."
    )
    assert '<a href="/espaces/c/clain/">Salle &lt;du&gt; Clain</a>' in html
    assert '<span class="door">12</span>' in html
    assert "card--now" not in html


def test_the_wall_says_the_door_to_those_who_cannot_see_it():
    html = include("wall", title="Salle du Clain", number="12", facts=["31,2 m²"])
    assert '<h1><span class="visually-hidden">Porte 12, </span>Salle du Clain</h1>' in html
    assert html.count('<div class="wall__number wall__number--') == 2
    assert html.count('class="drawing door-drawing" aria-hidden="true"') == 2
    assert 'data-figures="2"' in html


def test_a_wall_without_a_number_has_none():
    assert "wall__number" not in include("wall", title="Planning")


@pytest.mark.parametrize(("count", "shown"), [(1, False), (3, True)])
def test_pages_are_offered_only_when_there_are_several(count, shown):
    page = Paginator(range(count), 2).get_page(1)
    html = (
        engines["django"]
        .from_string('{% include "components/pagination.html" %}')
        .render({"page": page}, RequestFactory().get("/espaces/?niveau=1"))
    )
    assert ("pagination" in html) is shown
    assert ('href="?niveau=1&amp;page=2"' in html) is shown


def test_a_refusal_comes_with_ways_out():
    html = include(
        "alternatives",
        title="Déjà réservé",
        options=[
            {"number": "24", "what": "Salle de la Tour", "why": "au 2e", "href": "/x/", "label": "Prendre"}
        ],
        waiting_href="/attente/",
        waiting="M’inscrire",
    )
    assert '<a class="button button--line button--small alternatives__take" href="/x/">Prendre</a>' in html
    assert '<a href="/attente/">M’inscrire</a>' in html


def test_a_figure_opens_on_its_sum():
    html = include(
        "figure",
        value="46",
        unit="%",
        label="Taux de réservation",
        numerator={"value": "2 738 h", "label": "réservées"},
        denominator={"value": "5 952 h", "label": "ouvertes"},
        exclusions=[{"label": "Sous convention", "value": "7"}],
    )
    assert html.index("2 738 h") < html.index("5 952 h") < html.index("Sous convention")
    assert "<details" in html


def test_a_figure_without_a_sum_does_not_pretend_to_open():
    assert "<details" not in include("figure", value="—", label="Taux d’occupation effectif")


def test_steps_say_where_one_stands():
    html = include(
        "hose_steps",
        steps=[
            {"label": "Vous", "href": "/1/", "state": "done"},
            {"label": "Le budget", "state": "current"},
            {"label": "Déposer", "state": "ahead"},
        ],
    )
    assert html.count('aria-current="step"') == 1
    assert '<a class="hose__label" href="/1/">Vous</a>' in html


def test_every_component_of_the_charter_renders(db):
    request = RequestFactory().get("/charte/")
    request.user = AnonymousUser()
    html = render_to_string("charte.html", specimens(), request)
    assert html.count("<h2") >= 2
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_what_the_csp_refuses(path):
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:|https?://", source) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", source) if "src=" not in tag and "json" not in tag
    ] == []


@pytest.mark.parametrize("path", sorted((STATIC / "css").rglob("*.css")), ids=lambda path: path.name)
def test_no_sheet_asks_a_third_party_for_anything(path):
    source = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in source.replace("/*", "").replace("*/", "")


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_of_a_failure_ask_nothing_of_anybody(name, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        html = render_to_string(name)
    assert name.removesuffix(".html") in html
