"""The policy that a viewset names, whichever way it was written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def policy_named_by(owner: object) -> Callable[[Any], bool]:
    """Read the class attribute `policy`, a function of the visitor, without binding it."""
    found = inspect.getattr_static(owner, "policy", None)
    found = found.__func__ if isinstance(found, staticmethod) else found
    if not callable(found):
        raise ImproperlyConfigured(f"{type(owner).__name__} names no policy: who may open it?")
    return found
