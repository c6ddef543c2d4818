"""Who calls the API: a bearer token, its scopes, and how often it may call."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import AuthenticationError, AuthorizationError, Throttled
from ninja.security.base import AuthBase

import clock
from people.models import ApiToken
from people.services import count_call, recognise

MINUTE = 60
# How often one token may call, each minute.
PER_MINUTE = {"reads": 600, "writes": 120}


class BearerToken(AuthBase):
    """`Authorization: Bearer …` with a token that allows one scope. A session cookie opens nothing here."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: str) -> None:
        self.scope = ApiToken.Scope(scope)
        super().__init__()

    def __call__(self, request: HttpRequest) -> ApiToken:
        """The token, once the request acts for its person. Raises what the API answers as 401, 403, 429."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = recognise(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise AuthenticationError
        if not token.allows(self.scope):
            raise AuthorizationError(message=self.scope)
        writes = request.method not in ("GET", "HEAD")
        if not count_call(token=token, writes=writes, limit=PER_MINUTE["writes" if writes else "reads"]):
            raise Throttled(wait=MINUTE - clock.now().second)
        request.user = token.user
        return token
