#!/usr/bin/env python
"""Run a management command of the project."""

import os
import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

    from launcher import environment
    from launcher.errors import Refused

    try:
        environment.for_a_command(os.environ)
    except Refused as refusal:
        sys.exit(str(refusal))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
