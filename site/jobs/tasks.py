from uuid import UUID

from celery import shared_task

from jobs import running
from jobs.services import RUN


@shared_task(name=RUN, time_limit=300, soft_time_limit=270)
def run(pk: str) -> None:
    """Do one turn of a job. Safe to run twice, at once, or never."""
    running.run(UUID(pk))


@shared_task(name="jobs.keep_going", time_limit=120, soft_time_limit=100)
def keep_going() -> int:
    """Ask again for what was left behind, and throw away what has expired. Safe to run twice."""
    running.tidy()
    return running.resume()
