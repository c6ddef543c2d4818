"""A new house with the tables that the test database has, rather than a minute of migrations more."""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from launcher import binaries, postgres
from launcher.cluster import locate
from launcher.trial_database import MODEL


def furnish(folder: Path) -> None:
    """Give the database of a new house its tables; its own start still looks for what they would lack."""
    cluster = locate(folder)
    programs = binaries.find(cluster.account, cluster.copies)
    model = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{MODEL}"))
    tables = subprocess.run(
        [programs.path("pg_dump"), "--no-owner", "--dbname", model], capture_output=True, check=True
    ).stdout
    url = postgres.ensure_running(folder)
    subprocess.run(
        [programs.path("psql"), "-X", "-q", "-d", url], input=tables, capture_output=True, check=True
    )
    postgres.release(folder)
