"""Call the API as a program does: a token in a header, JSON both ways."""

from datetime import timedelta
from typing import Any

from django.test import Client

import clock
from people.models import ApiToken, User
from people.services import issue_token

EVERYTHING = list(ApiToken.Scope.values)


class Caller:
    """A program with a token, or without."""

    def __init__(self, user: User | None = None, scopes: list[str] | None = None) -> None:
        self.client = Client()
        self.headers = {}
        if user is not None:
            self.token, secret = issue_token(
                user=user,
                name="Essai",
                scopes=EVERYTHING if scopes is None else scopes,
                expires_at=clock.now() + timedelta(days=30),
            )
            self.secret = secret
            self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, *, key: str | None = None, query: str = ""):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(
            f"/api/v1{path}{query}", body, content_type="application/json", headers=headers
        )

    def patch(self, path: str, body: Any):
        return self.client.patch(
            f"/api/v1{path}", body, content_type="application/json", headers=self.headers
        )

    def delete(self, path: str):
        return self.client.delete(f"/api/v1{path}", headers=self.headers)
