"""Who gets what at each address. Written by hand: a new address needs a decision, and its row here."""

from enum import IntEnum


class Answer(IntEnum):
    """What an address answers to a GET."""

    OK = 200
    SIGN_IN = 1
    MOVED = 302
    FORBIDDEN = 403
    HIDDEN = 404
    POST_ONLY = 405


OK, SIGN_IN, MOVED, FORBIDDEN, HIDDEN, POST_ONLY = Answer

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


ANSWERS = {
    "healthz": row(OK),
    "readyz": row(OK),
    "charte/": back_office(),
    "^media/(?P<path>.*)$": row(HIDDEN),
    "notifications/": signed_in(OK),
    "notifications/lues/": signed_in(POST_ONLY),
    "notifications/<int:pk>/": signed_in(HIDDEN),
    "mon-espace/rappels/": signed_in(OK),
    "rappels/desinscription/<str:token>/": row(HIDDEN),
}

BACK_OFFICE = {
    "everyone": ("/gestion/login/", "/gestion/logout/"),
    "admin": ("/gestion/",),
}
