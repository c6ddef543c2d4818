"""The WSGI application served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
application = get_wsgi_application()

from tierslieu.safety import refuse_demo_accounts  # noqa: E402 - needs the applications to be ready

refuse_demo_accounts()
