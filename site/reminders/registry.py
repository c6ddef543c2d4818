"""Kinds of notices: what an application above teaches the ledger about its own reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import Model

type Attachment = tuple[str, bytes, str]


def nothing_attached(subject: Any, notice: Any) -> list[Attachment]:
    """The attachments of a mail that has none."""
    return []


def _nobody(subject: Any) -> str:
    return ""


def _always(subject: Any, notice: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `find` fetches the subject from its id, None when it is gone. `still_deserved` answers a French
    reason to skip, or None to send. `context` feeds the templates `<template>.subject.txt`, `.txt` and
    `.html`; its `link`, when there is one, is where the notice leads in the person's own list, unless
    its `own_link` says otherwise: an address that opens without signing in stays in the mail. An
    `essential` notice is sent whatever the person's preferences. `reply_to` is the address of whoever should
    get the answer, when there is one. `sample` gives a context for previews,
    without touching the database.
    """

    key: str
    label: str
    template: str
    find: Callable[[str], Model | None]
    context: Callable[[Any, Any], dict[str, Any]]
    sample: Callable[[], dict[str, Any]]
    still_deserved: Callable[[Any, Any], str | None] = _always
    attachments: Callable[[Any, Any], list[Attachment]] = nothing_attached
    reply_to: Callable[[Any], str] = _nobody
    essential: bool = False


@dataclass(frozen=True)
class Specimen:
    """A mail with sample data, for whoever reads the templates; `make` writes it without the database."""

    key: str
    label: str
    make: Callable[[], EmailMultiAlternatives]
    essential: bool = True


_KINDS: dict[str, Kind] = {}
_SHOWN: dict[str, Specimen] = {}


def register(kind: Kind) -> None:
    """Teach the ledger a kind; called by its application when it is ready."""
    _KINDS[kind.key] = kind


def show(specimen: Specimen) -> None:
    """Show, with the kinds, a mail that leaves without the ledger; called by its application when ready."""
    _SHOWN[specimen.key] = specimen


def shown() -> list[Specimen]:
    """Every mail that leaves without the ledger."""
    return list(_SHOWN.values())


def unregister(key: str) -> None:
    """Forget a kind: what a release that drops one does to the rows it left."""
    _KINDS.pop(key, None)


def kind_of(key: str) -> Kind | None:
    """The kind of that name, None when no application registers it any more."""
    return _KINDS.get(key)


def kinds() -> list[Kind]:
    """Every registered kind, by key."""
    return [_KINDS[key] for key in sorted(_KINDS)]
