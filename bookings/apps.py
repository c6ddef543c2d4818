from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = "Réservations"

    def ready(self) -> None:
        """Answer for our claims in the ledger, and teach the reminders what we write to people."""
        from bookings import (
            agreement_notices,
            months,
            notices,
            organisations,
            rehousing_notices,
            series_notices,
            sources,
            todo,
        )
        from bookings.models import OccupancyAgreement
        from bookings.policies import may_read_document
        from vault.registry import register

        organisations.register()
        sources.register()
        notices.register_kinds()
        months.register_kinds()
        series_notices.register_kinds()
        agreement_notices.register_kinds()
        rehousing_notices.register_kinds()
        register(OccupancyAgreement, may_read_document)
        todo.register_tasks()
