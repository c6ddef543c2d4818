"""`make bench`: how much the ledger costs beside hand-written SQL, and whether it grows with the years.

    python -m tests.benchmarks [--million] [--rounds 15]

Makes its own database on the server of DATABASE_URL, and drops it.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.benchmarks.contests import Score
    from tests.benchmarks.pages import Measure

# Milliseconds, on two cores.
TIMED = {"a year of rates": 1500, "the page of a year": 1500}


def main() -> int:
    """Print one table; 1 when a bound is passed or an index is not used."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument(
        "--million", action="store_true", help="also a million bookings (about two minutes more)"
    )
    parser.add_argument("--register", action="store_true", help="only the pages of the register")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
    django.setup()

    from django.db import connection

    from tests.benchmarks.contests import scores
    from tests.benchmarks.first_reading import first_reading
    from tests.benchmarks.generator import fill, house
    from tests.benchmarks.pages import of_busy_room, of_planning
    from tests.benchmarks.register import costs

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    failures = []
    try:
        place = house()
        say(f"{'bookings':>10}  {'what':<20} {'ours':>9} {'its SQL':>9} {'by hand':>9} {'ratio':>6}  index")
        sizes = [] if options.register else [10_000, 100_000, *([1_000_000] if options.million else [])]
        for total in sizes:
            fill(place, total)
            # As the web server does once it stands.
            gc.collect()
            gc.freeze()
            for score in scores(place, options.rounds):
                index = {None: "", True: "yes", False: "NO"}[score.uses_index]
                say(
                    f"{total:>10,}  {score.name:<20} {score.total:>6.1f} ms {score.ours:>6.1f} ms"
                    f" {score.by_hand:>6.1f} ms {score.ratio:>6.2f}  {index}"
                )
                if not within_bounds(score):
                    failures.append(f"{score.name} on {total:,}")
            failures += told(total, [first_reading(place)])
            failures += told(total, of_planning(place, total, options.rounds))
        if sizes:
            failures += told(0, of_busy_room(place, options.rounds))
        say(
            "5,000 people, 300 organisations, 40 roles: milliseconds, queries in a small house and in this one"
        )
        for cost in costs(place, options.rounds):
            say(f"{'':>10}  {cost.name:<20} {cost.milliseconds:>6.1f} ms {cost.small:>9} {cost.large:>9}")
            if not cost.is_bounded:
                failures.append(f"the page of {cost.name}")
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    for failure in failures:
        say(f"beyond its bound: {failure}")
    return 1 if failures else 0


def told(total: int, measures: list[Measure]) -> list[str]:
    """Print each figure with its bound; those that pass it, by name."""
    for one in measures:
        bound = "" if one.bound is None else f"  at most {one.bound:,.0f}"
        say(f"{f'{total:,}' if total else '':>10}  {one.name:<21} {one.figure:>9,.1f} {one.unit}{bound}")
    return [one.name for one in measures if not one.holds]


def within_bounds(score: Score) -> bool:
    """Three times hand-written SQL, by the index; the pages of rates, which compute more, in absolute time."""
    if score.name in TIMED:
        return score.total < TIMED[score.name]
    return score.ratio <= 3 and score.uses_index is not False


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
