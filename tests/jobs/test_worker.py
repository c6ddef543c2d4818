"""A real worker, killed in the middle of a step: the next one goes on, and no step is done twice."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection, connections
from django.db.models.functions import Now

from jobs.models import Job, Status
from jobs.services import start
from people.models import Organisation
from tests.factories.people import UserFactory
from tests.jobs.counting import KEY
from tests.reminders.test_broker_away import flushed

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240


@pytest.fixture
def shared(django_db_setup, django_db_blocker):
    """A database that the worker sees: everything is committed, and swept away afterwards."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE jobs_job, vault_privatefile, reminders_notice, people_organisation CASCADE"
            )
            cursor.execute("TRUNCATE people_user CASCADE")
        connections.close_all()


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def broker(request):
    """The address of a broker of our own; nothing for the one made of files."""
    if request.param == "filesystem":
        yield ""
        return
    with flushed() as port:
        yield f"redis://127.0.0.1:{port}/0"


class House:
    """Workers on the database of the tests, and a way to speak to them."""

    def __init__(self, folder: Path, redis: str) -> None:
        parts = connection.settings_dict
        host = (parts["HOST"] or "").replace("/", "%2F")
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(["site", "."]),
            "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
            "DATABASE_URL": (
                f"postgres://{parts['USER']}:{parts['PASSWORD']}@{host}:{parts['PORT']}/{parts['NAME']}"
            ),
            "REDIS_URL": redis,
            "VAR_DIR": str(folder),
            "VAULT_ROOT": str(folder / "vault"),
            "TESTING": "1",
        }
        self.workers: list[subprocess.Popen] = []

    def start_worker(self) -> None:
        """As the launcher does: no -Q, so it must serve every queue."""
        command = [sys.executable, "-m", "celery", "-A", "tierslieu.celery:app", "worker"]
        with (self.folder / "worker.log").open("ab") as log:
            self.workers.append(
                subprocess.Popen(
                    [*command, "--concurrency", "1", "--without-gossip", "--without-mingle"],
                    cwd=REPOSITORY,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def send(self, name: str, queue: str, *args: str) -> None:
        """Send a task as another process of the house would."""
        program = (
            f"from tierslieu.celery import app; app.send_task({name!r}, args={list(args)!r}, queue={queue!r})"
        )
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {program}"],
            cwd=REPOSITORY,
            env=self.environment,
            check=True,
        )

    def kill(self) -> None:
        """kill -9, children included."""
        for worker in self.workers:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.workers.clear()


@pytest.fixture
def house(tmp_path, broker, shared):
    found = House(tmp_path, broker)
    yield found
    found.kill()


def wait_for(condition, house) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, (house.folder / "worker.log").read_text()[-3000:]
        time.sleep(0.1)


@pytest.mark.slow
def test_a_killed_worker_s_job_goes_on_without_a_step_done_twice(house, kind, monkeypatch):
    monkeypatch.setattr(Celery, "send_task", lambda self, *args, **options: None)
    mark = house.folder / "in-the-middle"
    params = {"total": 12, "hangs_at": 7, "mark": str(mark)}
    job = start(kind=KEY, owner=UserFactory(), params=params)
    house.start_worker()
    house.send("jobs.run", "exports", str(job.pk))
    wait_for(mark.exists, house)
    job.refresh_from_db()
    assert (job.status, job.done) == (Status.RUNNING, 6)
    house.kill()
    Job.objects.update(lease_until=Now())
    house.start_worker()
    house.send("jobs.keep_going", "imports")
    wait_for(lambda: Job.objects.get(pk=job.pk).status == Status.DONE, house)
    names = Organisation.objects.filter(presentation=KEY).order_by("pk").values_list("name", flat=True)
    assert list(names) == [f"Étape {number}" for number in range(1, 13)]
    job.refresh_from_db()
    assert (job.done, job.sentence) == (12, "12 lignes.")
