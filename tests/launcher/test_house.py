import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import clock
from launcher import house, locks, postgres, preflight, vendor
from launcher.cluster import locate
from people import demo
from tests.launcher.furnishing import furnish

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run one of our commands as somebody would who has nothing of ours in the environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_taken_port_is_one_sentence_and_nothing_is_started(tmp_path, taken) -> None:
    answer = command("-m", "launcher", "run", VAR_DIR=str(tmp_path), PORT=str(taken))

    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        f"Le port {taken} est déjà pris par un autre programme : fermez-le, ou essayez "
        f"« PORT={taken + 1} make run »."
    )
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (
            "ouverte",
            "La maison est déjà ouverte à http://127.0.0.1:8000 (processus 4321) : fermez-la d’abord avec Ctrl-C.",
        ),
        (
            "ouvre",
            (
                "La maison est déjà en train d’ouvrir, à http://127.0.0.1:8000 (processus 4321) : attendez qu’elle "
                "soit prête, ou arrêtez-la avec Ctrl-C."
            ),
        ),
    ],
)
def test_two_houses_on_one_folder_are_one_too_many(tmp_path, word, sentence) -> None:
    (tmp_path / "run").mkdir()
    first = locks.attempt(tmp_path / "run" / "house.lock")
    first.write(f"{word} 4321 http://127.0.0.1:8000")

    answer = command("-m", "launcher", "run", VAR_DIR=str(tmp_path), PORT="8399")

    assert (answer.returncode, answer.stderr.strip()) == (1, sentence)
    first.release()


def test_a_database_that_is_down_is_one_sentence(tmp_path, taken) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    url = f"postgres://a:b@127.0.0.1:{port}/c"

    answer = command("-m", "launcher", "run", VAR_DIR=str(tmp_path), PORT="8398", DATABASE_URL=url)

    assert answer.returncode == 1
    assert answer.stderr.strip().startswith(
        f"La base de données de DATABASE_URL (127.0.0.1:{port}) ne répond pas : vérifiez qu’elle est démarrée"
    )


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ('FATAL:  password authentication failed for user "a"', "le nom ou le mot de passe est refusé"),
        ('FATAL:  database "c" does not exist', "cette base n’existe pas, créez-la (createdb)"),
        (
            "NotSupportedError: PostgreSQL 15 or later is required (found 14.1).",
            "elle est trop ancienne, il faut PostgreSQL 15 ou plus",
        ),
        (
            'permission denied to create extension "unaccent"',
            "ses extensions manquent, demandez à qui l’administre : CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm;",
        ),
    ],
)
def test_what_the_database_refuses_is_told_with_what_to_do(output, sentence, tmp_path) -> None:
    assert preflight.explain(f"Traceback\n{output}\n", "Tables de la base", tmp_path) == (
        f"La base de données ne convient pas : {sentence}. Détails : {tmp_path}"
    )


def test_any_other_failure_is_told_by_its_last_line(tmp_path) -> None:
    refused = 'Traceback\ndb.ProgrammingError: relation "x" does not exist\nLINE 1: SELECT 1\n          ^\n'
    assert preflight.explain(refused, "Tables", tmp_path) == (
        f'Tables : « db.ProgrammingError: relation "x" does not exist ». Détails : {tmp_path}'
    )
    assert preflight.explain("Traceback\nValueError: trois\n\n", "La démonstration", tmp_path) == (
        f"La démonstration : « ValueError: trois ». Détails : {tmp_path}"
    )


def test_a_reset_spares_a_database_of_yours_and_a_real_house(tmp_path) -> None:
    yours = command("-m", "launcher", "reset", VAR_DIR=str(tmp_path), DATABASE_URL="postgres://a@b/c")
    real = command("-m", "launcher", "reset", VAR_DIR=str(tmp_path), DEMO="0")

    assert (yours.returncode, real.returncode) == (1, 1)
    assert yours.stderr.strip().startswith(
        "DATABASE_URL désigne une base qui n’est pas celle de la démonstration"
    )
    assert real.stderr.strip() == "Cette maison n’est pas une démonstration (DEMO=0) : je n’efface rien."


def test_a_reset_deletes_what_the_house_wrote_and_nothing_else(tmp_path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "à moi.txt").write_text("gardé")

    answer = command("-m", "launcher", "reset", VAR_DIR=str(tmp_path))

    assert (answer.returncode, answer.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["à moi.txt"]


def test_a_management_command_starts_the_house_s_database_and_stops_it(tmp_path) -> None:
    answer = command(
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        "import django.db as d; c = d.connection.cursor(); c.execute('SELECT 6 * 7'); print(c.fetchone())",
        VAR_DIR=str(tmp_path),
    )

    assert (answer.stdout.strip(), answer.returncode) == ("(42,)", 0)
    assert not (locate(tmp_path).data / "postmaster.pid").exists()
    postgres.destroy(tmp_path)


def test_the_accounts_shown_are_the_demo_s() -> None:
    assert [address for address, _ in house.ACCOUNTS if address.partition("@")[0] not in demo.ACCOUNTS] == []
    assert len(house.ACCOUNTS) == len(demo.ACCOUNTS)
    assert house.PASSWORD == demo.PASSWORD


def test_every_vendor_file_that_pages_ask_for_is_fetched_and_none_names_a_host() -> None:
    asked = set()
    for path in [*ROOT.glob("**/templates/**/*.html"), *ROOT.glob("site/tierslieu/static/css/**/*.css")]:
        if ".venv" not in path.parts:
            asked |= set(re.findall(r"vendor/([\w./-]+\.\w+)", path.read_text()))
    locked = (ROOT / "package-lock.json").read_text()

    assert asked <= set(vendor.FILES)
    assert "resolved" not in locked
    assert "registry" not in locked


def test_the_installation_is_a_part_of_the_time_announced() -> None:
    now = time.monotonic()

    assert 88 < now - house._begun(str(int(clock.now().timestamp()) - 90)) < 91
    assert house._begun("") >= now
    assert house._begun(str(int(clock.now().timestamp()))) >= now


@pytest.mark.slow
def test_a_house_stops_everything_on_sigterm_and_leaves_its_data(tmp_path) -> None:
    """The whole life of a demo: a start, an answer, an end, an empty process list."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    furnish(tmp_path)
    (locate(tmp_path).home / "demo-chargee").write_text("")
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    assert "La maison est ouverte" in "".join(said), "".join(said)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.status == 200

    process.send_signal(signal.SIGTERM)
    said += process.communicate(timeout=60)[0].splitlines()

    assert [line for line in said if line.startswith("✓")][-4:] == [
        "✓ L’horloge Celery beat",
        "✓ Le worker Celery",
        "✓ Le serveur web",
        "✓ PostgreSQL",
    ]
    assert (said[-1], process.returncode) == ("Tout est arrêté.", 0)
    assert mine(tmp_path) == []
    assert (locate(tmp_path).data / "PG_VERSION").exists()
    postgres.destroy(tmp_path)


def mine(folder: Path) -> list[str]:
    """The processes that carry this folder in their environment or command line."""
    listed = subprocess.run(["ps", "axeww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"VAR_DIR={folder}" in line and "ps axeww" not in line]
