"""A Redis cache that nobody waits for: while Redis is away, each process remembers for itself.

Rate limits then count per process instead of not at all, and no page fails for want of a cache.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# After a failure Redis is left alone for that long: a page asks its cache many times.
AWAY_SECONDS = 5


class SteadyRedisCache(RedisCache):
    """Django's Redis cache, and the process's own memory while Redis does not answer."""

    _away_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        memory = {name: value for name, value in params.items() if name != "OPTIONS"}
        self._memory = LocMemCache("redis-away", memory)

    def _answer(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                SteadyRedisCache._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("Redis is away, remembering in this process: %s", error)
        return getattr(self._memory, name)(*args, **kwargs)


def _steady(name: str) -> Callable[..., Any]:
    def method(self: SteadyRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._answer(name, *args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"`{name}` of whichever of the two answers."
    return method


for _name in (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many", "clear"),
):
    setattr(SteadyRedisCache, _name, _steady(_name))
