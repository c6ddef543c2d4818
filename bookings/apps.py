from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = "Réservations"

    def ready(self) -> None:
        """Answer for our claims in the ledger, and teach the reminders what we write to people."""
        from bookings import months, notices, organisations, series_notices, sources

        organisations.register()
        sources.register()
        notices.register_kinds()
        months.register_kinds()
        series_notices.register_kinds()
