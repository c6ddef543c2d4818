"""Read an outside calendar in a process of its own, whose time and memory are counted.

A rule of ten bytes can keep a reader busy for a century: the process then dies, and nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import warnings
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.ical.intake import LARGEST, CalendarRefused, Moment, Reading, read_calendar

SECONDS = 20
MEMORY = 1_500_000_000
TOO_MUCH = "Ce calendrier demande trop de calcul : il contient sans doute une répétition sans fin."


def read_apart(
    text: bytes, *, zone: ZoneInfo, since: datetime, until: datetime, seconds: int = SECONDS
) -> Reading:
    """What `read_calendar` gives, in bounded time and memory. Raises CalendarRefused."""
    if len(text) > LARGEST:
        raise CalendarRefused(f"Ce calendrier dépasse {LARGEST // 1_000_000} Mo : exportez-en une partie.")
    asked = [zone.key, since.isoformat(), until.isoformat(), str(seconds)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        answer = subprocess.run(
            [sys.executable, "-m", __name__, *asked],
            input=text,
            capture_output=True,
            check=False,
            timeout=seconds * 3,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise CalendarRefused(TOO_MUCH) from None
    if answer.returncode:
        raise CalendarRefused(TOO_MUCH)
    told = json.loads(answer.stdout)
    if "refused" in told:
        raise CalendarRefused(told["refused"])
    moments = [
        Moment(key, datetime.fromisoformat(start), datetime.fromisoformat(end), title)
        for key, start, end, title in told["moments"]
    ]
    return Reading(moments, told["left_out"])


def _main(zone: str, since: str, until: str, seconds: str) -> None:
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        found = read_calendar(
            sys.stdin.buffer.read(),
            zone=ZoneInfo(zone),
            since=datetime.fromisoformat(since),
            until=datetime.fromisoformat(until),
        )
    except CalendarRefused as refused:
        told: dict[str, object] = {"refused": refused.message}
    else:
        rows = [(one.key, one.start.isoformat(), one.end.isoformat(), one.title) for one in found.moments]
        told = {"moments": rows, "left_out": found.left_out[:200]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _main(*sys.argv[1:])
