"""Databases for the tests, copied from one that is migrated once: 0.2 s instead of 20."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from launcher import binaries, environment, migrations, progress, sharing
from launcher.cluster import NAME, locate
from launcher.environment import ROOT
from launcher.errors import Refused
from launcher.processes import StopRequest

MODEL = "modele"
# pytest's own process, then each of those that share its tests.
SUFFIXES = ("", *(f"_gw{number}" for number in range(sharing.WORKERS)))


def prepare(folder: Path, url: str, environ: dict[str, str], stop: StopRequest) -> None:
    """Make the databases that pytest-django will find with --reuse-db. Raises Refused."""
    mark = folder / "modele-migre.json"
    wanted, applied = migrations.digests("requirements/dev.txt"), migrations.read(mark)
    if applied != wanted:
        mark.unlink(missing_ok=True)
        if not applied or not applied.items() <= wanted.items():
            _sql(folder, url, f"DROP DATABASE IF EXISTS {MODEL} WITH (FORCE)", f"CREATE DATABASE {MODEL}")
        with progress.step("Tables de la base d’essai") as step:
            for arguments in (["migrate", "--noinput"], ["createcachetable"]):
                try:
                    progress.command(
                        [sys.executable, "manage.py", *arguments],
                        log=folder / "migration.log",
                        stop=stop,
                        environment=environment.for_python({**environ, "DATABASE_URL": _named(url, MODEL)}),
                        cwd=ROOT,
                        report=lambda _: step.update(),
                    )
                except progress.StepFailed as failure:
                    raise Refused(f"Les migrations échouent :\n{failure.output[-3000:]}") from failure
        mark.write_text(json.dumps(wanted))
    statements = []
    for suffix in SUFFIXES:
        statements.append(f"DROP DATABASE IF EXISTS test_{NAME}{suffix} WITH (FORCE)")
        statements.append(f"CREATE DATABASE test_{NAME}{suffix} TEMPLATE {MODEL}")
    _sql(folder, url, *statements)


def version(folder: Path) -> str:
    """What the server calls itself."""
    answer = subprocess.run(
        [_program(folder, "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    return answer.stdout.split()[-1] if answer.stdout else "?"


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _program(folder: Path, name: str) -> str:
    cluster = locate(folder)
    return binaries.find(cluster.account, cluster.copies).path(name)


def _sql(folder: Path, url: str, *statements: str) -> None:
    arguments = [word for statement in statements for word in ("-c", statement)]
    answer = subprocess.run(
        [
            _program(folder, "psql"),
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            _named(url, "postgres"),
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if answer.returncode:
        raise Refused(f"La base d’essai ne se prépare pas : {answer.stderr.strip()}.")
