"""The one Celery application: queues, limits and the schedule, in code."""

import os
from datetime import timedelta

from celery import Celery
from django.conf import settings
from kombu import Queue  # type: ignore[attr-defined]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")

app = Celery("tierslieu")


def _broker() -> dict:
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                # kombu waits two seconds between two tries: a request would wait with it. Try once.
                "max_retries": 0,
                "socket_timeout": 1,
                "socket_connect_timeout": 1,
                # By default a task taken by a killed worker waits for minutes before it is given again.
                "unacked_restore_interval": 2,
                "unacked_restore_throttle": 1,
                # Longer than any task may last, so that none is given twice while it runs.
                "visibility_timeout": 900,
            },
        }
    folder = settings.BROKER_DIR / "queue"
    control = settings.BROKER_DIR / "control"
    for needed in (folder, control):
        needed.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(control),
        },
    }


app.conf.update(
    **_broker(),
    task_ignore_result=True,
    task_acks_late=True,
    task_publish_retry=False,
    task_time_limit=300,
    task_soft_time_limit=270,
    task_default_queue="mail",
    # A worker without -Q serves them all; a busy house starts one worker per queue.
    task_queues=[Queue(name) for name in ("mail", "imports", "exports")],  # type: ignore[no-untyped-call]
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=1,
    timezone="UTC",
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    beat_schedule={
        "reminders-sweep": {
            "task": "reminders.sweep",
            "schedule": settings.REMINDERS_SWEEP_INTERVAL,
            # Far above any interval: expiry is judged by the worker's clock, which may be an hour off.
            "options": {"expires": 2 * 3600, "queue": "mail"},
        },
        "jobs-keep-going": {
            "task": "jobs.keep_going",
            "schedule": timedelta(seconds=30),
            "options": {"expires": 2 * 3600, "queue": "exports"},
        },
        "bookings-plan-day-sheets": {
            "task": "bookings.plan_day_sheets",
            "schedule": timedelta(minutes=30),
            "options": {"expires": 3600},
        },
        "bookings-read-calendars": {
            "task": "bookings.read_calendars",
            "schedule": timedelta(minutes=15),
            "options": {"expires": 3600, "queue": "imports"},
        },
        "bookings-release-unclaimed": {
            "task": "bookings.release_unclaimed",
            "schedule": timedelta(minutes=1),
            "options": {"expires": 3600},
        },
        "incubator-apply-retention": {
            "task": "incubator.apply_retention",
            "schedule": timedelta(hours=12),
            "options": {"expires": 12 * 3600},
        },
        "bookings-expire-holds": {
            "task": "bookings.expire_holds",
            "schedule": timedelta(minutes=1),
            "options": {"expires": 3600},
        },
        "bookings-tell-months": {
            "task": "bookings.tell_months",
            "schedule": timedelta(hours=1),
            "options": {"expires": 3 * 3600},
        },
        "privacy-apply-retention": {
            "task": "privacy.apply_retention",
            "schedule": timedelta(hours=12),
            "options": {"expires": 6 * 3600, "queue": "exports"},
        },
    },
)
app.autodiscover_tasks()
