"""The site of the demo: La Caserne, Pont-Achard, and the story it comes from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cms.demo import agenda, news, pages
from cms.services import let_editors_write, open_site
from people.models import Cluster, Organisation, User
from spaces.models import Place, Space

CLUSTERS = {
    "A": "Transition écologique",
    "B": "Territoires attractifs et innovants",
    "C": "Emploi et création d’entreprises de l’ESS",
    "D": "Habitat et mobilité solidaire",
    "E": "Services de proximité",
    "F": "Alimentation locale et saine",
    "G": "Bien vivre et en bonne santé",
}
CONTACTS = {
    "A": "mentor",
    "B": "redaction",
    "C": "incubateur",
    "D": "gestion",
    "E": "residente",
    "F": "resident",
    "G": "accueil",
}
IN_CLUSTERS = {"Les Petites Mains du Clain": "EA", "Coopérative Épi d’Or": "FC"}


@transaction.atomic
def load(people: dict[str, User], at: datetime) -> None:
    """Open the site, write its pages and let the editor in; loading again changes nothing."""
    place = Place.objects.get(slug="pont-achard")
    _gather_clusters(people)
    home = open_site(
        title=place.name,
        headline="Les pompiers\nsont partis.\nLes portes sont\nrestées grandes.",
    )
    if not home.introduction:
        home.introduction = (
            "Une caserne de 1963 devenue maison commune : on y travaille, on y répare, on y mange, "
            "on s’y réunit."
        )
        home.doors_note = "Chaque espace a son numéro, peint sur sa porte. Le premier chiffre donne l’étage."
        home.clusters_note = "Le collectif avance par métiers. Chaque pôle a une personne à appeler."
        home.hall = Space.objects.filter(place=place, name="Halle aux camions").first()
        home.save_revision(user=people["redaction"]).publish()
    pages.write(home, people["redaction"])
    news.write(home, people["redaction"], at)
    agenda.write(home, place, people["redaction"], at)
    people["redaction"].groups.add(let_editors_write(home=home))


def _gather_clusters(people: dict[str, User]) -> None:
    for letter, name in CLUSTERS.items():
        contact = people[CONTACTS[letter]]
        Cluster.objects.get_or_create(letter=letter, defaults={"name": name, "contact": contact})
    for name, letters in IN_CLUSTERS.items():
        for organisation in Organisation.objects.filter(name=name):
            organisation.clusters.add(*Cluster.objects.filter(letter__in=letters))
