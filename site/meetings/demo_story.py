"""What the demo tells of the meeting of 2 July 2020, in our own words."""

from datetime import date

from people.models import Organisation

INTRODUCTION = (
    "Associations, coopératives, tiers-lieux et mutuelle de Grand Poitiers se retrouvent pour dessiner un horizon "
    "commun, avec quatre personnes tout juste élues. Quatre ateliers dans l’après-midi, sept synthèses le soir."
)
KINDS = [
    (Organisation.Kind.ASSOCIATION, 22),
    (Organisation.Kind.COOPERATIVE, 12),
    (Organisation.Kind.THIRD_PLACE, 4),
    (Organisation.Kind.MUTUAL, 1),
]
WORKSHOPS = [
    (
        "Se nourrir, se déplacer, se loger",
        "Ce que l’économie sociale fait déjà ici, et ce qui manque encore à portée de bus.",
    ),
    (
        "Apprendre et sensibiliser",
        "Former, expliquer, lutter contre les discriminations : qui le fait, et avec quels moyens ?",
    ),
    ("Financer autrement", "La finance solidaire, à l’échelle d’une agglomération."),
    (
        "Se donner des outils",
        "Un observatoire, une fabrique à initiatives, un tiers-lieu ; et Pont-Achard, vu comme une occasion rare.",
    ),
]
SYNTHESES = [
    ("A", "Transition écologique", "Réparer avant de jeter, et le montrer dans la rue."),
    (
        "B",
        "Territoires attractifs et innovants",
        "Les friches sont des lieux en attente : les ouvrir avant de les vendre.",
    ),
    (
        "C",
        "Emploi et création d’entreprises de l’ESS",
        "Partir des besoins, puis chercher qui portera la réponse.",
    ),
    ("D", "Habitat et mobilité solidaire", "Un logement sans bus n’est pas une solution."),
    ("E", "Services de proximité", "Ce qui ferme au bout de la rue peut rouvrir à plusieurs."),
    ("F", "Alimentation locale et saine", "Des cuisines partagées, et des paysans au bout."),
    ("G", "Bien vivre et en bonne santé", "La santé commence avant le médecin."),
]
ACTIONS = [
    ("Publier une première esquisse de plan d’action", "Le collectif", date(2020, 9, 30), date(2020, 9, 22)),
    (
        "Écrire sur les friches qui deviennent tiers-lieux",
        "Pôle Territoires",
        date(2020, 10, 31),
        date(2020, 10, 28),
    ),
    ("Rédiger le plaidoyer", "Le collectif", date(2020, 12, 15), date(2020, 12, 11)),
    ("Visiter la caserne avec la ville", "Tiers-lieux du collectif", date(2021, 3, 31), date(2021, 3, 18)),
]
MINUTES = (
    "Quarante-deux personnes, douze excusées. On se connaissait de loin ; on repart avec sept synthèses, trois "
    "documents à écrire et une adresse en tête : Pont-Achard."
)
AGENDA = ["Rapport moral", "Comptes de l’année", "Budget", "Élection au conseil", "Questions"]
