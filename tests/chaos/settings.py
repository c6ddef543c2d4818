"""The project's own settings, with the department of the trial, and a clock that may be wrong."""

import os
from datetime import UTC, datetime, timedelta

from tierslieu.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.apps.ChaosConfig"]  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405

if shift := os.environ.get("CHAOS_CLOCK_SHIFT_SECONDS"):
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(shift)), tick=True).start()  # noqa: TID251
