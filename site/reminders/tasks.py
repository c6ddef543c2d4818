from celery import shared_task

from reminders.services import SWEEP, wake
from reminders.sweep import sweep as run_sweep


@shared_task(name=SWEEP, time_limit=300, soft_time_limit=270)
def sweep() -> int:
    """Tell what is due, and ask for the next turn when more is. Safe to run twice, at once, or never."""
    sent, more = run_sweep()
    if more:
        wake()
    return sent
