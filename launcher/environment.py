"""Fill the environment that the settings read: the `.env` file first, then the demo's own defaults."""

import os
import secrets
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

from launcher import postgres
from launcher.errors import Refused

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
# Whoever sets one of these runs a real house, or tests.
NOT_A_DEMO = ("DEMO", "DEBUG", "TESTING", "SECRET_KEY", "ALLOWED_HOSTS")
# Apple's Objective-C and Kerberos kill the forks of a process that has used them, such as those of gunicorn.
FORKS_OF_MACOS = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES", "PGGSSENCMODE": "disable"}


def read_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines: comments, quotes and a leading `export` are understood. Raises Refused."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"Le fichier {path} ne se lit pas : {error}.") from error
    found = {}
    for number, raw in enumerate(lines, start=1):
        line = raw.strip().removeprefix("export ").strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise Refused(f"{path}, ligne {number} : écrivez NOM=valeur.")
        found[name] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    for quote in ('"', "'"):
        if value.startswith(quote) and (closing := value.find(quote, 1)) > 0:
            return value[1:closing]
    return value.partition(" #")[0].rstrip()


def fill_from_file(environ: MutableMapping[str, str]) -> None:
    """What the environment does not say, `.env` says."""
    for name, value in read_file(ROOT / ".env").items():
        environ.setdefault(name, value)


def port(environ: Mapping[str, str]) -> int:
    """The port of the web server. Raises Refused when PORT is not one."""
    asked = environ.get("PORT") or str(DEFAULT_PORT)
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= 65535:
        raise Refused(f"PORT={asked} n’est pas un port : donnez un nombre de 1024 à 65535, par exemple 9000.")
    return int(asked)


def var_dir(environ: Mapping[str, str]) -> Path:
    """The folder of everything we write, made if need be. Raises Refused when we cannot use it."""
    folder = (ROOT / (environ.get("VAR_DIR") or "var")).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial = folder / f".essai-{os.getpid()}"
        trial.write_text("")
        trial.unlink()
        for entry in folder.iterdir():
            if not os.access(entry, os.R_OK | os.W_OK | (os.X_OK if entry.is_dir() else 0)):
                raise Refused(
                    f"{entry} n’est pas lisible et modifiable par vous : vérifiez à qui il appartient "
                    "(a-t-on lancé la maison en root avant ?)."
                )
    except OSError as error:
        raise Refused(
            f"Le dossier de données {folder} ne peut pas servir ({error.strerror}) : vérifiez ses droits et la "
            "place du disque, ou choisissez-en un autre : VAR_DIR=/autre/dossier make run."
        ) from error
    return folder


def secret(folder: Path) -> str:
    """The demo's own SECRET_KEY, made once and kept, so that people stay signed in after a restart."""
    path = folder / "secret-key"
    with suppress(FileNotFoundError):
        kept = path.read_text().strip()
        if kept:
            return kept
    draft = folder / f".secret-key-{os.getpid()}"
    draft.write_text(secrets.token_urlsafe(64))
    draft.chmod(0o600)
    with suppress(FileExistsError):
        # A link fails when another start was quicker: its key is then ours too.
        os.link(draft, path)
    draft.unlink()
    return path.read_text().strip()


def for_the_house(environ: MutableMapping[str, str]) -> Path:
    """Complete the environment of the web server, the worker and beat; returns the data folder.

    Without a word on DEMO it is the demo, unless a secret or a host name shows a real house.
    """
    fill_from_file(environ)
    if not any(name in environ for name in NOT_A_DEMO):
        environ["DEMO"] = "1"
    folder = var_dir(environ)
    environ["VAR_DIR"] = str(folder)
    # WhiteNoise wants the folder to be there, even empty.
    (folder / "static").mkdir(exist_ok=True)
    environ.setdefault("BASE_URL", f"http://127.0.0.1:{port(environ)}")
    environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
    if is_demo(environ):
        environ.setdefault("SECRET_KEY", secret(folder))
    return folder


def for_a_command(environ: MutableMapping[str, str]) -> None:
    """Complete the environment of manage.py: without DATABASE_URL, it talks to the house of `make run`.

    The embedded PostgreSQL is started when it is not there, and stops with the command that started it.
    """
    fill_from_file(environ)
    environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
    if not environ.get("DATABASE_URL"):
        folder = for_the_house(environ)
        environ["DATABASE_URL"] = postgres.ensure_running(folder)


def is_demo(environ: Mapping[str, str]) -> bool:
    """Read DEMO as the settings do."""
    return environ.get("DEMO", "").lower() in {"1", "true", "yes", "on", "y", "t", "ok"}


def for_python(environ: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """The environment of a Python of ours: both source roots on its path, its words said at once."""
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    forks = FORKS_OF_MACOS if platform == "darwin" else {}
    return {**forks, **environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PYTHONNOUSERSITE": "1"}
