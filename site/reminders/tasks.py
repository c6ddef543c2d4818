from celery import shared_task

from reminders.services import SWEEP
from reminders.sweep import sweep as run_sweep


@shared_task(name=SWEEP, time_limit=300, soft_time_limit=270)
def sweep() -> int:
    """Tell what is due. Safe to run twice, at once, or never: the ledger decides."""
    return run_sweep()
