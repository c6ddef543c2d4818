"""Who gets what at each address. Written by hand: a new address needs a decision, and its row here."""

from enum import IntEnum


class Answer(IntEnum):
    """What an address answers to a GET."""

    OK = 200
    SIGN_IN = 1
    MOVED = 302
    NO_TOKEN = 401
    FORBIDDEN = 403
    HIDDEN = 404
    POST_ONLY = 405


OK, SIGN_IN, MOVED, NO_TOKEN, FORBIDDEN, HIDDEN, POST_ONLY = Answer

ROLES = (
    "visiteur",
    "membre",
    "residente",
    "resident",
    "accueil",
    "gestion",
    "redaction",
    "porteuse",
    "incubateur",
    "jury",
    "mentor",
    "admin",
)


def row(everyone: Answer, **others: Answer) -> dict[str, Answer]:
    """The same answer for everyone, but for those named."""
    return {role: others.get(role, everyone) for role in ROLES}


def signed_in(everyone: Answer, **others: Answer) -> dict[str, Answer]:
    """Visitors are sent to sign in."""
    return row(everyone, visiteur=SIGN_IN, **others)


def back_office(everyone: Answer = OK) -> dict[str, Answer]:
    """Those who run the house; visitors are sent to sign in, the others are refused."""
    return signed_in(FORBIDDEN, gestion=everyone, redaction=everyone, incubateur=everyone, admin=everyone)


def only(*allowed: str, answer: Answer = OK, others: Answer = HIDDEN) -> dict[str, Answer]:
    """Those named get the answer, the others do not learn that there is anything."""
    return signed_in(others, **dict.fromkeys(allowed, answer))


ANSWERS = {
    "healthz": row(OK),
    "readyz": row(OK),
    "charte/": back_office(),
    "_util/login/": signed_in(FORBIDDEN),
    "^media/(?P<path>.*)$": row(HIDDEN),
    # Spaces and bookings: the booking is that of residente@, whom gestion@ and admin@ manage.
    "espaces/": row(OK),
    "espaces/<slug:place>/<slug:space>/": row(OK),
    "espaces/<slug:place>/<slug:space>/prix/": row(POST_ONLY),
    "espaces/<slug:place>/<slug:space>/reguliere/": signed_in(OK),
    "espaces/<slug:place>/<slug:space>/attente/": signed_in(POST_ONLY),
    "planning/": row(OK),
    "reserver/": row(OK),
    "reserver/ensemble/": row(OK),
    "mon-espace/": signed_in(OK),
    "mon-espace/reservations.csv": signed_in(OK),
    "pas-cette-fois/<str:token>/": row(HIDDEN),
    "mon-espace/chiffres/": signed_in(OK),
    "convocation/<str:token>/": row(HIDDEN),
    "occupation/<str:token>/": row(HIDDEN),
    "relogement/<str:token>/": row(HIDDEN),
    "mon-espace/reservations/<uuid:pk>/": only("residente", "gestion", "admin"),
    "mon-espace/regulieres/<uuid:pk>/": only("residente", "gestion", "admin"),
    "mon-espace/reservations/<uuid:pk>/modifier/": only("residente", "gestion", "admin"),
    "mon-espace/reservations/<uuid:pk>/invites/": only("residente", "gestion", "admin"),
    "mon-espace/invites/<uuid:pk>/retirer/": signed_in(POST_ONLY),
    "invite/<str:token>/": row(HIDDEN),
    "mon-espace/reservations/<uuid:pk>/deplacer/": only("residente", "gestion", "admin"),
    "mon-espace/reservations/<uuid:pk>/remettre/": signed_in(POST_ONLY),
    "mon-espace/reservations/<uuid:pk>/annuler/": only("residente", "gestion", "admin"),
    "mon-espace/reservations/<uuid:pk>/presence/": signed_in(POST_ONLY),
    "mon-espace/reservations/<uuid:pk>/calendrier.ics": only("residente", "gestion", "admin"),
    "mon-espace/reservations/<uuid:pk>/prendre/": signed_in(POST_ONLY),
    "mon-espace/attente/<uuid:pk>/quitter/": signed_in(POST_ONLY),
    "mon-espace/validations/": only("gestion", "admin", others=FORBIDDEN),
    "mon-espace/validations/repondre/": only("gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "mon-espace/validations/<uuid:pk>/valider/": only("gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "mon-espace/validations/<uuid:pk>/refuser/": only("gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "accueil/": only("accueil", "gestion", "admin", others=FORBIDDEN),
    # Secret addresses open to whoever holds them.
    "portes/<slug:sign>/": row(OK),
    "portes/<slug:sign>/ici/": row(OK),
    "portes/<slug:sign>/signaler/": row(OK),
    "signalements/<str:token>/": row(OK),
    "ma-demande/<str:token>/": row(OK),
    "espaces/<slug:place>/<slug:space>/sans-compte/": row(OK),
    "mon-espace/reservations/<uuid:pk>/signaler/": only("residente", "gestion", "admin"),
    "accueil/feuille.pdf": only("accueil", "gestion", "admin", others=FORBIDDEN),
    "accueil/feuille/": only("accueil", "gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "accueil/imprevu/": only("accueil", "gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "accueil/week-end/": only("accueil", "gestion", "admin", others=FORBIDDEN),
    "accueil/<uuid:pk>/arrivee/": only("accueil", "gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    "accueil/<uuid:pk>/presents/": only("accueil", "gestion", "admin", answer=POST_ONLY, others=FORBIDDEN),
    # « Ma structure »: that of residente@, who is responsible for it; gestion@ and admin@ keep the register.
    "invitation/<str:token>/": row(HIDDEN),
    "mon-espace/appareils/fermer/": signed_in(POST_ONLY),
    "mon-espace/structures/": signed_in(OK, residente=MOVED, resident=MOVED),
    "mon-espace/structure/<int:pk>/": only("residente", "gestion", "admin"),
    "mon-espace/structure/<int:pk>/inviter/": signed_in(POST_ONLY),
    "mon-espace/structure/<int:pk>/invitations/<int:invitation>/reprendre/": signed_in(POST_ONLY),
    "mon-espace/structure/<int:pk>/membres/<int:membership>/": only("residente", "gestion", "admin"),
    "mon-espace/structure/<int:pk>/documents/": signed_in(POST_ONLY),
    "mon-espace/structure/<int:pk>/documents/<int:paper>/retirer/": signed_in(POST_ONLY),
    "mon-espace/structure/<int:pk>/conventions/": only("residente", "gestion", "admin"),
    "mon-espace/structure/<int:pk>/annuaire/": only("residente", "gestion", "admin"),
    # The incubator: the draft is that of porteuse@, whom mentor@ helps to write; another dossier, in
    # review, was given to jury@ to read. Nobody of the team reads a draft.
    "appels/": row(OK),
    "appels/<slug:slug>/": row(OK),
    "appels/<slug:slug>/formulaire/": row(OK),
    "appels/<slug:slug>/verifier/": row(OK),
    "appels/<slug:slug>/commencer/": row(OK, porteuse=MOVED),
    # What is missing here: anyone says it, whoever said it follows it by a private address.
    "nous-ecrire/": row(OK),
    "nous-ecrire/<str:token>/": row(OK),
    "besoins/": row(OK),
    "besoins/dire/": row(OK),
    "besoins/suivi/<str:token>/": row(HIDDEN),
    "idees/<int:pk>/": row(OK),
    # Supported projects: the one of the demo's first cohort that mentor@ supports.
    "projets/": row(OK),
    "projets/<int:pk>/": row(OK),
    "chiffres/<str:token>/": row(HIDDEN),
    "accompagnement/": signed_in(OK),
    "accompagnement/<int:pk>/": only("mentor", "incubateur", "gestion", "admin"),
    "accompagnement/<int:pk>/temps/": signed_in(POST_ONLY),
    "accompagnement/<int:pk>/rendez-vous/": signed_in(POST_ONLY),
    "accompagnement/<int:pk>/rendez-vous/<int:session>/": signed_in(POST_ONLY),
    "accompagnement/<int:pk>/jalons/<int:milestone>/": signed_in(POST_ONLY),
    "accompagnement/<int:pk>/vitrine/": signed_in(POST_ONLY),
    "journees/<int:pk>/": signed_in(HIDDEN),
    "mes-dossiers/": signed_in(OK),
    "dossiers/ordinateur-partage/": signed_in(POST_ONLY),
    "dossiers/<uuid:pk>/": only("porteuse", "mentor", answer=MOVED),
    "dossiers/<uuid:pk>/lire/": only("jury", "incubateur", "gestion", "admin"),
    "dossiers/<uuid:pk>/relire/": only("porteuse", "mentor"),
    "dossiers/<uuid:pk>/recu/": signed_in(HIDDEN),
    "dossiers/<uuid:pk>/repondre/": signed_in(POST_ONLY),
    "dossiers/<uuid:pk>/retirer/": only("porteuse"),
    "dossiers/<uuid:pk>/equipe/": only("porteuse", "mentor"),
    "dossiers/<uuid:pk>/equipe/<int:guest>/": signed_in(POST_ONLY),
    "dossiers/<uuid:pk>/messages/": only("porteuse", "mentor"),
    "dossiers/<uuid:pk>/dossier.pdf": only("porteuse", "mentor"),
    "dossiers/<uuid:pk>/mes-donnees/": only("porteuse"),
    "dossiers/<uuid:pk>/mes-donnees.zip": only("porteuse"),
    "dossiers/<uuid:pk>/rappel/": signed_in(POST_ONLY),
    "dossiers/<uuid:pk>/audition/": signed_in(HIDDEN),
    "dossiers/<uuid:pk>/audition.ics": signed_in(HIDDEN),
    "dossiers/<uuid:pk>/<slug:slug>/": only("porteuse", "mentor"),
    "fichiers/<uuid:pk>/": signed_in(HIDDEN),
    # Meetings.
    "rencontres/": row(OK),
    "rencontres/<slug:slug>/": row(OK),
    "rencontres/documents/<uuid:pk>/": row(HIDDEN),
    "mon-espace/rencontres/": signed_in(OK),
    "mon-espace/rencontres/<uuid:pk>/": signed_in(HIDDEN),
    "mon-espace/rencontres/actions/<int:pk>/": signed_in(POST_ONLY),
    # The jury: what jury@ was given to read, and nobody else's.
    "jury/": signed_in(OK),
    "jury/hors-ligne.js": row(OK),
    "jury/lien/<str:token>/": row(HIDDEN),
    "jury/etapes/<int:stage>/declaration/": signed_in(POST_ONLY),
    "jury/etapes/<int:stage>/cahier.pdf": only("jury"),
    "jury/lectures/<int:pk>/": only("jury"),
    "jury/lectures/<int:pk>/recusation/": signed_in(POST_ONLY),
    # What people are told.
    # Jobs: those that one asked for; the number of the targets is nobody's.
    "travaux/": signed_in(OK),
    "travaux/<uuid:pk>/": signed_in(HIDDEN),
    "travaux/<uuid:pk>/reprendre/": signed_in(POST_ONLY),
    "notifications/": signed_in(OK),
    "notifications/lues/": signed_in(POST_ONLY),
    "notifications/<int:pk>/": signed_in(HIDDEN),
    "mon-espace/rappels/": signed_in(OK),
    # One's own data.
    "mon-espace/donnees/": signed_in(OK),
    "mon-espace/donnees/copie/": signed_in(POST_ONLY),
    "mon-espace/donnees/effacer/": signed_in(OK),
    "mon-espace/donnees/consentements/<str:purpose>/": signed_in(POST_ONLY),
    "rappels/desinscription/<str:token>/": row(HIDDEN),
    "mon-espace/agendas/": signed_in(OK),
    "mon-espace/agendas/<uuid:pk>/renouveler/": signed_in(POST_ONLY),
    "mon-espace/agendas/<uuid:pk>/fermer/": signed_in(POST_ONLY),
    "agendas/<str:token>.ics": row(HIDDEN),
    "mon-espace/jetons/": signed_in(OK),
    "mon-espace/jetons/<int:pk>/revoquer/": signed_in(POST_ONLY),
    # Programs: a session opens nothing there, whoever's it is. Their own table is in operations.py.
    "api/v1/": row(OK),
    "api/v1/openapi.json": row(OK),
    "api/v1/<path:path>": row(HIDDEN),
    "api/v1/places": row(NO_TOKEN),
    "api/v1/spaces": row(NO_TOKEN),
    "api/v1/availability": row(NO_TOKEN),
    "api/v1/bookings": row(NO_TOKEN),
    "api/v1/bookings/<booking_id>": row(NO_TOKEN),
    "api/v1/agreements": row(NO_TOKEN),
    "api/v1/calendars": row(NO_TOKEN),
    "api/v1/occupancy": row(NO_TOKEN),
    # The demo's mailbox, which exists nowhere else.
    "demo/courriels/": row(OK),
    "demo/courriels/<slug:name>/": row(HIDDEN),
    "demo/courriels/<slug:name>/html/": row(HIDDEN),
    "demo/courriels/<slug:name>/pieces/<int:index>/": row(HIDDEN),
}

STAFF = frozenset({"gestion", "redaction", "incubateur", "admin"})
MANAGERS = frozenset({"gestion", "admin"})
EDITORS = frozenset({"redaction", "admin"})
INCUBATOR = frozenset({"gestion", "incubateur", "admin"})
EVERYONE = frozenset(ROLES)

# The back office by the beginning of its addresses: the longest one decides. What is not named below is
# the administrators'. Wagtail shows the choosers and one's own account to whoever may enter.
BACK_OFFICE = {
    "/gestion/": frozenset({"admin"}),
    "/gestion/login/": STAFF,
    "/gestion/logout/": EVERYONE,
    "/gestion/sprite/": EVERYONE,
    "/gestion/jsi18n/": EVERYONE,
    "/gestion/account/": STAFF,
    "/gestion/api/": STAFF,
    "/gestion/choose-": STAFF,
    "/gestion/tag-autocomplete/": STAFF,
    "/gestion/workflows/task_chooser/": STAFF,
    "/gestion/reports/": STAFF,
    "/gestion/pages/": EDITORS,
    "/gestion/images/": EDITORS | MANAGERS,
    "/gestion/documents/": EDITORS,
    "/gestion/settings/": EDITORS,
    "/gestion/redirects/": EDITORS,
    "/gestion/appels/": INCUBATOR,
    "/gestion/dossiers/": INCUBATOR,
    "/gestion/besoins/": INCUBATOR,
    "/gestion/projets/": INCUBATOR,
    "/gestion/promotions/": INCUBATOR,
    "/gestion/financeurs/": INCUBATOR,
    "/gestion/journees/": INCUBATOR,
    "/gestion/idees/": INCUBATOR,
    "/gestion/capteurs/": INCUBATOR,
    "/gestion/grilles/": INCUBATOR,
    "/gestion/occupation/": MANAGERS,
    "/gestion/reservations/": MANAGERS,
    "/gestion/fermetures/": MANAGERS,
    "/gestion/signalements/": MANAGERS,
    "/gestion/plaques/": MANAGERS,
    "/gestion/messages/": MANAGERS,
    "/gestion/conventions/": MANAGERS,
    "/gestion/regles-de-reservation/": MANAGERS,
    "/gestion/agendas-exterieurs/": MANAGERS,
    "/gestion/agendas-exterieurs-conflits/": MANAGERS,
    "/gestion/tarifs/": MANAGERS,
    "/gestion/remises/": MANAGERS,
    "/gestion/habilitations/": MANAGERS,
    "/gestion/espaces/": MANAGERS,
    "/gestion/configurations/": MANAGERS,
    "/gestion/horaires/": MANAGERS,
    "/gestion/jours-exceptionnels/": MANAGERS,
    "/gestion/lieux/": MANAGERS,
    "/gestion/batiments/": MANAGERS,
    "/gestion/niveaux/": MANAGERS,
    "/gestion/droits/": INCUBATOR,
    "/gestion/listes/": MANAGERS,
    "/gestion/structures/": MANAGERS,
    "/gestion/personnes/": MANAGERS,
    "/gestion/adhesions/": MANAGERS,
    "/gestion/contacts/": MANAGERS,
    "/gestion/poles/": MANAGERS,
    "/gestion/rappels/": MANAGERS,
    "/gestion/rencontres/": MANAGERS,
    "/gestion/instances/": MANAGERS,
    "/gestion/colleges/": MANAGERS,
    "/gestion/membres-des-instances/": MANAGERS,
    "/gestion/journal/": frozenset({"admin"}),
}
HOME = "/gestion/"


def may_open(role: str, path: str) -> bool:
    """Whether the table lets a role into an address of the back office."""
    if path == HOME:
        return role in STAFF
    return role in BACK_OFFICE[max((begin for begin in BACK_OFFICE if path.startswith(begin)), key=len)]
