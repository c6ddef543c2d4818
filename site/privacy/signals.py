"""What is noted in the journal by itself.

Sign-ins: who, when, and those that failed, without what was typed. Lists taken out of the back office.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed

import journal
from backoffice.signals import list_exported

SIGNED_IN = "account.signed_in"
FAILED = "account.sign_in_failed"
LIST_EXPORTED = "list.exported"


def _signed_in(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    journal.record(actor=user, action=SIGNED_IN, target=user)


def _failed(sender: Any, **_more: Any) -> None:
    journal.record(actor=None, action=FAILED)


def _exported(sender: Any, user: Any, **_more: Any) -> None:
    journal.record(actor=user, action=LIST_EXPORTED, list=str(sender._meta.verbose_name_plural))


def connect() -> None:
    """Hear of them (called when the app is ready)."""
    user_logged_in.connect(_signed_in, dispatch_uid="privacy.signed_in")
    user_login_failed.connect(_failed, dispatch_uid="privacy.sign_in_failed")
    list_exported.connect(_exported, dispatch_uid="privacy.list_exported")
