from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Rappels"

    def ready(self) -> None:
        """Register the digest, the one kind that reminders knows by itself."""
        from reminders.digest import register_kinds

        register_kinds()
