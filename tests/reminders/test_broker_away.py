"""Whatever happens to Redis, a request that wakes the sweep goes on, and soon."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 2


@contextlib.contextmanager
def refusing():
    """A port where nobody listens."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


@contextlib.contextmanager
def hanging():
    """A server that accepts connections and never says a word."""
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


@contextlib.contextmanager
def flushed():
    """A real Redis that has just lost everything."""
    with refusing() as port:
        pass
    server = subprocess.Popen(
        [os.environ.get("REDIS_SERVER", "redis-server"), "--port", str(port), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.05)
        yield port
    finally:
        server.kill()
        server.wait()


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(
    "redis",
    [refusing, hanging, pytest.param(flushed, marks=pytest.mark.redis)],
    ids=lambda made: made.__name__,
)
def test_no_request_waits_for_redis(redis, tmp_path):
    parts = connection.settings_dict
    host = (parts["HOST"] or "").replace("/", "%2F")
    url = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{host}:{parts['PORT']}/{parts['NAME']}"
    with redis() as port:
        told = subprocess.run(
            [sys.executable, "tests/reminders/away.py"],
            cwd=REPOSITORY,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(["site", "."]),
                "DJANGO_SETTINGS_MODULE": "tierslieu.settings",
                "DATABASE_URL": url,
                "REDIS_URL": f"redis://127.0.0.1:{port}/0",
                "VAR_DIR": str(tmp_path),
                "TESTING": "1",
            },
            capture_output=True,
            text=True,
            check=True,
        )
    found = json.loads(told.stdout)
    assert {name: status for name, (status, _cost) in found["pages"].items()} == {
        "désinscription": 404,
        "connexion": 200,
        "mauvais mot de passe": 200,
    }
    costs = [found["wake"], *(cost for _status, cost in found["pages"].values())]
    assert [cost for cost in costs if cost > LIMIT_SECONDS] == []
