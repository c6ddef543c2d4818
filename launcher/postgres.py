"""The embedded PostgreSQL: made on first use, started when somebody needs it, stopped by the last to leave."""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import binaries, creation, locks, processes
from launcher.binaries import Programs, switch
from launcher.cluster import NAME, Cluster, forget, locate
from launcher.errors import Refused

READY_SECONDS = 120
PORT_ATTEMPTS = 5
ORPHANS_SECONDS = 10
LONGEST_LOG = 5_000_000
STOP = [(signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)]
# The tests' data need not outlive a power cut.
HURRIED = ["-c", "fsync=off", "-c", "full_page_writes=off"]


@dataclass(frozen=True)
class Server:
    """A running server, as its own pid file tells it."""

    pid: int
    port: int
    socket_folder: str
    status: str


_uses: dict[Path, locks.Lock] = {}
_started: dict[int, subprocess.Popen[bytes]] = {}


def ensure_running(var_dir: Path, *, durable: bool = True) -> str:
    """Start the server of a data folder if needed, and return its address as a DATABASE_URL.

    The server stays until the last process that called this has ended or called `release`; a process
    killed by -9 no longer counts. Raises Refused.
    """
    cluster = locate(var_dir.resolve())
    if cluster.home not in _uses:
        using = locks.wait(cluster.home / "users.lock", shared=True, seconds=60)
        if using is None:
            raise Refused(
                "La base de données s’arrête depuis une minute : attendez un instant, puis recommencez."
            )
        _uses[cluster.home] = using
        atexit.register(_leave, os.getpid(), cluster)
    with locks.held(cluster.home / "start.lock", seconds=READY_SECONDS + 60):
        server = _running(cluster) or _start(cluster, durable=durable)
    return _url(cluster, server)


def release(var_dir: Path) -> bool:
    """Leave the server, and stop it unless another process still uses it. True when nothing runs any more."""
    return _release(locate(var_dir.resolve()))


def _release(cluster: Cluster) -> bool:
    with locks.held(cluster.home / "start.lock", seconds=60):
        using = _uses.pop(cluster.home, None)
        if using is not None:
            using.release()
        alone = locks.attempt(cluster.home / "users.lock")
        if alone is None:
            return False
        try:
            server = _running(cluster)
            if server is not None:
                own = _started.pop(server.pid, None)
                processes.end(server.pid, STOP, own.poll if own else lambda: None)
        finally:
            alone.release()
    return True


def alive(var_dir: Path) -> bool:
    """Whether the server of a data folder accepts connections."""
    for process in _started.values():
        process.poll()
    server = _read(locate(var_dir.resolve()))
    return server is not None and server.status == "ready"


def destroy(var_dir: Path) -> None:
    """Stop the server and delete its data. Raises Refused while somebody uses it."""
    if not release(var_dir):
        raise Refused("La base de données sert encore à un autre programme : arrêtez-le d’abord.")
    forget(locate(var_dir.resolve()), var_dir.resolve())


def _leave(pid: int, cluster: Cluster) -> None:
    # A forked child inherits this farewell, not the right to say it.
    if os.getpid() == pid and cluster.home in _uses and cluster.home.exists():
        with contextlib.suppress(TimeoutError):
            _release(cluster)


def _url(cluster: Cluster, server: Server) -> str:
    password = cluster.password_file.read_text().strip()
    if server.socket_folder:
        where = server.socket_folder.replace("%", "%25").replace("/", "%2F").replace(" ", "%20")
        return f"postgres://{NAME}:{password}@{where}:{server.port}/{NAME}"
    return f"postgres://{NAME}:{password}@127.0.0.1:{server.port}/{NAME}"


def _read(cluster: Cluster) -> Server | None:
    """The server that the pid file names, provided that it lives and is a PostgreSQL on these data."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if processes.mark(pid) is None or str(cluster.data) not in processes.command(pid):
        return None
    lines += [""] * (8 - len(lines))
    return Server(pid, int(lines[3] or 0), lines[4].strip(), lines[7].strip())


def _running(cluster: Cluster) -> Server | None:
    """A ready server, after waiting for one that is starting or stopping."""
    deadline = time.monotonic() + READY_SECONDS
    while (server := _read(cluster)) is not None and time.monotonic() < deadline:
        if server.status == "ready":
            return server
        time.sleep(0.05)
    return None


def _start(cluster: Cluster, *, durable: bool) -> Server:
    programs = binaries.find(cluster.account, cluster.copies)
    creation.make(cluster, programs)
    _drop_stale_pid(cluster)
    if cluster.log.exists() and cluster.log.stat().st_size > LONGEST_LOG:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    for _ in range(PORT_ATTEMPTS):
        server = _launch(cluster, programs, durable=durable)
        if server is not None:
            return server
    raise Refused(f"PostgreSQL ne trouve aucun port libre sur 127.0.0.1 : voyez {cluster.log}.")


def _drop_stale_pid(cluster: Cluster) -> None:
    """Remove a pid file whose number a stranger has, or a corpse that nobody buries: PostgreSQL would refuse.

    When the number belongs to nobody it is left in place: PostgreSQL checks better than we do that no
    orphan of its own still holds the shared memory.
    """
    for process in _started.values():
        process.poll()
    pid_file = cluster.data / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
        if str(cluster.data) not in processes.command(pid):
            deadline = time.monotonic() + ORPHANS_SECONDS
            while processes.inside(cluster.data) and time.monotonic() < deadline:
                time.sleep(0.05)
            pid_file.unlink()
            (cluster.home / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _launch(cluster: Cluster, programs: Programs, *, durable: bool) -> Server | None:
    """Start the server and wait until it is ready; None when its port was taken meanwhile."""
    if cluster.socket_fits:
        where = ["-k", str(cluster.home), "-c", "listen_addresses="]
    else:
        port = _free_port(cluster.home / "port")
        where = ["-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1", "-p", str(port)]
    with cluster.log.open("ab") as log:
        begins = log.tell()
        process = subprocess.Popen(  # type: ignore[call-overload]
            [
                programs.path("postgres"),
                *["-D", str(cluster.data), *where],
                *["-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "max_connections=200"],
                *([] if durable else HURRIED),
            ],
            cwd=cluster.home,
            env=creation.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
            **switch(cluster.account),
        )
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        server = _read(cluster)
        if server is not None and server.pid == process.pid and server.status == "ready":
            _started[process.pid] = process
            return server
        time.sleep(0.02)
    processes.end(process.pid, STOP, process.poll)
    said = cluster.log.read_bytes()[begins:].decode("utf-8", "replace")
    if "could not create any TCP/IP sockets" in said or "Address already in use" in said:
        return None
    if "still in use" in said or "is another postmaster" in said.lower():
        # Children of a killed server are leaving: they take a second or two.
        time.sleep(1)
        return None
    raise Refused(f"PostgreSQL ne démarre pas : {creation.last_error(said)}. Son journal est {cluster.log}.")


def _free_port(remembered: Path) -> int:
    """The port of last time while it is free, so that a restart keeps the address its users hold."""
    with contextlib.suppress(OSError, ValueError):
        wanted = int(remembered.read_text())
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return wanted
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    remembered.write_text(str(port))
    return port
