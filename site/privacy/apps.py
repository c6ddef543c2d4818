from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Données personnelles"

    def ready(self) -> None:
        """Say what the leaves hold and how long, teach the reminders our notice, and hear who signs in."""
        from privacy import notices, own, signals

        own.register_holdings()
        own.register_rules()
        notices.register_kinds()
        signals.connect()
