from django.apps import AppConfig


class TierslieuConfig(AppConfig):
    """The project as an application: its templates, tags, commands and Celery."""

    name = "tierslieu"
    verbose_name = "Tierslieu"

    def ready(self) -> None:
        """Make our Celery application the current one, so that tasks are published by name."""
        from tierslieu import celery, safety  # noqa: F401 - registers its check

        celery.app.set_default()
