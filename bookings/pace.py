"""How often the same person, or the same machine, may do what needs no account."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

import clock

HOUR = timedelta(hours=1)


def within_pace(request: HttpRequest, deed: str, *, times: int, per: timedelta = HOUR) -> bool:
    """Count one deed of this machine, and say whether it may still be done. No address is kept readable."""
    seconds = int(per.total_seconds())
    window = int(clock.now().timestamp()) // seconds
    machine = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()[:32]
    key = f"pace:{deed}:{window}:{machine}"
    done = int(cache.get(key, 0)) + 1
    cache.set(key, done, seconds)
    return done <= times
