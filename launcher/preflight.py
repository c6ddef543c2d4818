"""What is checked before anything is started, and how a refusal is told."""

import contextlib
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from launcher import locks
from launcher.errors import Refused

# What PostgreSQL or Django say, and what somebody can do about it.
DIAGNOSES = (
    (r"password authentication failed|no password supplied", "le nom ou le mot de passe est refusé"),
    (r'database ".*" does not exist', "cette base n’existe pas, créez-la (createdb)"),
    (
        r"permission denied to create extension|extension \".*\" is not available",
        (
            "ses extensions manquent, demandez à qui l’administre : "
            "CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm;"
        ),
    ),
    (r"PostgreSQL 15 or later is required", "elle est trop ancienne, il faut PostgreSQL 15 ou plus"),
    (r"permission denied for schema", "ce compte n’a pas le droit d’y créer des tables"),
    (
        (
            r"connection refused|could not connect|Connection timed out|could not translate host|"
            r"connection failed|server closed the connection"
        ),
        "elle ne répond pas",
    ),
)


OPENING, OPEN = "ouvre", "ouverte"


def alone(run_folder: Path) -> locks.Lock:
    """Be the only house on this data folder. Raises Refused when another one is."""
    path = run_folder / "house.lock"
    # A house that is just closing deserves a moment.
    lock = locks.wait(path, seconds=3)
    if lock is None:
        state, pid, url = [*path.read_text().split(" "), "", "", ""][:3]
        if state == OPENING:
            raise Refused(
                f"La maison est déjà en train d’ouvrir, à {url} (processus {pid}) : attendez qu’elle soit prête, "
                "ou arrêtez-la avec Ctrl-C."
            )
        raise Refused(
            f"La maison est déjà ouverte à {url} (processus {pid}) : fermez-la d’abord avec Ctrl-C."
        )
    return lock


def require_port(port: int) -> None:
    """Raises Refused when the port is taken, or reserved to root."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Refused(
                f"Le port {port} est réservé à root : choisissez-en un au-dessus de 1024."
            ) from error
        except OSError as error:
            raise Refused(
                f"Le port {port} est déjà pris par un autre programme : fermez-le, ou essayez "
                f"« PORT={port + 1 if port < 65535 else 9000} make run »."
            ) from error


def require_database(url: str) -> None:
    """Raises Refused when nobody listens where DATABASE_URL points."""
    parts = urlsplit(url)
    if not parts.hostname or parts.hostname.startswith("%2f"):
        return
    try:
        socket.create_connection((parts.hostname, parts.port or 5432), timeout=3).close()
    except (OSError, ValueError) as error:
        raise Refused(
            f"La base de données de DATABASE_URL ({parts.hostname}:{parts.port or 5432}) ne répond pas : "
            f"vérifiez qu’elle est démarrée ({error})."
        ) from error


def explain(output: str, label: str, log: Path) -> str:
    """One sentence for what a management command died of."""
    for pattern, sentence in DIAGNOSES:
        if re.search(pattern, output, re.IGNORECASE):
            return f"La base de données ne convient pas : {sentence}. Détails : {log}"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # What PostgreSQL refuses ends with the statement and a caret under it.
    named = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Configured): ", line)]
    return f"{label} : « {(named or lines or ['rien'])[-1]} ». Détails : {log}"
