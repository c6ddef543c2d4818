"""What the people of the demo wrote. Everyone here is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.enums import FieldType
from incubator.forms.schema import Schema

BUDGET = {
    "Machines et travaux": "5 400",
    "Eau, électricité": "2 300",
    "Permanences": "5 700",
    "Assurance, banque": "640",
    "Cet appel à projets": "7 000",
    "Ventes et cotisations": "4 240",
    "Ville, bailleur": "2 800",
    "Apports, dons": "0",
}
UNBALANCED = {**BUDGET, "Permanences": "6 900"}
AMOUNT_QUESTION = "À quoi serviront les 7\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€ ?"


@dataclass(frozen=True)
class Project:
    """A dossier: whose, what it answers, and how far it went."""

    owner: str
    name: str
    title: str
    answers: Mapping[str, Any]
    moves: tuple[str, ...] = ()
    with_quote: bool = True


def whole(
    name: str,
    title: str,
    need: str,
    project: str,
    ask: str,
    *,
    year: str = "2027",
    question: str = AMOUNT_QUESTION,
) -> dict[str, Any]:
    """Every answer that a first reading needs."""
    return {
        "Prénom et nom": name,
        "Téléphone": "06 00 00 00 00",
        "Votre adresse": ["12 rue du Pré-l’Abbesse", "86000", "Poitiers"],
        "Une structure porte-t-elle le projet ?": "Pas encore",
        "Qu’est-ce qui manque aujourd’hui ?": need,
        "À qui cela manque-t-il surtout ?": ["À tout le monde"],
        "Comment le savez-vous ?": "Nous avons demandé, porte après porte, pendant trois samedis.",
        "Nom du projet": title,
        "Que voulez-vous faire ?": project,
        "Quelle année voulez-vous ouvrir ?": year,
        "Statut envisagé": "Association",
        question: ask,
        "Charges et ressources": BUDGET,
        "Ce budget a-t-il été relu par quelqu’un ?": "Oui, par une personne de confiance",
        "Qui est prêt à s’y mettre ?": "Deux voisines, une retraitée de la poste et un apprenti électricien.",
        "Heures par semaine, à vous tous": "14",
        "J’ai lu ce que le lieu fait de ces réponses : l’équipe et le jury les lisent, personne d’autre.": True,
    }


LAUNDRY = {
    **whole(
        "Nadia Belkacem",
        "La laverie du Pré-l’Abbesse",
        "Depuis la fermeture du lavomatique, il faut prendre deux bus avec ses sacs. Les familles de la cité "
        "lavent à la main ou paient le pressing.",
        "Une laverie tenue par celles et ceux qui s’en servent, dans le local vide au pied de la tour, avec "
        "un café et quelqu’un pour aider à remplir un papier pendant que le linge tourne.",
        "Acheter deux machines d’occasion révisées par l’atelier de réemploi, payer six mois de permanences "
        "(quatre heures par semaine) et imprimer un mode d’emploi dessiné, sans texte, pour que chacun puisse "
        "lancer une lessive seul. Le local est prêté par le bailleur ; l’eau et l’électricité sont comptées à "
        "part, nous les avons estimées avec l’aide de la régie de quartier.",
        year="",
    ),
    "Charges et ressources": UNBALANCED,
}
del LAUNDRY["Qui est prêt à s’y mettre ?"], LAUNDRY["Heures par semaine, à vous tous"]

PROJECTS = (
    Project(
        "porteuse",
        "Nadia Belkacem",
        "La laverie du Pré-l’Abbesse",
        LAUNDRY,
        moves=("gather",),
        with_quote=False,
    ),
    Project(
        "solene.marchand",
        "Solène Marchand",
        "L’épicerie du lundi",
        whole(
            "Solène Marchand",
            "L’épicerie du lundi",
            "Le dernier commerce du bourg a fermé. Le lundi, jour sans marché, il n’y a plus rien à moins de "
            "neuf kilomètres.",
            "Une épicerie d’un seul jour par semaine, dans la salle de l’ancienne école, avec les producteurs "
            "d’à côté et une tournée pour ceux qui ne conduisent plus.",
            "Un réfrigérateur d’occasion, des étagères, et le premier stock.",
        ),
        moves=("submit", "accept"),
    ),
    Project(
        "karim.boutin",
        "Karim Boutin",
        "Le vélo de Saint-Éloi",
        whole(
            "Karim Boutin",
            "Le vélo de Saint-Éloi",
            "Trois cents vélos dorment dans les caves de Saint-Éloi, et l’on y marche quarante minutes pour "
            "aller travailler tôt.",
            "Un atelier où l’on répare le sien, et un prêt de vélos pour les horaires que le bus ignore.",
            "Les outils, un établi, et trente vélos remis en état.",
        ),
        moves=("submit", "accept"),
    ),
    Project(
        "odile.prevost",
        "Odile Prévost",
        "Une cuisine à six",
        whole(
            "Odile Prévost",
            "Une cuisine à six",
            "Six assistantes maternelles cuisinent seules, chacune chez elle, le même repas à la même heure.",
            "Partager une cuisine le matin, et livrer les repas à vélo aux maisons du quartier.",
            "Le matériel aux normes et la formation à l’hygiène.",
        ),
        moves=("submit",),
    ),
    Project(
        "thomas.ledru",
        "Thomas Ledru",
        "Écrire pour les autres",
        whole(
            "Thomas Ledru",
            "Écrire pour les autres",
            "À la mairie annexe, la file pour les papiers dure une heure et demie, et l’on en repart souvent "
            "sans le bon.",
            "Deux écrivains publics, dans un triporteur qui change de place chaque jour.",
            "Le triporteur, une imprimante et deux ordinateurs remis à neuf.",
        ),
        moves=("submit", "ask_more"),
    ),
    Project(
        "mona.girard",
        "Mona Girard",
        "La halte de Thouars",
        whole(
            "Mona Girard",
            "La halte de Thouars",
            "Les voyageurs attendent dehors entre deux trains.",
            "Rouvrir la salle d’attente avec un café et des livres.",
            "Le chauffage et le comptoir.",
        ),
        moves=("submit", "set_aside"),
    ),
    Project(
        "bruno.achard",
        "Bruno Achard",
        "Le four commun",
        whole(
            "Bruno Achard",
            "Le four commun",
            "Le four à pain du hameau est debout, et personne ne sait plus l’allumer.",
            "Le rallumer un samedi sur deux avec un boulanger à la retraite.",
            "Des briques réfractaires et du bois.",
        ),
        moves=("submit", "withdraw"),
    ),
)


def values_of(schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers said by the labels of a form, as the form keeps them."""
    values: dict[str, Any] = {}
    for question in schema.questions:
        if question.label not in answers:
            continue
        answer = answers[question.label]
        keys = {choice["label"]: choice["key"] for choice in question.options.get("choices", ())}
        if question.type == FieldType.CHOICE:
            answer = keys[answer]
        elif question.type == FieldType.MULTIPLE:
            answer = [keys[label] for label in answer]
        elif question.type == FieldType.BUDGET:
            rows = [*question.options["charges"], *question.options["resources"]]
            amounts = {row["key"]: answer[row["label"]] for row in rows if row["label"] in answer}
            answer = {"amounts": amounts, "extra": {"charges": [], "resources": []}}
        values[question.key] = answer
    return values
