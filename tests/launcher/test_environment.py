import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import environment
from launcher.errors import Refused


@pytest.fixture(autouse=True)
def _no_env_file(monkeypatch, tmp_path) -> None:
    """The developer's own .env stays out of this."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)


def test_an_env_file_is_read_as_people_write_it(tmp_path) -> None:
    (tmp_path / ".env").write_text(
        "# La Caserne\n\nPORT=9000\nexport DEMO = 0\n"
        "SECRET_KEY=\"avec # et espaces \"\nEMAIL_URL='smtp://a:b@c:587?tls=1'\nBASE_URL=https://x.example # le site\n"
    )

    assert environment.read_file(tmp_path / ".env") == {
        "PORT": "9000",
        "DEMO": "0",
        "SECRET_KEY": "avec # et espaces ",
        "EMAIL_URL": "smtp://a:b@c:587?tls=1",
        "BASE_URL": "https://x.example",
    }


def test_a_bad_line_of_the_env_file_is_named(tmp_path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nDEMO: 0\n")

    with pytest.raises(Refused) as refusal:
        environment.read_file(tmp_path / ".env")
    assert str(refusal.value) == f"{tmp_path / '.env'}, ligne 2 : écrivez NOM=valeur."


def test_the_environment_wins_over_the_env_file(tmp_path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nDEMO=0\n")
    environ = {"PORT": "9100"}

    environment.fill_from_file(environ)

    assert environ == {"PORT": "9100", "DEMO": "0"}


def test_without_a_word_the_house_is_a_demo_with_a_secret_of_its_own(tmp_path) -> None:
    environ: dict[str, str] = {}

    folder = environment.for_the_house(environ)

    secret = environ.pop("SECRET_KEY")
    assert environ == {
        "DEMO": "1",
        "VAR_DIR": str(tmp_path / "var"),
        "BASE_URL": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "tierslieu.settings",
    }
    assert len(secret) >= 50
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
    again: dict[str, str] = {}
    environment.for_the_house(again)
    assert again["SECRET_KEY"] == secret


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_secret_or_a_host_name_makes_it_a_real_house(name) -> None:
    environ = {name: "x"}

    environment.for_the_house(environ)

    assert "DEMO" not in environ


@pytest.mark.parametrize("asked", ["abc", "0", "65536", "-1", "80.5", "８０００"])
def test_a_port_that_is_none_is_refused(asked) -> None:
    with pytest.raises(Refused) as refusal:
        environment.port({"PORT": asked})
    assert str(refusal.value) == (
        f"PORT={asked} n’est pas un port : donnez un nombre de 1024 à 65535, par exemple 9000."
    )


def test_the_address_follows_the_port() -> None:
    environ = {"PORT": "9000"}

    environment.for_the_house(environ)

    assert environ["BASE_URL"] == "http://127.0.0.1:9000"


def test_a_data_folder_that_is_a_file_is_refused_in_one_sentence(tmp_path) -> None:
    (tmp_path / "var").write_text("")

    with pytest.raises(Refused) as refusal:
        environment.var_dir({})
    assert str(refusal.value) == (
        f"Le dossier de données {tmp_path / 'var'} ne peut pas servir (File exists) : vérifiez ses droits et la "
        "place du disque, ou choisissez-en un autre : VAR_DIR=/autre/dossier make run."
    )


def test_a_path_longer_than_the_system_takes_is_refused(tmp_path) -> None:
    with pytest.raises(Refused, match="File name too long"):
        environment.var_dir({"VAR_DIR": str(tmp_path / ("x" * 300))})


def test_a_folder_of_somebody_else_is_refused(tmp_path) -> None:
    """As root nothing is closed: the question is asked by a process that is nobody any more."""
    closed = tmp_path / "var"
    (closed / "media").mkdir(parents=True, mode=0o700)
    ask = (
        "import os, sys; from pathlib import Path; from launcher import environment\n"
        "environment.ROOT = Path(sys.argv[1])\n"
        "os.geteuid() or (os.setegid(65534), os.seteuid(65534))\n"
        "environment.var_dir({})"
    )
    closed.chmod(0o500)

    answer = subprocess.run(
        [sys.executable, "-c", ask, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(environment.__file__).parents[1])},
    )

    assert "launcher.errors.Refused: Le dossier de données" in answer.stderr
    assert "(Permission denied)" in answer.stderr
    closed.chmod(0o700)
