"""`make reset`: forget the demo, so that the next start loads a new one."""

import os
import shutil

from launcher import environment, postgres, progress
from launcher.errors import Refused
from launcher.house import children
from launcher.preflight import alone
from launcher.processes import StopRequest
from launcher.supervisor import Supervisor

# What the house writes; anything else in the folder is not ours to delete.
OURS = ("broker", "courriels", "journaux", "media", "run", "sheets", "static", "vault", "secret-key")


def reset() -> None:
    """Delete the demo's database and files. Raises Refused while the house is open, or when it is no demo."""
    environ = dict(os.environ)
    environment.fill_from_file(environ)
    if environ.get("DATABASE_URL"):
        raise Refused(
            "DATABASE_URL désigne une base qui n’est pas celle de la démonstration : je n’y touche pas. "
            "Retirez cette variable (de .env aussi), puis recommencez."
        )
    folder = environment.for_the_house(environ)
    if not environment.is_demo(environ):
        raise Refused("Cette maison n’est pas une démonstration (DEMO=0) : je n’efface rien.")
    run_folder = folder / "run"
    run_folder.mkdir(mode=0o700, exist_ok=True)
    lock = alone(run_folder)
    with progress.step("Retour à la démonstration neuve"):
        Supervisor(
            children=children(environment.port(environ)),
            environment=environ,
            cwd=environment.ROOT,
            logs=folder / "journaux",
            record=run_folder / "processes.json",
            say=lambda _: None,
            stop=StopRequest(),
        ).end_orphans()
        postgres.destroy(folder)
        for name in OURS:
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        for path in folder.glob("beat-schedule*"):
            path.unlink()
    lock.release()
