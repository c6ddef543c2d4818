"""The cache while Redis is away: the process remembers for itself, and nobody waits."""

import socket
import time
from contextlib import closing

import pytest

from tierslieu.cache import AWAY_SECONDS, SteadyRedisCache

OPTIONS = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}


@pytest.fixture(autouse=True)
def _redis_is_trusted_again():
    yield
    SteadyRedisCache._away_until = 0.0


def cache_at(port: int) -> SteadyRedisCache:
    found = SteadyRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": OPTIONS})
    found._memory.clear()
    return found


def remembers(cache) -> None:
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})
    assert cache.get("a") == 1
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2, "c": 3}
    assert cache.add("a", 9) is False
    assert cache.incr("a") == 2
    assert cache.touch("a", 60) is True
    assert "a" in cache
    assert cache.delete("a") is True
    cache.delete_many(["b", "c"])
    assert cache.get("a", "rien") == "rien"
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_redis_that_refuses_is_forgotten_for_a_while():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    remembers(cache_at(port))


def test_a_redis_that_hangs_is_waited_for_once():
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        cache = cache_at(listener.getsockname()[1])
        begun = time.monotonic()
        remembers(cache)
        assert time.monotonic() - begun < 1


def test_redis_is_asked_again_after_a_moment(monkeypatch):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        cache = cache_at(probe.getsockname()[1])
    cache.get("a")
    until = SteadyRedisCache._away_until
    assert 0 < until - time.monotonic() <= AWAY_SECONDS
    SteadyRedisCache._away_until = 0.0
    cache.get("a")
    assert SteadyRedisCache._away_until > until
