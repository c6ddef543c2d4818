"""What the API answers when it refuses: problem details (RFC 9457), in French, with what would be accepted."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field

from bookings.api.moments import Moment

KINDS = {
    400: ("unreadable", "La requête ne se lit pas"),
    401: ("unknown-token", "Jeton inconnu, expiré ou révoqué"),
    403: ("not-allowed", "Ce n’est pas permis"),
    404: ("not-found", "Introuvable"),
    405: ("method", "Cette adresse ne connaît pas ce verbe"),
    409: ("refused", "Refusé"),
    422: ("invalid", "La demande ne tient pas"),
    429: ("too-many", "Trop de requêtes"),
}


class Problem(Exception):
    """A refusal on its way out. `more` are the extension members of the document."""

    def __init__(self, status: int, detail: str, *, kind: str = "", title: str = "", **more: Any) -> None:
        super().__init__(detail)
        usual, words = KINDS[status]
        self.status = status
        self.document = {
            "type": f"urn:tierslieu:{kind or usual}",
            "title": title or words,
            "status": status,
            "detail": detail,
            **more,
        }


class Offer(Schema):
    """A space that could be booked, at what hours and for how much."""

    space: int
    name: str
    place: str
    starts_at: Moment
    ends_at: Moment
    price_due: str
    price_public: str
    needs_approval: bool
    why: str = ""


class DateOut(Schema):
    """One date of a regular booking: `free`, `taken`, `refused` or `skipped`, and why."""

    day: str
    starts_at: Moment
    ends_at: Moment
    space: int
    state: str
    reason: str = ""


class InvalidField(Schema):
    """What is wrong, and where."""

    pointer: str
    detail: str


class RefusalOut(Schema):
    """A rule that says no, and what it would accept."""

    rule: str
    message: str
    accepted: str = ""


class ProblemOut(Schema):
    """Problem details (RFC 9457), served as `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[InvalidField] = Field(default=[], description="422 : ce qui ne va pas, et où.")
    refusals: list[RefusalOut] = Field(default=[], description="409 : les règles qui disent non.")
    alternatives: list[Offer] = Field(default=[], description="409 : ce qui s’en approche et qui est libre.")
    dates: list[DateOut] = Field(default=[], description="409 : chaque date d’une réservation régulière.")


def refusing(*more: int) -> dict[int, type[ProblemOut]]:
    """The refusals that an operation documents, besides those of every operation."""
    return dict.fromkeys(sorted({400, 401, 403, 422, 429, *more}), ProblemOut)
