"""The page of a year as the first reader of a new process waits for it: nothing remembered, a new connection.

    python -m tests.benchmarks.first_reading NAME SLUG

reads the place of that slug in the database of that name, and prints the milliseconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from spaces.models import Place
    from tests.benchmarks.pages import Measure

READINGS = 3
SLOWEST = 1500.0


def first_reading(place: Place) -> Measure:
    """The median of a few processes."""
    from django.db import connection

    from tests.benchmarks.pages import Measure

    command = [sys.executable, "-m", __name__, str(connection.settings_dict["NAME"]), place.slug]
    spent = [
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(READINGS)
    ]
    return Measure("… read for the first time", median(spent), "ms", SLOWEST)


def main(name: str, slug: str) -> None:
    """Read the figures once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
    django.setup()

    from django.db import connection

    connection.settings_dict["NAME"] = name

    from bookings.occupancy_page import report
    from spaces.models import Place

    before = perf_counter()
    report(Place.objects.get(slug=slug), date(2026, 1, 1), date(2027, 1, 1), "floor")
    sys.stdout.write(f"{(perf_counter() - before) * 1000}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
