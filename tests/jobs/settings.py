"""The project's own settings, with the kind of job that counts."""

from tierslieu.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.apps.CountingConfig"]  # noqa: F405
