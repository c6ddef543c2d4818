from celery import shared_task

from incubator import retention


@shared_task(name="incubator.apply_retention", time_limit=300, soft_time_limit=270)
def apply_retention() -> int:
    """Announce and forget the dossiers whose time is over. Safe to run twice, at once, or never."""
    done = retention.apply_retention()
    return len(done.announced) + len(done.forgotten)
