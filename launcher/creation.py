"""The first start of an embedded PostgreSQL: initdb, a password, a database."""

import os
import secrets
import shutil
import subprocess

from launcher.binaries import Programs, switch
from launcher.cluster import NAME, Cluster
from launcher.errors import Refused

# PostgreSQL's own folding: with a plain C locale lower('ÉCOLE') fails, with C ctype pg_trgm drops the É.
LOCALES = (
    ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"],
    ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=en_US.UTF-8"],
    ["--lc-collate=C", "--lc-ctype=C.UTF-8"],
    ["--lc-collate=C", "--lc-ctype=en_US.UTF-8"],
)


def make(cluster: Cluster, programs: Programs) -> None:
    """Run initdb and create the database, in a draft: an interrupted first start leaves nothing half made."""
    version = cluster.data / "PG_VERSION"
    if version.exists():
        made_by = int(version.read_text().split(".")[0])
        if made_by != programs.major:
            raise Refused(
                f"Les données de {cluster.data} viennent de PostgreSQL {made_by}, et le programme est un "
                f"PostgreSQL {programs.major} : reprenez l’ancien .venv pour les exporter, ou « make reset »."
            )
        return
    draft = cluster.home / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    cluster.password_file.write_text(secrets.token_urlsafe(24))
    cluster.password_file.chmod(0o600)
    if cluster.account is not None:
        os.chown(cluster.password_file, cluster.account.uid, cluster.account.gid)
    said = ""
    for locale in LOCALES:
        answer = _run(
            cluster,
            [
                programs.path("initdb"),
                f"--pgdata={draft}",
                f"--username={NAME}",
                f"--pwfile={cluster.password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions",
                *locale,
            ],
        )
        if answer.returncode == 0:
            break
        said = last_error(answer.stdout)
    else:
        raise Refused(f"PostgreSQL n’a pas pu préparer ses données dans {cluster.home} : {said}.")
    answer = _run(
        cluster,
        [programs.path("postgres"), "--single", "-D", str(draft), "postgres"],
        f"CREATE DATABASE {NAME};\n",
    )
    if answer.returncode:
        raise Refused(
            f"PostgreSQL n’a pas pu créer la base dans {cluster.home} : {last_error(answer.stdout)}."
        )
    draft.rename(cluster.data)


def environment() -> dict[str, str]:
    """What PostgreSQL's programs are told of ours: nothing that changes their language or their zone."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _run(cluster: Cluster, arguments: list[str], words: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload]
        arguments,
        input=words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=cluster.home,
        env=environment(),
        start_new_session=True,
        **switch(cluster.account),
    )


def last_error(said: str) -> str:
    """The line of a journal that says most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (errors or lines or ["aucune explication"])[-1].rstrip(".")
