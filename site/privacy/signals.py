"""Sign-ins are noted in the journal: who, when, and those that failed, without what was typed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed

import journal

SIGNED_IN = "account.signed_in"
FAILED = "account.sign_in_failed"


def _signed_in(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    journal.record(actor=user, action=SIGNED_IN, target=user)


def _failed(sender: Any, **_more: Any) -> None:
    journal.record(actor=None, action=FAILED)


def connect() -> None:
    """Hear of them (called when the app is ready)."""
    user_logged_in.connect(_signed_in, dispatch_uid="privacy.signed_in")
    user_login_failed.connect(_failed, dispatch_uid="privacy.sign_in_failed")
