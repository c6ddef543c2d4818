"""A misspelt filter is refused: ignored, it would answer everything as if it were the part asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel

from bookings.api.problems import Problem


def only_known_parameters(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a request whose address carries a parameter that the operation does not take."""

    @wraps(operation)
    def strict(request: HttpRequest, *args: Any, **taken: Any) -> Any:
        unknown = set(request.GET) - _names(taken)
        if unknown:
            raise Problem(422, f"Paramètre inconnu : {', '.join(sorted(unknown)) or '(sans nom)'}.")
        return operation(request, *args, **taken)

    return strict


def _names(taken: dict[str, Any]) -> set[str]:
    """The parameters by the names under which they travel."""
    names = set(taken)
    for value in taken.values():
        if isinstance(value, BaseModel):
            names |= {field.alias or name for name, field in type(value).model_fields.items()}
    return names
