import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).resolve().parents[2] / "launcher" / "bootstrap.sh"
SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
GOOD = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
OLD = "#!/bin/sh\necho 'old 3.11'\n"
WITHOUT_VENV = "#!/bin/sh\necho 'bare 3.13'\n"


@pytest.fixture
def machine(tmp_path):
    """A machine with the interpreters that we say: `machine(place, script)`, then `machine.which()`."""

    class Machine:
        root = tmp_path / "un dossier"

        def put(self, place: str, script: str) -> Path:
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(script)
            path.chmod(0o755)
            return path

        def which(self, shell: str = "sh", **environment: str) -> subprocess.CompletedProcess:
            return subprocess.run(
                [shutil.which(shell), self.root / "launcher" / "bootstrap.sh", "--which"],
                env={
                    "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
                    "HOME": str(tmp_path / "home"),
                    "PYENV_ROOT": str(tmp_path / "pyenv"),
                    **environment,
                },
                capture_output=True,
                text=True,
                check=False,
            )

    (Machine.root / "launcher").mkdir(parents=True)
    shutil.copy(BOOTSTRAP, Machine.root / "launcher")
    return Machine()


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shim_that_fails_is_passed_over(machine, shell) -> None:
    machine.put("bin/python3.13", SHIM)
    machine.put("bin/python3.14", WITHOUT_VENV)
    machine.put("bin/python3.12", GOOD)

    answer = machine.which(shell)

    assert (answer.stdout, answer.stderr, answer.returncode) == (f"{sys.executable}\n", "", 0)


def test_pyenv_is_searched_when_its_shims_fail(machine) -> None:
    for name in ("python3.14", "python3.13", "python3.12", "python3"):
        machine.put(f"bin/{name}", SHIM)
    machine.put("pyenv/versions/3.9.18/bin/python3", OLD)
    machine.put("pyenv/versions/3.13.0/bin/python3", GOOD)

    assert machine.which().stdout == f"{sys.executable}\n"


def test_the_virtual_environment_comes_first(machine) -> None:
    machine.put("bin/python3.13", OLD)
    machine.put("un dossier/.venv/bin/python", GOOD)

    assert machine.which().stdout == f"{sys.executable}\n"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (
            OLD,
            (
                "Il faut Python 3.12 ou plus récent, et cette machine n’a que Python 3.11 : "
                "installez Python 3.13, puis recommencez.\n"
            ),
        ),
        (
            WITHOUT_VENV,
            (
                "Python 3.13 est là, mais sans venv : installez-le (« sudo apt install python3-venv » sur Debian), "
                "puis recommencez.\n"
            ),
        ),
        (
            SHIM,
            (
                "Il faut Python 3.12 ou plus récent, et cette machine n’en a pas : "
                "installez Python 3.13, puis recommencez.\n"
            ),
        ),
    ],
)
def test_without_a_good_python_one_sentence_says_what_to_do(machine, script, sentence) -> None:
    named = machine.put("bin/mine", script)

    answer = machine.which(PYTHON=str(named))

    assert (answer.stdout, answer.stderr, answer.returncode) == ("", sentence, 1)


def test_the_script_is_read_by_the_strictest_shell() -> None:
    for shell in filter(None, (shutil.which(name) for name in ("dash", "bash", "sh"))):
        subprocess.run([shell, "-n", BOOTSTRAP], check=True, env={"PATH": os.environ["PATH"]})
