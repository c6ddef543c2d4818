"""The OpenAPI document, as every reader of it wants it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from people.api import BearerToken
from tierslieu.api.refusals import MEDIA_TYPE
from tierslieu.api.root import api

ROOT = "api/v1/"


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1: refusals under their own media type, and the scope that each operation asks for."""
    found = dict(api.get_openapi_schema(path_prefix=ROOT))
    found["servers"] = [{"url": settings.BASE_URL}]
    scopes = _scopes()
    for path in found["paths"].values():
        for operation in path.values():
            operation["x-scope"] = scopes[operation["operationId"]]
            for status, told in operation["responses"].items():
                if int(status) >= 400 and "content" in told:
                    told["content"] = {MEDIA_TYPE: told["content"].pop("application/json")}
    return found


def _scopes() -> dict[str, str]:
    return {
        str(operation.operation_id): guard.scope.value
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
        for guard in operation.auth_callbacks
        if isinstance(guard, BearerToken)
    }
