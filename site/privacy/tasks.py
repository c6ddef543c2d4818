from celery import shared_task

from privacy.services import apply_retention


@shared_task(name="privacy.apply_retention")
def apply_rules() -> None:
    """Apply every rule of retention; safe to run twice."""
    apply_retention()
