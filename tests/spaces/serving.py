"""Several real server processes on the test's own database, and clients that ask them at the same instant."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32
WORKERS = 4


@contextlib.contextmanager
def servers(application: str = "tierslieu.wsgi:application") -> Iterator[int]:
    """Four gunicorn workers, forked as those of the house, that serve the test’s database; the port they listen on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "site")]),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--workers", str(WORKERS), "--preload"),
            *("--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "warning"),
        ],
        cwd=REPOSITORY,
        env=environment,
        start_new_session=True,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, "gunicorn did not start"
        with contextlib.suppress(OSError):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            link.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
            if link.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise AssertionError("gunicorn does not answer")


def signed_in(user: Any) -> str:
    """The cookie of a session of this person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def post_at_once(port: int, asked: Sequence[tuple[str, str, dict[str, Any]]]) -> list[int]:
    """Send these (cookie, path, form) at the same instant; the status that each got."""
    gate, found = Barrier(len(asked)), [0] * len(asked)

    def send(number: int) -> None:
        cookie, path, form = asked[number]
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        link.connect()
        gate.wait(timeout=60)
        link.request(
            "POST",
            path,
            urlencode({**form, "csrfmiddlewaretoken": TOKEN}),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": cookie,
                "Origin": f"http://127.0.0.1:{port}",
            },
        )
        answer = link.getresponse()
        answer.read()
        found[number] = answer.status
        link.close()

    threads = [Thread(target=send, args=(number,)) for number in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    return found
