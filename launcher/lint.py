"""`make lint`: every reader of the code, one after the other, each with its verdict."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from launcher import environment, locks, postgres
from launcher.environment import ROOT
from launcher.errors import Refused
from launcher.progress import seconds

PACKAGES = ("site", "spaces", "bookings", "incubator", "cms", "launcher")
PRODUCTION = {
    "SECRET_KEY": "relecture-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "caserne.example",
    "BASE_URL": "https://caserne.example",
    "EMAIL_URL": "smtp://localhost:25",
    "DEMO": "0",
    "DEBUG": "0",
    "TESTING": "0",
}


def templates() -> list[str]:
    """Every HTML template that git knows."""
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.html"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return [name for name in answer.stdout.splitlines() if (ROOT / name).exists()]


def readings() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """What is read, by which command, with which extra environment."""
    tool = str(ROOT / ".venv" / "bin")
    manage = [sys.executable, "manage.py"]
    pages = templates()
    yield "ruff check", [f"{tool}/ruff", "check", "."], {}
    yield "ruff format", [f"{tool}/ruff", "format", "--check", "."], {}
    yield "djade", [f"{tool}/djade", "--check", "--target-version", "6.1", *pages], {}
    yield "djlint", [f"{tool}/djlint", "--lint", "--quiet", *pages], {}
    yield "typos", [f"{tool}/typos"], {}
    yield "import-linter", [f"{tool}/lint-imports"], {"PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"}
    yield "mypy", [sys.executable, "-m", "mypy", *PACKAGES], {"TESTING": "1"}
    yield "makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], {"TESTING": "1"}
    yield "check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION


def lint() -> int:
    """Read everything even after a failure; 1 when one reader was not content. Raises Refused."""
    folder = environment.var_dir(os.environ) / "essais"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = locks.attempt(folder / "lint.lock")
    if lock is None:
        raise Refused("Une relecture tourne déjà dans ce dossier : attendez qu’elle finisse.")
    environ = {
        **os.environ,
        "DATABASE_URL": postgres.ensure_running(folder, durable=False),
        "VAR_DIR": str(folder),
    }
    failures = []
    for label, command, extra in readings():
        begun = time.monotonic()
        answer = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env={**environ, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        sys.stdout.write(
            f"{'✗' if answer.returncode else '✓'} {label} ({seconds(time.monotonic() - begun)})\n"
        )
        if answer.returncode:
            failures.append(label)
            sys.stdout.write(answer.stdout)
        sys.stdout.flush()
    if failures:
        raise Refused(f"À reprendre : {', '.join(failures)}.")
    return 0
