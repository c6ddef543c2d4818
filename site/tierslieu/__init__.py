"""The project: settings, addresses, the Celery application, templates and static files."""
