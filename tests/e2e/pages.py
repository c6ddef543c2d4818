"""The pages that a browser opens one by one, as somebody who may."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """An address, who opens it, and a name for its picture."""

    name: str
    path: str
    account: str = ""


PAGES = [
    Page("accueil", "/"),
    Page("nouvelles", "/nouvelles/"),
    Page("article", "/nouvelles/le-2-juillet-2020/"),
    Page("agenda", "/agenda/"),
    Page("rendez-vous", "/agenda/rendez-vous-1/"),
    Page("venir", "/venir/"),
    Page("recherche", "/recherche/?q=caserne"),
    Page("espaces", "/espaces/"),
    Page("espace", "/espaces/pont-achard/salle-du-clain/"),
    Page("planning", "/planning/"),
    Page("reserver", "/reserver/"),
    Page("reserver-ensemble", "/reserver/ensemble/"),
    Page("appels", "/appels/"),
    Page("besoins", "/besoins/"),
    Page("dire-un-besoin", "/besoins/dire/"),
    Page("projets", "/projets/"),
    Page("accompagnement", "/accompagnement/", "mentor"),
    Page("connexion", "/compte/login/"),
    Page("code", "/compte/login/code/"),
    Page("inscription", "/compte/signup/"),
    Page("introuvable", "/rien-ici/"),
    Page("mon-espace", "/mon-espace/", "residente"),
    Page("agendas", "/mon-espace/agendas/", "residente"),
    Page("chiffres", "/mon-espace/chiffres/", "residente"),
    Page("liens-chiffres", "/gestion/occupation/liens/", "gestion"),
    Page("jetons", "/mon-espace/jetons/", "residente"),
    Page("api", "/api/v1/"),
    Page("mes-rencontres", "/mon-espace/rencontres/", "residente"),
    Page("rencontres", "/rencontres/"),
    Page("rencontre", "/rencontres/rencontre-du-2-juillet-2020/"),
    Page("mes-donnees", "/mon-espace/donnees/", "residente"),
    Page("se-faire-effacer", "/mon-espace/donnees/effacer/", "residente"),
    Page("ma-structure", "/mon-espace/structures/", "residente"),
    Page("mes-structures", "/mon-espace/structures/", "porteuse"),
    Page("gestion-structures", "/gestion/structures/", "gestion"),
    Page("gestion-listes", "/gestion/listes/", "gestion"),
    Page("mes-dossiers", "/mes-dossiers/", "porteuse"),
    Page("jury", "/jury/", "jury"),
    Page("courriels", "/demo/courriels/", "residente"),
    Page("travaux", "/travaux/", "gestion"),
    Page("accueil-du-jour", "/accueil/", "accueil"),
    Page("feuille-du-week-end", "/accueil/week-end/", "accueil"),
    Page("a-valider", "/mon-espace/validations/", "gestion"),
    Page("charte", "/charte/", "admin"),
    Page("gestion", "/gestion/", "gestion"),
    Page("fermer", "/gestion/fermetures/fermer/", "gestion"),
    Page("convention", "/gestion/conventions/ecrire/", "gestion"),
]
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
