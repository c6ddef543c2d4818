"""Questions asked of the ledger by the machines that watch over us."""

from datetime import timedelta

from reminders.models import Notice


def sweep_is_late(tolerance: timedelta) -> bool:
    """Whether a notice has been due for longer than `tolerance` without being looked at."""
    return Notice.objects.late(tolerance).exists()
