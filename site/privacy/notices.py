"""What is written to whoever may still react before something of theirs goes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone

import clock
from privacy.models import Farewell
from privacy.retention import NOTICE, rule_of
from reminders import services as reminders
from reminders.registry import Kind, register

FADING = "privacy.fading"


def warned(warning: Farewell, recipient: Any) -> None:
    """Tell somebody, thirty days before."""
    if recipient:
        reminders.schedule(kind=FADING, subject=warning, recipient=recipient, due_at=clock.now())
        reminders.wake()


def _find(subject_id: str) -> Farewell | None:
    return Farewell.objects.filter(pk=subject_id).first()


def _row(warning: Farewell) -> Any:
    rule = rule_of(warning.rule)
    if rule is None:
        return None
    return rule.stale(warning.last_activity).filter(pk=warning.subject_id).first()


def _still_deserved(warning: Farewell, notice: Any) -> str | None:
    row = _row(warning)
    if row is None or row.last_activity != warning.last_activity:
        return "il y a eu du mouvement depuis"
    return None


def _context(warning: Farewell, notice: Any) -> dict[str, Any]:
    rule, row = rule_of(warning.rule), _row(warning)
    goes = clock.local(warning.told_at + NOTICE, get_default_timezone())
    return {
        "what": rule.describe(row) if rule and row else "",
        "kept": rule.words if rule else "",
        "then": rule.then if rule else "",
        "day": date_format(goes, "j F Y"),
        "link": settings.BASE_URL + (rule.link(row) if rule and row else ""),
    }


def _sample() -> dict[str, Any]:
    return {
        "what": "votre compte",
        "kept": "3 ans après la dernière connexion",
        "then": "votre nom et votre adresse sont effacés, les chiffres restent",
        "day": "14 avril 2027",
        "link": settings.BASE_URL + "/mon-espace/donnees/",
    }


def register_kinds() -> None:
    """Say to the reminders what this notice is (called when the app is ready)."""
    register(
        Kind(
            key=FADING,
            label="Ce qui sera bientôt effacé",
            template="privacy/mail/fading",
            find=_find,
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
            essential=True,
        )
    )
