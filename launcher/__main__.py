"""`python -m launcher <command>`: what the Makefile calls."""

import sys
from collections.abc import Callable

from launcher.errors import Refused, Stopped

COMMANDS = "install run reset test quick lint bench chaos"


def main(arguments: list[str]) -> int:
    """Run one command; a refusal is one sentence and a non-zero exit."""
    if sys.version_info < (3, 12):  # noqa: UP036 - that is the very question
        sys.stderr.write("Il faut Python 3.12 ou plus récent.\n")
        return 1
    try:
        return _dispatch(arguments)
    except Refused as refusal:
        sys.stdout.flush()
        sys.stderr.write(f"\n{refusal}\n")
        return 1
    except (Stopped, KeyboardInterrupt):
        return 130


def _dispatch(arguments: list[str]) -> int:
    name, *rest = arguments or [""]
    if name == "install":
        from launcher.install import install

        install(*rest[:1] or ["base"])
        return 0
    if name == "run":
        from launcher.house import House

        return House().open()
    if name == "reset":
        from launcher.reset import reset

        reset()
        return 0
    if name in {"test", "quick", "bench", "chaos"}:
        from launcher import trials

        run: dict[str, Callable[[list[str]], int]] = {
            "test": trials.test,
            "quick": trials.quick,
            "bench": trials.bench,
            "chaos": trials.chaos,
        }
        return run[name](rest)
    if name == "lint":
        from launcher.lint import lint

        return lint()
    raise Refused(f"Commandes : {COMMANDS}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
