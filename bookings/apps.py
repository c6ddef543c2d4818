from typing import Any

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = "Réservations"

    def ready(self) -> None:
        """Answer for our claims in the ledger, and teach the reminders what we write to people."""
        import journal
        from bookings import (
            agreement_notices,
            day_sheets,
            explained,
            figures_notices,
            figures_shared,
            guest_notices,
            months,
            notices,
            organisations,
            rehousing_notices,
            report_notices,
            series_notices,
            sources,
            todo,
            visitor_notices,
        )
        from bookings.lists import register_lists
        from bookings.models import OccupancyAgreement, Report
        from bookings.policies import may_read_document, may_read_report_file
        from bookings.services import insured
        from vault.models import PrivateFile
        from vault.registry import register

        def opened(user: Any, file: PrivateFile) -> None:
            journal.record(actor=user, action="file.opened", target=file, agreement=file.owner_id)

        organisations.register()
        sources.register()
        notices.register_kinds()
        months.register_kinds()
        series_notices.register_kinds()
        agreement_notices.register_kinds()
        rehousing_notices.register_kinds()
        register(OccupancyAgreement, may_read_document, opened)
        todo.register_tasks()
        register_lists()
        report_notices.register_kinds()
        visitor_notices.register_kinds()
        guest_notices.register_kinds()
        day_sheets.register_kinds()
        insured.listen()
        explained.register_explanations()
        figures_notices.register_kinds()
        figures_shared.register_sharing()
        register(Report, may_read_report_file)
