"""Forms to start from, as blocks that editors then arrange."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from incubator.enums import ReasonKind

REASONS = {
    ReasonKind.INELIGIBLE: (
        "le projet est hors du territoire",
        "le sujet n’est pas celui de l’appel",
        "cette forme de structure n’est pas admise",
        "le projet est trop avancé ou trop tôt",
        "des pièces indispensables manquent",
    ),
    ReasonKind.REJECTED: (
        "le besoin n’est pas assez montré",
        "l’équipe est encore à réunir",
        "le budget ne tient pas encore",
        "un projet semblable existe tout près",
        "d’autres projets répondaient mieux à l’appel",
    ),
    ReasonKind.DECLINED: (
        "le projet a changé",
        "le temps manque à l’équipe",
        "un autre soutien a été trouvé",
    ),
    ReasonKind.REDIRECT: (
        "un accueil individuel à la fabrique à initiatives",
        "une coopérative d’activité et d’emploi",
    ),
}


def simple_call(amount: str = "7\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€") -> list[dict[str, Any]]:
    """« Appel simple »: six steps that ask what a first reading needs, and nothing more."""
    return [_you(), _need(), _project(), _budget(amount), _team(), _papers()]


def _you() -> dict[str, Any]:
    return _page(
        "Vous",
        "Pour savoir qui écrit, et comment vous joindre.",
        _ask("text", "Prénom et nom", short="votre nom", personal=True, hidden_from_jury=True, half=True),
        _ask("text", "Téléphone", personal=True, hidden_from_jury=True, half=True, required=False),
        _ask("address", "Votre adresse", short="votre adresse", personal=True, hidden_from_jury=True),
        _ask("choice", "Une structure porte-t-elle le projet ?", choices=_items("Oui", "Pas encore")),
        _ask(
            "organisation",
            "Laquelle ?",
            short="la structure",
            hidden_from_jury=True,
            shown_when={"question": "Une structure porte-t-elle le projet ?", "answer": "Oui"},
        ),
    )


def _need() -> dict[str, Any]:
    return _page(
        "Le besoin",
        "Ce qui manque, à qui, et comment vous le savez.",
        _ask("long_text", "Qu’est-ce qui manque aujourd’hui ?", short="le besoin", word_limit=150),
        _ask(
            "multiple",
            "À qui cela manque-t-il surtout ?",
            choices=_items(
                "Aux familles",
                "Aux personnes âgées",
                "Aux jeunes",
                "Aux personnes sans voiture",
                "À tout le monde",
            ),
        ),
        _ask(
            "long_text",
            "Comment le savez-vous ?",
            short="la façon dont vous le savez",
            help="Des habitants interrogés, une file d’attente, un commerce fermé : racontez.",
            word_limit=100,
        ),
    )


def _project() -> dict[str, Any]:
    return _page(
        "Le projet",
        "",
        _ask("text", "Nom du projet", short="le nom du projet", names_project=True, max_length=80),
        _ask(
            "long_text",
            "Que voulez-vous faire ?",
            short="le projet",
            help="Comme vous le diriez à un voisin.",
            word_limit=250,
        ),
        _ask("address", "Où cela se passera-t-il ?", required=False, eligibility=True),
        _ask("date", "Quand pourriez-vous commencer ?", required=False, half=True),
        _ask("number", "Personnes concernées la première année", required=False, half=True, minimum=1),
    )


def _budget(amount: str) -> dict[str, Any]:
    return _page(
        "Le budget",
        "",
        _section("Le démarrage"),
        _ask(
            "number",
            "Quelle année voulez-vous ouvrir ?",
            short="l’année de démarrage",
            half=True,
            minimum=2020,
            maximum=2100,
            message="Écrivez une année, par exemple 2027.",
        ),
        _ask(
            "choice",
            "Statut envisagé",
            half=True,
            as_list=True,
            choices=_items("Association", "Coopérative", "Entreprise", "Nous ne savons pas encore"),
        ),
        _ask(
            "long_text",
            f"À quoi serviront les {amount} ?",
            short="la demande",
            help="Le jury lit cette réponse en premier. 50 mots au plus.",
            word_limit=50,
        ),
        _section(
            "Le budget de la première année",
            "En euros, sans centimes. Une estimation honnête vaut mieux qu’un budget parfait.",
        ),
        _ask(
            "budget",
            "Charges et ressources",
            short="le budget",
            must_balance=True,
            charges=_items("Machines et travaux", "Eau, électricité", "Permanences", "Assurance, banque"),
            resources=_items(
                "Cet appel à projets", "Ventes et cotisations", "Ville, bailleur", "Apports, dons"
            ),
        ),
        _ask(
            "choice",
            "Ce budget a-t-il été relu par quelqu’un ?",
            short="la relecture du budget",
            required=False,
            choices=_items("Oui, par une personne de confiance", "Non, nous aimerions un rendez-vous"),
        ),
    )


def _team() -> dict[str, Any]:
    return _page(
        "L’équipe",
        "Deux personnes décidées valent un organigramme.",
        _ask(
            "long_text",
            "Qui est prêt à s’y mettre ?",
            short="l’équipe",
            hidden_from_jury=True,
            word_limit=150,
        ),
        _ask("number", "Heures par semaine, à vous tous", short="le temps disponible", half=True, minimum=0),
        _ask(
            "long_text", "De quoi auriez-vous besoin pour être accompagnés ?", required=False, word_limit=100
        ),
    )


def _papers() -> dict[str, Any]:
    return _page(
        "Les pièces",
        "Une photo nette de la page suffit. PDF, images et documents courants, 20 Mo chacun.",
        _ask("file", "Un devis ou une estimation", short="le devis", max_files=3),
        _ask(
            "file",
            "Une photo du lieu",
            required=False,
            pictures_only=True,
            max_files=3,
            hidden_from_jury=True,
        ),
        _ask(
            "consent",
            "J’ai lu ce que le lieu fait de ces réponses : l’équipe et le jury les lisent, personne d’autre.",
            short="votre accord",
        ),
    )


def _page(title: str, intro: str, *fields: dict[str, Any]) -> dict[str, Any]:
    value = {"title": title, "intro": intro, "shown_when": {}, "fields": list(fields)}
    return {"type": "page", "value": value, "id": str(uuid4())}


def _section(label: str, help_text: str = "") -> dict[str, Any]:
    value = {"label": label, "help": help_text, "shown_when": {}}
    return {"type": "section", "value": value, "id": str(uuid4())}


def _ask(kind: str, label: str, *, required: bool = True, **options: Any) -> dict[str, Any]:
    value = {"label": label, "required": required, "shown_when": {}, **options}
    return {"type": kind, "value": value, "id": str(uuid4())}


def _items(*labels: str) -> list[dict[str, Any]]:
    return [{"type": "item", "value": label, "id": str(uuid4())} for label in labels]
