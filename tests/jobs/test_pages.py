"""What whoever asked for a job sees of it, and nobody else."""

import pytest
from django.test import Client

from jobs.models import Job, Status
from jobs.running import run
from people.models import User
from tests.factories.people import UserFactory
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def reader(nadia):
    return signed_in(nadia)


def words(answer) -> str:
    return " ".join(answer.content.decode().replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def test_a_job_says_how_far_it_is_and_refreshes_with_or_without_javascript(reader, ask_count):
    job = ask_count(total=1200)
    assert "cela commence dans un instant" in words(reader.get(job.get_absolute_url()))
    Job.objects.update(status=Status.RUNNING, done=340, total=1200)
    page = reader.get(job.get_absolute_url())
    assert "Votre compte : <strong>340 sur 1 200</strong>" in words(page)
    assert f'<noscript><p><a href="/travaux/{job.pk}/">Voir où il en est</a></p></noscript>' in words(page)
    assert f'hx-get="/travaux/{job.pk}/" hx-trigger="every 2s"' in words(page)
    assert "no-store" in page["Cache-Control"]
    fragment = reader.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert words(fragment).startswith(f'<div id="travail-{job.pk}"')
    assert "HX-Request" in fragment["Vary"]


def test_an_end_is_shown_once_for_all_with_its_file(reader, ask_count):
    job = ask_count()
    run(job.pk)
    page = words(reader.get(job.get_absolute_url()))
    assert "C’est prêt." in page
    assert ("hx-get" in page, "<noscript>" in page) == (False, False)
    file = PrivateFile.objects.get()
    assert f'href="/fichiers/{file.pk}/"' in page
    assert b"".join(reader.get(file.get_absolute_url())) == b"1\n2\n3\n4\n5\n"
    job.refresh_from_db()
    assert job.seen_at is not None


def test_a_failure_says_why_and_is_taken_up_from_the_page(reader, ask_count):
    job = ask_count(refuses_at=3)
    run(job.pk)
    page = words(reader.get(job.get_absolute_url(), headers={"HX-Request": "true"}))
    assert "Ce travail s’est arrêté à 2 sur 5." in page
    assert "La ligne 3 n’a pas d’adresse." in page
    assert reader.post(f"/travaux/{job.pk}/reprendre/")["Location"] == job.get_absolute_url()
    job.refresh_from_db()
    assert (job.status, job.seen_at) == (Status.WAITING, None)
    answer = reader.post(f"/travaux/{job.pk}/reprendre/", follow=True)
    assert "n’a pas échoué" in words(answer)


def test_a_job_is_its_owner_s_as_long_as_they_may(reader, nadia, ask_count):
    job = ask_count()
    run(job.pk)
    file = PrivateFile.objects.get()
    other = signed_in(UserFactory())
    paths = [job.get_absolute_url(), file.get_absolute_url()]
    assert [reader.get(path).status_code for path in paths] == [200, 200]
    assert [other.get(path).status_code for path in paths] == [404, 404]
    assert other.post(f"/travaux/{job.pk}/reprendre/").status_code == 404
    User.objects.filter(pk=nadia.pk).update(name="Ancienne salariée")
    assert [reader.get(path).status_code for path in paths] == [404, 404]
    assert list(reader.get("/travaux/").context["page"]) == []


def test_a_result_that_has_expired_is_not_there(reader, ask_count):
    job = ask_count()
    run(job.pk)
    Job.objects.update(expires_at=job.created_at)
    assert reader.get(PrivateFile.objects.get().get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_one_s_jobs_costs_the_same_whatever_their_number(
    reader, ask_count, count, django_assert_num_queries
):
    for number in range(count):
        ask_count(total=number + 1)
    with django_assert_num_queries(7):
        page = reader.get("/travaux/")
    assert len(page.context["page"]) == count
