"""Who gets what from each operation of the API, with a token that has every scope. Written by hand.

The booking is that of residente@; the place is managed by gestion@; every body is empty, so that an operation
which would write answers 422 to whoever may try.
"""

from tests.access.table import ROLES

OK, GONE_THROUGH, UNREADABLE, UNKNOWN, FORBIDDEN, HIDDEN = 200, 204, 422, 401, 403, 404


def row(everyone: int, **others: int) -> dict[str, int]:
    """Whoever has an account gets the same, but for those named; a visitor has no token at all."""
    return {role: others.get(role, everyone) for role in ROLES} | {"visiteur": UNKNOWN}


MINE = {"residente": OK, "gestion": OK, "admin": OK}
MANAGED = {"gestion": OK, "admin": OK}

OPERATIONS = {
    "GET /api/v1/places": row(OK),
    "GET /api/v1/spaces": row(OK),
    "GET /api/v1/availability": row(OK),
    "GET /api/v1/bookings": row(OK),
    "POST /api/v1/bookings": row(UNREADABLE),
    "GET /api/v1/bookings/{booking_id}": row(HIDDEN, **MINE),
    "PATCH /api/v1/bookings/{booking_id}": row(UNREADABLE),
    "DELETE /api/v1/bookings/{booking_id}": row(HIDDEN, **dict.fromkeys(MINE, GONE_THROUGH)),
    "GET /api/v1/agreements": row(OK),
    "GET /api/v1/calendars": row(OK),
    "GET /api/v1/occupancy": row(HIDDEN, **MANAGED),
}
QUERIES = {
    "GET /api/v1/availability": {"start": "2030-03-05T14:00:00Z", "end": "2030-03-05T16:00:00Z"},
    "GET /api/v1/occupancy": {"place": "pont-achard", "from": "2026-03-01", "to": "2026-03-07"},
}
