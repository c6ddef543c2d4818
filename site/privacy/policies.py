"""Who may read the journal, and erase others."""

from __future__ import annotations

from typing import Any


def may_read_audit(visitor: Any) -> bool:
    """Administrators only: the journal says what everybody did."""
    return bool(visitor.is_authenticated and visitor.is_active and visitor.is_superuser)


def may_erase_others(visitor: Any) -> bool:
    """Administrators only."""
    return may_read_audit(visitor)
