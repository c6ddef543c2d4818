"""Where the embedded PostgreSQL keeps its data, and under which account it runs."""

import os
import pwd
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher import locks
from launcher.binaries import Account
from launcher.errors import Refused

ROOT_HOMES = Path("/var/lib/tierslieu")
LONGEST_SOCKET = 100
NAME = "tierslieu"


@dataclass(frozen=True)
class Cluster:
    """One set of data, with its password, its socket, its journal and its locks."""

    home: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """What initdb makes."""
        return self.home / "data"

    @property
    def password_file(self) -> Path:
        """Made once; scram keeps everybody else of this machine out."""
        return self.home / "password"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgres.log"

    @property
    def copies(self) -> Path:
        """Where programs are copied for an account that cannot reach the virtual environment."""
        return ROOT_HOMES

    @property
    def socket_fits(self) -> bool:
        """A Unix socket's whole path has to fit in about a hundred bytes."""
        return len(os.fsencode(self.home / ".s.PGSQL.5432")) <= LONGEST_SOCKET


def locate(var_dir: Path) -> Cluster:
    """The cluster of a data folder; its own folder is made when it is new. Raises Refused.

    As root the data cannot stay below a 0700 home, which the server's account could not cross: it goes
    to /var/lib/tierslieu, and `emplacement` in the data folder remembers where.
    """
    place = var_dir / "postgres"
    pointer = place / "emplacement"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Two first starts at once must not choose two places.
        with locks.held(place):
            return _known(place, var_dir) or _new_home(pointer, var_dir)
    except OSError as error:
        raise Refused(
            f"Le dossier de la base, {place}, n’est pas accessible ({error.strerror}) : vérifiez à qui il "
            "appartient (a-t-on lancé la maison en root avant ?)."
        ) from error


def _known(place: Path, var_dir: Path) -> Cluster | None:
    pointer = place / "emplacement"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        return Cluster(home, _account(home)) if _belongs(home, var_dir) else None
    if (place / "data").exists() or os.geteuid() != 0:
        return Cluster(place, _account(place))
    return None


def forget(cluster: Cluster, var_dir: Path) -> None:
    """Delete the data and the way to it."""
    shutil.rmtree(cluster.home, ignore_errors=True)
    shutil.rmtree(var_dir / "postgres", ignore_errors=True)


def _belongs(home: Path, var_dir: Path) -> bool:
    """Whether a place under /var/lib is ours: a copied folder must not share its original's data."""
    owner = home / "dossier"
    if not owner.exists():
        return False
    recorded = Path(owner.read_text().strip())
    if recorded == var_dir:
        return True
    if (recorded / "postgres" / "emplacement").exists():
        return False
    owner.write_text(str(var_dir))
    return True


def _new_home(pointer: Path, var_dir: Path) -> Cluster:
    ROOT_HOMES.mkdir(mode=0o755, parents=True, exist_ok=True)
    _prune()
    home = ROOT_HOMES / secrets.token_hex(6)
    home.mkdir(mode=0o700)
    nobody = pwd.getpwnam("nobody")
    (home / "dossier").write_text(str(var_dir))
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    pointer.write_text(str(home))
    return Cluster(home, Account(nobody.pw_uid, nobody.pw_gid))


def _prune() -> None:
    """Delete the data of temporary folders that are gone: tests and trials leave them behind."""
    for owner in ROOT_HOMES.glob("*/dossier"):
        folder = Path(owner.read_text().strip())
        if folder.is_relative_to(tempfile.gettempdir()) and not folder.exists():
            lock = locks.attempt(owner.with_name("users.lock"))
            if lock is not None:
                shutil.rmtree(owner.parent, ignore_errors=True)
                lock.release()


def _account(home: Path) -> Account | None:
    """As root, the account that owns the data; otherwise our own."""
    if os.geteuid() != 0:
        return None
    owner = home.stat()
    if owner.st_uid == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        return Account(nobody.pw_uid, nobody.pw_gid)
    return Account(owner.st_uid, owner.st_gid)
