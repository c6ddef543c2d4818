"""Four pieces of news; the first tells where the house comes from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from cms.demo.writing import blocks, publish, text
from cms.models import ArticlePage, HomePage, NewsIndexPage
from cms.models.news import Illustration
from people.models import Cluster, User

MEETING = (
    (
        "text",
        (
            "<p>Un jeudi d’été, quarante-deux personnes se retrouvent pour chercher un « horizon commun » à "
            "l’économie sociale et solidaire de Grand Poitiers. Douze autres se sont excusées. Il y a là des "
            "gens de vingt-deux associations, de douze coopératives, de quatre tiers-lieux et d’une mutuelle. "
            "Quatre élus de la nouvelle équipe municipale sont venus aussi, dont la maire, Léonore Moncond’huy, "
            "qui dit combien cette économie compte pour elle et pour ses collègues.</p>"
            "<h2>Quatre tables, sept lettres</h2>"
            "<p>On se répartit en quatre ateliers. Quand les notes sont mises bout à bout, elles tiennent en sept "
            "lettres, de A à G : se donner une identité commune ; se ranger par pôles ; choisir comment on "
            "décide ; parler aux collectivités et aux habitants ; connaître le territoire ; proposer des "
            "services ; se doter d’outils.</p>"
        ),
    ),
    (
        "facts",
        {
            "title": "Ce jour-là",
            "facts": [
                {"label": "Autour des tables", "value": "42 personnes, 12 excusées"},
                {
                    "label": "Venues de",
                    "value": "22 associations, 12 coopératives, 4 tiers-lieux, 1 mutuelle",
                },
                {"label": "Élus présents", "value": "4"},
                {"label": "Ateliers", "value": "4, et une synthèse de A à G"},
            ],
        },
    ),
    (
        "text",
        (
            "<h2>Sept pôles</h2>"
            "<p>Sous la lettre B, le collectif dessine sept pôles, pour que chacun sache à qui téléphoner : la "
            "transition écologique ; des territoires attractifs et innovants ; l’emploi et la création "
            "d’entreprises ; l’habitat et la mobilité solidaire ; les services de proximité ; une alimentation "
            "locale et saine ; bien vivre, et en bonne santé.</p>"
            "<h2>Trois outils, et une remarque en bas de page</h2>"
            "<p>La dernière lettre parle d’outils. Un observatoire, pour savoir de quoi l’on parle. Une fabrique à "
            "initiatives, pour partir des besoins plutôt que des idées. Et un lieu à partager. C’est là que "
            "quelqu’un ajoute une remarque : la caserne des pompiers de Pont-Achard serait une occasion "
            "exceptionnelle.</p>"
        ),
    ),
    (
        "text",
        (
            "<p>Trois documents ont gardé la trace de ces journées : la première esquisse d’un plan d’action, un "
            "dossier sur les friches urbaines qui deviennent des tiers-lieux, et un plaidoyer, préparés pour "
            "partie dès février.</p>"
            "<p>La suite se lit sur la façade. Les camions sont partis ; les trois portes, elles, s’ouvrent "
            "encore toutes les semaines.</p>"
        ),
    ),
)

SHORT: tuple[dict[str, Any], ...] = (
    {
        "title": "La perche reste, avec un garde-corps",
        "slug": "la-perche-reste",
        "heading": "Chantier",
        "summary": "La commission de sécurité est passée. Ce qu’elle demande, et ce qui est déjà fait.",
        "tags": ("chantier", "sécurité"),
        "ago": 5,
        "body": (
            (
                "La visite a duré deux heures, de la cour au deuxième étage. Il reste à poser un garde-corps autour "
                "de la trémie, à changer deux blocs de secours et à afficher l’effectif autorisé à l’entrée de la "
                "halle."
            ),
            "La perche elle-même reste en place. On la regarde, on ne la prend pas.",
        ),
    },
    {
        "title": "La Grande Échelle cherche des maraîchers pour l’hiver",
        "slug": "la-grande-echelle-cherche-des-maraichers",
        "heading": "Cuisine",
        "summary": "Soixante couverts par jour, trois fermes déjà partenaires, et de la place pour une quatrième.",
        "tags": ("alimentation", "emploi"),
        "ago": 8,
        "body": (
            (
                "De décembre à mars, la carte suit ce qui se garde : courges, choux, poireaux, pommes. La cuisine "
                "achète à la semaine, paie à la livraison et prend les légumes de travers."
            ),
            (
                "Une réunion est ouverte à qui cultive à moins de quarante kilomètres : passez au bar, demandez "
                "la cuisine."
            ),
        ),
    },
    {
        "title": "Cinq collèges autour de la même table : le compte rendu",
        "slug": "cinq-colleges-autour-de-la-meme-table",
        "heading": "Assemblée",
        "summary": "Présents, pouvoirs, décisions : quatre pages, et ce qui a été remis au printemps.",
        "tags": ("gouvernance",),
        "ago": 12,
        "body": (
            (
                "Occupants, habitants, membres actifs, salariés et partenaires siègent chacun dans leur collège. "
                "L’assemblée a voté le calendrier de la halle, repoussé la question des horaires du dimanche et "
                "choisi deux personnes pour suivre les travaux."
            ),
            "Le compte rendu se lit à l’accueil et se demande par courriel.",
        ),
    },
)


def write(home: HomePage, author: User, at: datetime) -> None:
    """Publish the story and three short items, dated back from today."""
    index = NewsIndexPage.objects.child_of(home).get()
    if not index.introduction:
        index.introduction = "Ce qui change dans la maison, et ce qui s’y décide."
        index.save_revision(user=author).publish()
    story = publish(
        index,
        ArticlePage(
            title="Le 2 juillet 2020, quarante-deux personnes et une caserne",
            slug="le-2-juillet-2020",
            heading="D’où l’on vient",
            date=_days_before(at, 2),
            summary=(
                "Ce jour-là, des associations, des coopératives, quatre tiers-lieux et une mutuelle cherchent "
                "un horizon commun. À la fin de la synthèse, une remarque sur la caserne de Pont-Achard."
            ),
            illustration=Illustration.HOSES,
            body=blocks(*MEETING),
        ),
        author,
    )
    _mark(story, ("mémoire", "collectif"), Cluster.objects.all())
    for item in SHORT:
        article = publish(
            index,
            ArticlePage(
                title=item["title"],
                slug=item["slug"],
                heading=item["heading"],
                summary=item["summary"],
                date=_days_before(at, item["ago"]),
                body=text(*item["body"]),
            ),
            author,
        )
        _mark(article, item["tags"], ())


def _days_before(at: datetime, days: int) -> date:
    return (at - timedelta(days=days)).date()


def _mark(article: ArticlePage, tags: Iterable[str], clusters: Iterable[Cluster]) -> None:
    if article.tags.exists():
        return
    article.tags.add(*tags)
    article.clusters.set(list(clusters))
    article.save_revision(user=article.owner).publish()
