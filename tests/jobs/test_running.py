"""What a worker does of a job, turn by turn."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from jobs import registry, running, services
from jobs.errors import NotFailed
from jobs.models import Job, Part, Status
from jobs.registry import Kind
from jobs.running import BROKEN, STOPPED, VANISHED, resume, run, take, tidy
from jobs.services import retry, start
from jobs.tasks import keep_going
from people.models import Organisation
from reminders.models import Notice, Outcome
from reminders.sweep import sweep
from tests.jobs.counting import KEY, step
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db


def written() -> int:
    return Organisation.objects.filter(presentation=KEY).count()


def state(job) -> tuple[str, int, str]:
    job.refresh_from_db()
    return job.status, job.done, job.sentence


def let_go() -> None:
    """As if every lease had ended."""
    Job.objects.filter(lease__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def test_a_job_is_done_step_by_step_and_leaves_a_file(ask_count, nadia):
    job = ask_count()
    run(job.pk)
    assert (state(job), written()) == ((Status.DONE, 5, "5 lignes."), 5)
    file = PrivateFile.objects.of(job, "result").get()
    assert (file.original_name, file.file.read(), file.uploaded_by) == (
        "compte.csv",
        b"1\n2\n3\n4\n5\n",
        nadia,
    )
    assert (job.expires_at - job.finished_at, Part.objects.count()) == (timedelta(days=7), 0)
    run(job.pk)
    assert (written(), PrivateFile.objects.count()) == (5, 1)


def test_the_same_thing_asked_twice_at_once_is_one_job(ask_count):
    first, again, other = ask_count(), ask_count(), ask_count(total=6)
    assert first == again
    assert first != other
    run(first.pk)
    assert ask_count() != first


def test_the_database_refuses_the_same_thing_twice_at_once(ask_count):
    job = ask_count()
    job.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        job.save(force_insert=True)


def test_nobody_asks_for_what_no_application_knows(nadia):
    with pytest.raises(LookupError):
        start(kind="inconnu", owner=nadia, params={})


def test_a_kind_names_one_of_the_queues():
    with pytest.raises(ValueError, match="no queue"):
        Kind(key="x", label="x", step=step, may_see=bool, queue="mail2")


def test_a_turn_ends_and_the_next_goes_on_where_it_stopped(ask_count, django_capture_on_commit_callbacks):
    job = ask_count()
    with django_capture_on_commit_callbacks() as asked:
        run(job.pk, seconds=0)
    assert (len(asked), state(job), job.lease) == (1, (Status.RUNNING, 0, ""), None)
    run(job.pk)
    assert (state(job)[0], written()) == (Status.DONE, 5)


def test_two_workers_never_hold_the_same_job(ask_count):
    job = ask_count()
    assert take(job.pk) is not None
    assert take(job.pk) is None
    run(job.pk)
    assert (state(job)[0], written()) == (Status.RUNNING, 0)
    let_go()
    run(job.pk)
    assert state(job)[0] == Status.DONE


def test_a_refusal_is_said_at_once_and_undoes_its_step(ask_count):
    job = ask_count(refuses_at=3)
    run(job.pk)
    assert (state(job), written()) == ((Status.FAILED, 2, "La ligne 3 n’a pas d’adresse."), 2)


def test_a_result_that_the_vault_refuses_is_a_refusal(ask_count, monkeypatch):
    monkeypatch.setattr(running, "LARGEST_RESULT", 3)
    job = ask_count()
    run(job.pk)
    assert state(job)[:2] == (Status.FAILED, 4)
    assert job.sentence.startswith("compte.csv : ce fichier pèse")


def test_what_breaks_is_tried_three_times_then_said_and_may_be_taken_up(ask_count):
    job = ask_count(breaks_at=3)
    for _turn in range(2):
        run(job.pk)
        assert state(job) == (Status.RUNNING, 2, "")
        run(job.pk)  # too soon: the pause is a lease
        let_go()
    run(job.pk)
    assert (state(job), written()) == ((Status.FAILED, 2, BROKEN), 2)
    Job.objects.update(params={"total": 5})
    assert retry(job=job).status == Status.WAITING
    run(job.pk)
    assert (state(job), written()) == ((Status.DONE, 5, "5 lignes."), 5)
    with pytest.raises(NotFailed):
        retry(job=job)


def test_what_failed_and_was_asked_again_is_not_done_beside_it(ask_count):
    job = ask_count(refuses_at=3)
    run(job.pk)
    again = ask_count(refuses_at=3)
    assert retry(job=job) == again


def test_a_worker_that_dies_three_times_at_the_same_place_is_enough(ask_count):
    job = ask_count()
    for _death in range(3):
        assert take(job.pk) is not None
        let_go()
    run(job.pk)
    assert state(job) == (Status.FAILED, 0, STOPPED)


def test_a_kind_that_vanished_is_said(ask_count):
    first, second = ask_count(), ask_count(total=6)
    registry.unregister(KEY)
    run(first.pk)
    Job.objects.filter(pk=second.pk).update(asked_at=None)
    assert resume() == 1
    assert [state(job) for job in (first, second)] == [(Status.FAILED, 0, VANISHED)] * 2


def test_what_was_forgotten_is_asked_for_again(ask_count, django_capture_on_commit_callbacks):
    lost, killed, _fresh = ask_count(total=1), ask_count(total=2), ask_count(total=3)
    Job.objects.filter(pk=lost.pk).update(asked_at=Now() - timedelta(minutes=2))
    take(killed.pk)
    let_go()
    with django_capture_on_commit_callbacks() as asked:
        assert keep_going() == 2
    assert len(asked) == 2


@pytest.mark.parametrize("broker", ["works", "fails"])
def test_asking_costs_nothing_when_the_broker_is_away(
    ask_count, broker, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    published = []

    def publish(name, *, args, queue, expires, retry):
        if broker == "fails":
            raise OSError("Redis ne répond pas")
        published.append((name, args, queue))

    monkeypatch.setattr(services.current_app, "send_task", publish)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_count()
    assert published == ([("jobs.run", [str(job.pk)], "exports")] if broker == "works" else [])
    assert ("Redis ne répond pas" in caplog.text) is (broker == "fails")


def test_results_expire_and_jobs_are_forgotten(ask_count):
    job = ask_count()
    run(job.pk)
    Job.objects.update(expires_at=Now())
    tidy()
    assert (PrivateFile.objects.count(), state(job)[0]) == (0, Status.DONE)
    Job.objects.update(finished_at=Now() - timedelta(days=31))
    tidy()
    assert Job.objects.count() == 0


def test_whoever_left_the_page_is_told_of_the_end_and_whoever_stayed_is_not(ask_count, nadia):
    left, stayed = ask_count(), ask_count(total=6)
    for job in (left, stayed):
        run(job.pk)
    Job.objects.filter(pk=stayed.pk).update(seen_at=Now())
    Notice.objects.update(next_attempt_at=Now())
    assert sweep()[0] == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([nadia.email], "C’est prêt : Votre compte : de un à cinq")
    assert Notice.objects.get(subject_id=str(stayed.pk)).outcome == Outcome.SKIPPED


def test_the_job_of_somebody_who_left_ends_without_telling_anyone(ask_count, nadia):
    job = ask_count()
    nadia.delete()
    run(job.pk)
    assert (state(job)[0], Notice.objects.count()) == (Status.DONE, 0)
