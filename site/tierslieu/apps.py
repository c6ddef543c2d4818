from django.apps import AppConfig


class TierslieuConfig(AppConfig):
    """The project as an application: its templates, tags, commands and Celery."""

    name = "tierslieu"
    verbose_name = "Tierslieu"

    def ready(self) -> None:
        """Make our Celery application the current one, and let managers watch over reminders."""
        from people.grants import granted
        from reminders.policies import open_ledger_to
        from spaces.models import Place
        from tierslieu import celery, safety  # noqa: F401 - registers its check

        celery.app.set_default()
        open_ledger_to(lambda visitor: granted(visitor, "manage_place", Place).exists())
