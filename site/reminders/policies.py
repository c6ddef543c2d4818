"""Who may open the pages of reminders. People are known above us: they only answer what they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_LEDGER_READERS: list[Callable[[Any], bool]] = []


def anyone(visitor: Any) -> bool:
    """Anyone, signed in or not: the signature in the address decides."""
    return True


def signed_in(visitor: Any) -> bool:
    """Anyone with an active account."""
    return bool(visitor.is_authenticated and visitor.is_active)


def may_read_ledger(visitor: Any) -> bool:
    """Administrators, and those in the back office whom an application above lets in."""
    if not signed_in(visitor) or not visitor.has_perm("wagtailadmin.access_admin"):
        return False
    return visitor.is_superuser or any(reads(visitor) for reads in _LEDGER_READERS)


def open_ledger_to(reads: Callable[[Any], bool]) -> None:
    """Let more people read the ledger; called by an application above when it is ready."""
    if reads not in _LEDGER_READERS:
        _LEDGER_READERS.append(reads)


def guarded_by[View: Callable[..., Any]](policy: Callable[[Any], bool]) -> Callable[[View], View]:
    """Name the policy of a view, for the middleware that applies it."""

    def mark(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return mark
