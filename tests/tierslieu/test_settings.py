"""Settings read the environment, and production refuses to open half dressed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "k" * 25 + "3f9a" * 10 + "Zq"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "caserne.example",
    "BASE_URL": "https://caserne.example",
    "EMAIL_URL": "smtps://nom:mot%40de@courrier.example:465",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with nothing in the environment but what is given and the database."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": os.environ["DATABASE_URL"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_production_passes_the_deployment_checks_without_a_warning():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (2 silenced).",
    ), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY manque ou est trop courte"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY manque ou est trop courte"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS manque"),
        ({"EMAIL_URL": ""}, "EMAIL_URL manque"),
        ({"EMAIL_URL": "pigeon://toit"}, "EMAIL_URL manque ou n’est pas reconnue"),
    ],
)
def test_production_refuses_to_start_with(change, sentence):
    done = manage("check", **(PRODUCTION | change))
    assert done.returncode == 1
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        (
            "smtp://nom:mot%40de@courrier.example:587?tls=1",
            "reminders.smtp.PhasedBackend",
            {
                "host": "courrier.example",
                "port": 587,
                "username": "nom",
                "password": "mot@de",
                "use_tls": True,
                "use_ssl": False,
                "timeout": 10.0,
            },
        ),
        ("filemail:///var/courriels", "tierslieu.demo_mail.FolderBackend", {"file_path": "/var/courriels"}),
    ],
)
def test_one_address_names_the_mail_server(url, backend, options):
    from tierslieu.mailers import mailers_from_url

    assert mailers_from_url(url) == {"default": {"BACKEND": backend, "OPTIONS": options}}
