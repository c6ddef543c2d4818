"""The OpenAPI document cut into what a page shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

import clock
from people.models import ApiToken

TWO_HOURS = timedelta(hours=2)


@dataclass(frozen=True)
class Field:
    """A line of a table: what may be sent, or what comes back."""

    name: str
    kind: str
    required: bool
    says: str
    where: str = ""


@dataclass(frozen=True)
class Operation:
    """One verb on one address."""

    anchor: str
    method: str
    path: str
    title: str
    paragraphs: list[str]
    scope: str
    scope_says: str
    asked: list[Field]
    answered: list[tuple[str, str]]
    fields: list[Field]
    example: str


@dataclass(frozen=True)
class Chapter:
    """The operations on one subject."""

    title: str
    operations: list[Operation]


def chapters(document: dict[str, Any]) -> list[Chapter]:
    """Every operation, under its subject, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(document, path, method, told))
    return [Chapter(title, operations) for title, operations in found.items()]


def _operation(document: dict[str, Any], path: str, method: str, told: dict[str, Any]) -> Operation:
    scopes = dict(ApiToken.Scope.choices)
    asked = [
        Field(
            one["name"],
            _kind(one["schema"], document),
            one["required"],
            one.get("description", ""),
            {"query": "adresse", "path": "chemin", "header": "en-tête"}[one["in"]],
        )
        for one in told["parameters"]
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        asked += list(_fields(body, document, "corps"))
    success: dict[str, Any] = next(
        (one for code, one in told["responses"].items() if str(code).startswith("2")), {}
    )
    schema = success.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        paragraphs=[" ".join(part.split()) for part in told.get("description", "").split("\n\n")],
        scope=told["x-scope"],
        scope_says=str(scopes[told["x-scope"]]),
        asked=asked,
        answered=[(str(code), _answer(int(code))) for code in told["responses"]],
        fields=list(_fields(schema, document)),
        example=_example(method, path, document, told),
    )


def _fields(schema: dict[str, Any], document: dict[str, Any], where: str = "") -> Iterator[Field]:
    schema = _resolved(schema, document)
    required = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        yield Field(name, _kind(one, document), name in required, one.get("description", ""), where)


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference; of several, the first."""
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """A type in a few words: « texte », « nombre », « liste : … », « objet (ce, qu’il, porte) »."""
    if several := schema.get("anyOf") or schema.get("allOf"):
        return " ou ".join(dict.fromkeys(_kind(one, document) for one in several))
    if "$ref" in schema:
        target = _resolved(schema, document)
        return _kind(target, document) if "enum" in target else f"objet ({', '.join(target['properties'])})"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"liste : {_kind(schema['items'], document)}"
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return TYPES.get(schema.get("type", ""), "objet")


FORMATS = {"date-time": "moment", "date": "jour", "uuid": "identifiant"}
TYPES = {
    "string": "texte", "integer": "entier", "number": "nombre", "boolean": "oui ou non", "null": "rien",
    "object": "objet",
}  # fmt: skip
ANSWERS = {
    200: "la réponse", 201: "c’est fait", 204: "c’est fait, sans rien à dire", 400: "requête illisible",
    401: "jeton inconnu ou expiré", 403: "pas permis à ce jeton, ou à vous", 404: "introuvable, ou pas à vous",
    409: "refusé : les règles, ou la place est prise", 422: "demande mal formée", 429: "trop de requêtes",
}  # fmt: skip


def _answer(code: int) -> str:
    return ANSWERS[code]


def _example(method: str, path: str, document: dict[str, Any], told: dict[str, Any]) -> str:
    """A command that answers as it is: with all that is required, and a moment that is still to come."""
    start = _soon()
    end = start + TWO_HOURS
    said = {"start": start.isoformat(), "end": end.isoformat(), "place": "VOTRE-LIEU"}
    said |= {"from": f"{start.year}-01-01", "to": f"{start.year}-12-31"}
    needed = [one["name"] for one in told["parameters"] if one["in"] == "query" and one["required"]]
    query = urlencode({name: said[name] for name in needed})
    address = document["servers"][0]["url"] + path + (f"?{query}" if query else "")
    lines = [f"curl -H 'Authorization: Bearer VOTRE_JETON' '{address}'"]
    if method != "get":
        lines = [f"curl -X {method.upper()} -H 'Authorization: Bearer VOTRE_JETON' '{address}'"]
    if "requestBody" in told:
        hours = {"starts_at": start.isoformat(), "ends_at": end.isoformat()}
        facts = {"space": "salle-du-clain"} | hours | {"title": "Réunion", "attendees": 9}
        sent = json.dumps(facts if method == "post" else hours, ensure_ascii=False)
        lines.append("  -H 'Content-Type: application/json' -H 'Idempotency-Key: une-cle-par-demande'")
        lines.append(f"  -d '{sent}'")
    return " \\\n".join(lines)


def _soon() -> datetime:
    """At two in the afternoon, on the Tuesday of the week after next."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = clock.today(zone)
    tuesday = today + timedelta(days=15 - today.weekday())
    return datetime.combine(tuesday, time(14), zone)
