"""Whatever happens to Redis and to the mail server, what people ask of the house goes on, and soon."""

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
# A refused sign-in answers after 1.5 s or, on a busy machine, after twice that: its time tells nothing of accounts.
ROUNDED_SECONDS = {"mauvais mot de passe": 3.5}


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
    ("redis", "smtp"),
    [(refusing, hanging), (hanging, refusing), pytest.param(flushed, hanging, marks=pytest.mark.redis)],
    ids=lambda made: made.__name__,
)
def test_no_request_waits_for_redis_or_for_the_mail_server(redis, smtp, tmp_path):
    parts = connection.settings_dict
    host = (parts["HOST"] or "").replace("/", "%2F")
    url = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{host}:{parts['PORT']}/{parts['NAME']}"
    with redis() as redis_port, smtp() as smtp_port:
        told = subprocess.run(
            [sys.executable, "tests/reminders/away.py"],
            cwd=REPOSITORY,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(["site", "."]),
                "DJANGO_SETTINGS_MODULE": "tierslieu.settings",
                "DATABASE_URL": url,
                "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
                "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}?timeout=4",
                "VAR_DIR": str(tmp_path),
                "TESTING": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 0, told.stderr[-3000:]
    found = json.loads(told.stdout)
    assert {name: status for name, (status, _cost) in found.items()} == {
        "désinscription": 404,
        "connexion": 200,
        "mauvais mot de passe": 200,
        "code": 302,
        "réserver": 302,
        "déposer": 302,
    }
    limits = dict.fromkeys(found, LIMIT_SECONDS) | ROUNDED_SECONDS
    assert {name: cost for name, (_status, cost) in found.items() if cost > limits[name]} == {}
