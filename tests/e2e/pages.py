"""The pages that a browser opens one by one, as somebody who may."""

from dataclasses import dataclass

from tests.e2e.people import in_days


@dataclass(frozen=True)
class Found:
    """Where the beginning of an address is read, as it holds a key: a page of an account, or its mailbox."""

    shape: str
    account: str
    page: str = ""


@dataclass(frozen=True)
class Page:
    """An address, who opens it, and a name for its picture; `found` is what its path begins with.

    `through` are links to follow from there, in CSS, to a page whose number no one knows beforehand.
    """

    name: str
    path: str
    account: str = ""
    found: Found | None = None
    through: tuple[str, ...] = ()


SIGN = Found(r"/portes/\w+/", "gestion", "/gestion/plaques/")
BOOKING = Found(r"/mon-espace/reservations/[-0-9a-f]{36}/", "residente", "/mon-espace/")
MINE = {"account": "residente", "found": BOOKING}
OF_MINE = Found(r"/mon-espace/structure/\d+/conventions/", "residente", "/mon-espace/structures/")
MEETING = Found(r"/gestion/rencontres/[-0-9a-f]{36}/tenir/", "gestion", "/gestion/rencontres/")
# Wagtail keeps the verbs of a row in a menu that no one sees before it opens.
COHORT = Found(r"/gestion/promotions/\d+/chiffres/", "incubateur", "/gestion/promotions/")
DAY = Found(r"/gestion/journees/\d+/presences/", "incubateur", "/gestion/journees/")
# Called to the assembly of the demo, without an account.
ZOE = "zoe@exemple.example"
NEIGHBOUR = "voisine@exemple.example"
SEARCH = f"/reserver/?day={in_days(3)}&length=60&attendees=6&starts="
CALL = ('a[href*="/tableau/"]:has-text("Manger ici")',)
AUDITIONS = (*CALL, 'a[href$="/auditions/"]')
FILE = (*CALL, 'a[href*="/gestion/dossiers/inspect/"]')
COMMITTEE = (*CALL, 'a[href$="/comites/"]', 'a[href*="/appels/comites/"]')
IDEA = ('a[href*="/idees/inspect/"]',)
DRAFT = ('a[href*="/dossiers/"]:has-text("La laverie")',)
HEARD = ('a[href*="/dossiers/"]:has-text("La cuisine des voisines")',)


def holder(name: str, *through: str) -> Page:
    """A page of whoever holds dossiers, reached from the list of them."""
    return Page(name, "/mes-dossiers/", "porteuse", through=through)


def officer(name: str, *through: str, start: str = "/gestion/") -> Page:
    """A page of the team of the incubator, reached from what it manages."""
    return Page(name, start, "incubateur", through=through)


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
    Page(
        "reserver-cette-salle",
        f"/espaces/pont-achard/salle-du-clain/?jour={in_days(3)}&de=10:00&a=11:00",
        "residente",
    ),
    Page("reguliere", "/espaces/pont-achard/salle-du-clain/reguliere/", "residente"),
    Page(
        "reguliere-dates",
        "",
        "residente",
        Found(r"/mon-espace/regulieres/[-\w]+/", "residente@caserne.example"),
    ),
    Page("planning", "/planning/"),
    Page("planning-semaine", "/planning/?vue=semaine"),
    Page("planning-a-moi", f"/planning/?jour={in_days(3)}", "residente"),
    Page("reserver", "/reserver/"),
    Page("reserver-reponses", f"{SEARCH}10:00", "residente"),
    Page("reserver-la-nuit", f"{SEARCH}03:00"),
    Page("reservation", "", **MINE),
    Page("reservation-changer", "modifier/", **MINE),
    Page("reservation-deplacer", "deplacer/", **MINE),
    Page("reservation-inviter", "invites/", **MINE),
    Page("reservation-annuler", "annuler/", **MINE),
    Page("reservation-signaler", "signaler/", **MINE),
    Page("sans-compte", "/espaces/pont-achard/potager-partage/sans-compte/"),
    Page("ma-demande", "", found=Found(r"/ma-demande/[-\w:]+/", NEIGHBOUR)),
    Page("mon-signalement", "", found=Found(r"/signalements/[-\w:]+/", NEIGHBOUR)),
    Page("invitation", "", found=Found(r"/invite/[-\w:]+/", "aicha@exemple.example")),
    Page("relogement", "", found=Found(r"/relogement/[-\w:]+/", "gestion@caserne.example")),
    Page("pas-cette-fois", "", found=Found(r"/pas-cette-fois/[-\w:]+/", "residente@caserne.example")),
    Page("porte", "", found=SIGN),
    Page("ici", "ici/", found=SIGN),
    Page("ici-connecte", "ici/", "residente", SIGN),
    Page("signaler", "signaler/", found=SIGN),
    Page("reserver-ensemble", "/reserver/ensemble/"),
    Page("nous-ecrire", "/nous-ecrire/"),
    Page(
        "mon-message",
        "",
        found=Found(r"/gestion/messages/[-0-9a-f]{36}/lire/", "gestion", "/gestion/messages/"),
    ),
    Page("appels", "/appels/"),
    Page("besoins", "/besoins/"),
    Page("dire-un-besoin", "/besoins/dire/"),
    Page("projets", "/projets/"),
    Page("accompagnement", "/accompagnement/", "mentor"),
    Page("double-verification", "/compte/2fa/", "residente"),
    Page("mes-cles", "/compte/2fa/webauthn/", "residente"),
    Page("mes-appareils", "/compte/sessions/", "residente"),
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
    Page("nos-conventions", "", "residente", OF_MINE),
    Page(
        "effacer-quelqu-un",
        "/gestion/personnes/?q=residente",
        "admin",
        through=('a[href*="/personnes/inspect/"]', 'a:has-text("Effacer cette personne")'),
    ),
    Page("tenir-une-rencontre", "", "gestion", MEETING),
    Page("convocation", "", found=Found(r"/convocation/[-\w:]+/", ZOE)),
    Page("journal", "/gestion/journal/", "admin"),
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
    Page("appel", "/appels/services-de-proximite/"),
    Page("appel-verifier", "/appels/services-de-proximite/verifier/"),
    Page("appel-formulaire", "/appels/services-de-proximite/formulaire/"),
    Page("idee", "/besoins/", through=('a[href*="/idees/"]',)),
    Page("projet", "/projets/", through=('h3 a[href*="/projets/"]',)),
    holder("dossier-etape", *DRAFT),
    holder("dossier-besoin", *DRAFT, 'a[href$="/le-besoin/"]'),
    holder("dossier-relire", *DRAFT, 'a[href$="/relire/"]'),
    holder("dossier-equipe", *DRAFT, 'a[href*="/equipe/"]'),
    holder("dossier-suivi", *HEARD),
    holder("dossier-audition", *HEARD, 'a[href$="/audition/"]'),
    holder("dossier-messages", *HEARD, 'a[href*="/messages/"]'),
    holder("dossier-donnees", *HEARD, 'a[href$="/mes-donnees/"]'),
    Page("jury-lecture", "/jury/", "jury", through=("a[data-lecture]",)),
    Page(
        "accompagner",
        "/accompagnement/",
        "mentor",
        through=('a[href*="/accompagnement/"][href$="/"]:not([href$="accompagnement/"])',),
    ),
    officer("appel-tableau", *CALL),
    officer("appel-liste", *CALL, 'a[href$="/liste/"]'),
    officer("appel-lectures", *CALL, 'a[href$="/lectures/"]'),
    officer("appel-classement", *CALL, 'a[href$="/classement/"]'),
    officer("appel-chiffres", *CALL, 'a[href$="/chiffres/"]'),
    officer("appel-papier", *CALL, 'a[href$="/papier/"]'),
    officer("auditions", *AUDITIONS),
    officer("auditions-changer", *AUDITIONS, 'a:has-text("Changer l’heure")'),
    officer("minuteur", *AUDITIONS, 'a[href$="/minuteur/"]'),
    officer("comites", *CALL, 'a[href$="/comites/"]'),
    officer("comite", *COMMITTEE),
    officer("gestion-dossier", *FILE),
    officer("gestion-publier", *FILE, 'a[href*="/geste/"]'),
    officer("gestion-besoin", 'a[href$="/lire/"]', start="/gestion/besoins/"),
    officer("gestion-idee", *IDEA, start="/gestion/idees/"),
    officer("gestion-etude", *IDEA, 'a[href$="/etude/"]', start="/gestion/idees/"),
    officer("gestion-projet", 'a[href*="/projets/inspect/"]', start="/gestion/projets/"),
    Page("promotion", "", "incubateur", COHORT),
    Page("presences", "", "incubateur", DAY),
]
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
