"""What is to come: days relative to today, so that the demo is alive on any day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import clock
from cms.demo.writing import publish, text
from cms.models import EventIndexPage, EventPage, HomePage
from people.models import User
from spaces.models import Place, Space

SUNDAY = 7
# title, room, days ahead, from, to, admission, who, in two sentences
EVENTS = (
    (
        "Lecture à voix haute, soupe à prix libre",
        "Bar-restaurant La Grande Échelle",
        0,
        time(20),
        time(22),
        "Prix libre",
        "Le comptoir des lectrices",
        "On apporte un livre ou seulement ses oreilles. La soupe est prête à 19 h 30.",
    ),
    (
        "Chantier ouvert au potager",
        "Potager partagé",
        3,
        time(14),
        time(17),
        "Entrée libre",
        "Les jardiniers de la cour",
        "Paillage, taille et plantation des fèves. Les outils sont sur place, les bottes non.",
    ),
    (
        "Visite de la caserne, de la cave à la tour",
        "Cour de manœuvre",
        6,
        time(11),
        time(12, 30),
        "Entrée libre",
        "L’équipe de la maison",
        "Une heure et demie avec celles et ceux qui y travaillent. La tour se regarde d’en bas.",
    ),
    (
        "Bourse aux vélos d’hiver",
        "Cour de manœuvre",
        12,
        time(10),
        time(17),
        "Entrée libre",
        "L’atelier vélo",
        "Dépôt le matin, vente l’après-midi, marquage toute la journée.",
    ),
    (
        "Réunion publique : que manque-t-il au quartier ?",
        "Bar-restaurant La Grande Échelle",
        16,
        time(18, 30),
        time(20, 30),
        "Entrée libre",
        "L’équipe de l’incubateur",
        "On part de ce qui manque, pas des solutions. Les réponses nourrissent l’appel à projets.",
    ),
)


def write(home: HomePage, place: Place, author: User, at: datetime) -> None:
    """Publish the events to come."""
    index = EventIndexPage.objects.child_of(home).get()
    if not index.introduction:
        index.introduction = "Ce qui est ouvert à tout le monde, dans les six prochaines semaines."
        index.save_revision(user=author).publish()
    if EventPage.objects.child_of(index).exists():
        return
    rooms = {space.name: space for space in Space.objects.filter(place=place)}
    today = clock.local(at, place.zone).date()
    for number, (title, room, days, opens, closes, admission, who, summary) in enumerate(EVENTS, start=1):
        day = today + timedelta(days=days)
        if day.isoweekday() == SUNDAY:
            day += timedelta(days=1)
        publish(
            index,
            EventPage(
                title=title,
                slug=f"rendez-vous-{number}",
                starts_at=datetime.combine(day, opens, tzinfo=place.zone),
                ends_at=datetime.combine(day, closes, tzinfo=place.zone),
                space=rooms.get(room),
                where=room,
                summary=summary,
                admission=admission,
                organiser=who,
                body=text("Sans inscription. L’entrée se fait par la cour, de plain-pied."),
            ),
            author,
        )
