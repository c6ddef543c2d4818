"""The WSGI application served by gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
application = get_wsgi_application()

import clock  # noqa: E402 - needs the applications to be ready
from spaces.holidays import public_holiday  # noqa: E402
from tierslieu.safety import refuse_demo_accounts  # noqa: E402

refuse_demo_accounts()

# The first holiday asked for reads the calendars of the whole world: rather now than in somebody's page.
public_holiday(clock.now().date())

# What the application is made of lives as long as it does: collecting through it again would take a fifth of a second
# of somebody's page, and make each worker's copy of this memory its own.
gc.collect()
gc.freeze()
