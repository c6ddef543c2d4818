from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Rappels"

    def ready(self) -> None:
        """Register the digest, the one kind that reminders knows by itself, and the panel of trouble."""
        from reminders.digest import register_kinds
        from reminders.panels import register_panels

        register_kinds()
        register_panels()
