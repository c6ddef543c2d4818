"""Every refusal of the API as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError

from bookings.api.problems import Problem
from bookings.errors import NotAllowed, StrangeTime
from bookings.recurrence import RuleRefused
from people.models import ApiToken
from spaces.errors import DomainError, InvalidHold, InvalidPeriod

MEDIA_TYPE = "application/problem+json"
NOT_FOUND = "Rien ne porte ce nom, ou ce n’est pas à vous de le voir."


def speak_problems(api: NinjaAPI) -> None:
    """Teach an API to answer problems, whatever was raised."""
    for raised, answer in HANDLERS.items():
        api.add_exception_handler(raised, answer)


def answer(problem: Problem, **headers: str) -> JsonResponse:
    """A problem on the wire."""
    return JsonResponse(
        problem.document,
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


def speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view refuse a verb as it refuses everything else, and say which verbs it knows."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers["Allow"]
        return answer(Problem(405, f"Cette adresse connaît : {allowed}."), Allow=allowed)

    return spoken


def missing(request: HttpRequest, exc: Exception | None = None) -> JsonResponse:
    """Nothing there, or nothing that this person may see."""
    return answer(Problem(404, NOT_FOUND))


def _problem(request: HttpRequest, exc: Problem) -> JsonResponse:
    return answer(exc)


def _unknown(request: HttpRequest, exc: AuthenticationError) -> JsonResponse:
    detail = "Envoyez un jeton en cours de validité : Authorization: Bearer … On le crée dans « Mes jetons »."
    return answer(Problem(401, detail), **{"WWW-Authenticate": 'Bearer realm="tierslieu"'})


def _narrow(request: HttpRequest, exc: AuthorizationError) -> JsonResponse:
    words = dict(ApiToken.Scope.choices).get(exc.message, exc.message)
    detail = f"Ce jeton ne permet pas de {words} : créez-en un avec la portée {exc.message}."
    problem = Problem(403, detail, kind="insufficient-scope", scope=exc.message)
    challenge = f'Bearer error="insufficient_scope", scope="{exc.message}"'
    return answer(problem, **{"WWW-Authenticate": challenge})


def _too_many(request: HttpRequest, exc: Throttled) -> JsonResponse:
    detail = f"Ce jeton a beaucoup demandé : réessayez dans {exc.wait} s."
    return answer(Problem(429, detail), **{"Retry-After": str(exc.wait)})


def _http(request: HttpRequest, exc: HttpError) -> JsonResponse:
    return answer(Problem(400, "Le corps de la requête n’est pas du JSON."))


def _invalid(request: HttpRequest, exc: ValidationError) -> JsonResponse:
    errors = [{"pointer": _pointer(error["loc"]), "detail": _words(error)} for error in exc.errors]
    return answer(Problem(422, " ".join(dict.fromkeys(error["detail"] for error in errors)), errors=errors))


def _pointer(where: Any) -> str:
    """`body/asked/title` as `/title`: our own names for the whole body are nobody's business."""
    source, *rest = (str(part) for part in where)
    if source == "body":
        rest = rest[1:]
    return "/" + "/".join(rest)


def _words(error: dict[str, Any]) -> str:
    """What pydantic says; our own sentences without its prefix."""
    return str(error["msg"]).removeprefix("Value error, ")


def _forbidden(request: HttpRequest, exc: NotAllowed) -> JsonResponse:
    return answer(Problem(403, exc.message))


def _denied(request: HttpRequest, exc: PermissionDenied) -> JsonResponse:
    return answer(Problem(403, "Vous ne pouvez pas faire cela."))


def _malformed(request: HttpRequest, exc: DomainError) -> JsonResponse:
    return answer(Problem(422, exc.message))


def _refused(request: HttpRequest, exc: DomainError) -> JsonResponse:
    return answer(Problem(409, exc.message))


HANDLERS: dict[Any, Any] = {
    Problem: _problem,
    AuthenticationError: _unknown,
    AuthorizationError: _narrow,
    Throttled: _too_many,
    HttpError: _http,
    ValidationError: _invalid,
    Http404: missing,
    PermissionDenied: _denied,
    NotAllowed: _forbidden,
    StrangeTime: _malformed,
    RuleRefused: _malformed,
    InvalidHold: _malformed,
    InvalidPeriod: _malformed,
    DomainError: _refused,
}
