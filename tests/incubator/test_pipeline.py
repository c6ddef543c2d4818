"""Two thousand dossiers in one call: board, table, ranking and export cost what twenty-five cost."""

import io
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse
from openpyxl import load_workbook

import clock
from incubator import pipeline
from incubator.enums import Status
from incubator.exports import KEY
from incubator.models import Application, ApplicationRevision, Review, ReviewAssignment, Score
from jobs.models import Job
from jobs.models import Status as JobStatus
from jobs.running import advance, run, take
from reminders.typography import unbroken
from tests.factories.incubator import DURING, WHOLE, ask, brought_to, given, key, page, published_call
from tests.factories.people import UserFactory
from tests.incubator.jury import confided, grid, read
from vault.models import PrivateFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def call():
    call = published_call()
    grid(call.stages.first(), "Utilité", "Collectif", threshold=3)
    return call


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def crowd(call, count, *, first=0, **answers):
    """That many dossiers in reading, each read twice, written straight into the tables."""
    owner, stage = UserFactory(), call.stages.first()
    handed_in = WHOLE | {key(name): answer for name, answer in answers.items()}
    readers = [given(call, "review_call") for _ in range(2)]
    rows = Application.objects.bulk_create(
        Application(
            call=call,
            form_version=call.form_version,
            number=f"27-{n:05}",
            title=f"Projet {n}",
            owner=owner,
            status=Status.UNDER_REVIEW,
            stage=stage,
            submitted_at=DURING + timedelta(minutes=n),
            answers=WHOLE,
        )
        for n in range(first, first + count)
    )
    ApplicationRevision.objects.bulk_create(
        ApplicationRevision(
            application=row, number=1, title=row.title, form_version=call.form_version, answers=handed_in
        )
        for row in rows
    )
    given_out = ReviewAssignment.objects.bulk_create(
        ReviewAssignment(
            application=row, stage=stage, reviewer=reader, declared_at=DURING, reviewed_at=DURING
        )
        for row in rows
        for reader in readers
    )
    reviews = Review.objects.bulk_create(Review(assignment=one, comment="Lu.") for one in given_out)
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=3 + (n + m) % 3, weight=1, maximum=5)
        for n, review in enumerate(reviews)
        for m, criterion in enumerate(stage.criteria.all())
    )
    return rows


SIZES = [25, pytest.param(2000, marks=pytest.mark.slow)]


PAGES = {"incubator_board": 25, "incubator_table": 29, "incubator_ranking": 28, "incubator_figures": 25}
EXPORT = 128


@pytest.mark.parametrize("count", SIZES)
def test_pages_and_export_cost_the_same_however_many(client, call, fatou, count, django_assert_num_queries):
    crowd(call, count)
    for name, queries in PAGES.items():
        address = reverse(name, args=[call.pk])
        client.get(address)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
    ranked = client.get(reverse("incubator_ranking", args=[call.pk])).context["page"]
    assert (ranked.paginator.count, len(ranked)) == (count, min(count, 200))
    brought_to(Status.SUBMITTED, call=published_call())
    answer = client.post(reverse("incubator_export", args=[call.pk]), {"retour": "/gestion/"})
    job = Job.objects.get(kind=KEY)
    assert answer["Location"] == job.get_absolute_url()
    with django_assert_num_queries(EXPORT):
        run(job.pk, seconds=600)
    job.refresh_from_db()
    assert (job.status, job.sentence) == (JobStatus.DONE, f"{count} dossiers.")
    file = PrivateFile.objects.of(job).get()
    rows = list(load_workbook(io.BytesIO(file.file.read()), read_only=True).active.values)
    assert len(rows) == count + 1
    assert rows[0][:3] == ("Numéro", "Projet", "Porté par")
    found = dict(zip(rows[0], rows[1], strict=True))
    assert (found["Numéro"], found["Lectures"], found["La demande"]) == (
        "27-00000",
        "2/2",
        "Acheter deux machines.",
    )


def test_a_killed_worker_s_export_goes_on_tenth_by_tenth(client, call, fatou):
    crowd(call, 25)
    client.post(reverse("incubator_export", args=[call.pk]))
    job, seen = Job.objects.get(kind=KEY), []
    while job.is_active:
        lease, kind = take(job.pk)
        advance(job.pk, lease, kind)
        # Whoever did that step is killed: the lease ends by itself.
        Job.objects.active().filter(pk=job.pk).update(lease_until=Now() - timedelta(minutes=1))
        job.refresh_from_db()
        seen.append((job.done, job.total))
        if len(seen) == 3:
            # One more arrives meanwhile, with the line separators that people paste.
            crowd(call, 1, first=25, demande="Une ligne\u2028et\x85une autre.")
    assert seen == [
        (3, 25), (6, 25), (9, 25), (12, 26), (15, 26), (18, 26), (20, 26), (22, 26), (24, 26), (26, 26)
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(PrivateFile.objects.of(job).get().file.read())).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [f"27-{n:05}" for n in range(26)]


def test_an_export_stops_when_the_right_is_gone(client, call, fatou):
    crowd(call, 1)
    client.post(reverse("incubator_export", args=[call.pk]))
    call.grants.filter(user=fatou).delete()
    job = Job.objects.get(kind=KEY)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.sentence) == (
        JobStatus.FAILED,
        "Vous n’instruisez plus cet appel : l’export s’arrête.",
    )


def test_the_board_shows_the_oldest_and_counts_the_others(call, fatou):
    crowd(call, pipeline.CARDS + 3)
    brought_to(Status.REJECTED, call=call)
    brought_to(Status.DRAFT, call=call)
    columns = {column.status: column for column in pipeline.board(call, fatou)}
    assert [card.number for card in columns[Status.UNDER_REVIEW].cards] == [
        f"27-{n:05}" for n in range(pipeline.CARDS)
    ]
    assert (columns[Status.UNDER_REVIEW].count, columns[Status.UNDER_REVIEW].hidden) == (15, 3)
    assert (columns["ended"].count, columns[Status.SUBMITTED].count) == (1, 0)


def test_who_is_late_is_said(call, fatou):
    stage = call.stages.first()
    stage.ends_on = DURING.date() - timedelta(days=1)
    stage.save()
    on_time = brought_to(Status.SUBMITTED, call=call)
    reading = brought_to(Status.UNDER_REVIEW, call=call)
    assignment = confided(reading)
    asked = brought_to(Status.CHANGES_REQUESTED, call=call)
    asked.changes_due_at = clock.now() - timedelta(seconds=1)
    asked.save()
    late = pipeline.dossiers(call, fatou).filter(is_late=True)
    assert set(late) == {reading, asked}
    assert on_time not in late
    assert [(who.name, who.waiting, who.given) for who in pipeline.readers(stage)] == [
        (assignment.reviewer.name, 1, 1)
    ]
    read(assignment, 4, 4)
    assert set(pipeline.dossiers(call, fatou).filter(is_late=True)) == {asked}


def test_the_ranking_gives_mean_median_spread_and_what_stops_a_dossier(client, call, fatou):
    good, low, unread = (brought_to(Status.UNDER_REVIEW, call=call, title=t) for t in ("Bon", "Bas", "Neuf"))
    for marks in ((5, 4), (4, 4), (3, 3.5)):
        read(confided(good), *marks)
    read(confided(low), 5, 2)
    found = pipeline.ranking(
        call.stages.first(), pipeline.dossiers(call, fatou).filter(status=Status.UNDER_REVIEW)
    )
    rows = {row.dossier.title: row for row in found.rows}
    assert [row.dossier for row in found.rows][-1] == unread
    assert (rows["Bon"].rank, rows["Bon"].mean, rows["Bon"].median, rows["Bon"].spread) == (
        "1er", "3,92", "4", "1,25",
    )  # fmt: skip
    assert (rows["Bas"].rank, rows["Bas"].mean, rows["Bas"].verdict) == (
        "—",
        "3,5",
        "sous le seuil : Collectif",
    )
    assert (rows["Neuf"].mean, rows["Neuf"].verdict) == ("—", "pas encore lu")
    page = client.get(reverse("incubator_ranking", args=[call.pk])).content.decode()
    assert unbroken("sous le seuil : Collectif") in page


def test_a_manager_who_reads_too_ranks_without_what_they_may_not_see_yet(call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    mine = confided(application, fatou)
    read(confided(application), 5, 5)
    rows = pipeline.dossiers(call, fatou)
    seen = pipeline.ranking(call.stages.first(), rows, Review.objects.visible_to(fatou))
    assert seen.rows[0].readings == 0
    read(mine, 3, 3)
    seen = pipeline.ranking(call.stages.first(), rows, Review.objects.visible_to(fatou))
    assert (seen.rows[0].readings, seen.rows[0].mean) == (2, "4")


def test_the_table_is_filtered_and_never_fails_on_what_is_asked(client, call, fatou):
    one = brought_to(Status.SUBMITTED, call=call, title="La laverie")
    other = brought_to(Status.UNDER_REVIEW, call=call, title="Le vélo")
    address = reverse("incubator_table", args=[call.pk])

    def shown(query):
        page = client.get(f"{address}?{query}").content.decode()
        return {dossier for dossier in (one, other) if f'value="{dossier.number}"' in page}

    assert shown("q=laverie") == {one}
    assert shown("etat=under_review") == {other}
    assert shown(f"etape={call.stages.last().pk}") == set()
    assert shown("retard=on") == set()
    assert shown("etat=nulle-part&etape=x&page=99") == {one, other}


def test_dossiers_are_shared_out_after_the_plan_was_read(client, call, fatou):
    brought_to(Status.UNDER_REVIEW, call=call)
    given(call, "review_call")
    address = reverse("incubator_readers", args=[call.pk])
    stage = call.stages.first().pk
    page = client.get(f"{address}?etape={stage}&combien=1").content.decode()
    assert "1 lecture à confier" in page
    assert not ReviewAssignment.objects.exists()
    client.post(address, {"etape": stage, "combien": 1})
    assert ReviewAssignment.objects.count() == 1


def test_somebody_joins_the_jury_by_their_address(client, call, fatou):
    client.post(
        reverse("incubator_juror", args=[call.pk]), {"name": "Yann Le Goff", "email": "yann@caserne.example"}
    )
    page = client.get(reverse("incubator_readers", args=[call.pk])).content.decode()
    assert "Yann Le Goff" in page
    assert call.grants.filter(user__email="yann@caserne.example", permission__codename="review_call").exists()


@pytest.mark.parametrize(
    "name",
    ["incubator_board", "incubator_table", "incubator_readers", "incubator_ranking", "incubator_sittings"],
)
@pytest.mark.parametrize("permission", ["review_call", "elsewhere", "handle_call"])
def test_the_pages_of_a_call_are_its_team_s(client, call, name, permission):
    person = given(published_call(), "manage_call") if permission == "elsewhere" else given(call, permission)
    client.force_login(person)
    expected = {"review_call": (302, 403), "elsewhere": (404,), "handle_call": (200,)}[permission]
    assert client.get(reverse(name, args=[call.pk])).status_code in expected
    if permission != "handle_call":
        for posted in ("incubator_batch", "incubator_export", "incubator_juror"):
            assert client.post(reverse(posted, args=[call.pk]), {}).status_code in expected
    else:
        assert client.post(reverse("incubator_juror", args=[call.pk]), {}).status_code == 404


def test_answers_and_titles_are_never_formulas_in_the_export(client, call, fatou):
    (row,) = crowd(call, 1)
    Application.objects.filter(pk=row.pk).update(title="=1+1")
    ApplicationRevision.objects.create(
        application=row,
        number=2,
        title="=1+1",
        form_version=call.form_version,
        answers={**WHOLE, key("demande"): "=cmd()"},
    )
    found = exported(client, call)
    assert [found[name] for name in ("Projet", "La demande")] == ["'=1+1", "'=cmd()"]


def test_figures_are_exported_as_figures(client):
    asked = [ask("heures", "number"), ask("prix", "money"), ask("loyer", "money"), ask("mots", "text")]
    call = published_call({"pages": [page("Le budget", "le-budget", *asked)]})
    client.force_login(given(call, "manage_call"))
    answers = {key("heures"): "1 400", key("prix"): "12,50 €", key("loyer"): "cher", key("mots"): "14"}
    ApplicationRevision.objects.create(
        application=brought_to(Status.SUBMITTED, call=call),
        number=1,
        form_version=call.form_version,
        answers=answers,
    )
    found = exported(client, call)
    assert [found[name] for name in ("heures", "prix", "loyer", "mots")] == [1400, 12.5, "cher", "14"]


def exported(client, call) -> dict:
    """The first dossier of the export, by column."""
    client.post(reverse("incubator_export", args=[call.pk]))
    job = Job.objects.get(kind=KEY)
    run(job.pk)
    sheet = load_workbook(io.BytesIO(PrivateFile.objects.of(job).get().file.read())).active
    return dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
