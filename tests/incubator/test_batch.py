"""Several dossiers moved at once: read beforehand, refused as a whole, forgetting nothing."""

import re

import pytest
from django.urls import reverse

from incubator.enums import Status
from incubator.models import Application
from incubator.services import move_many, rehearse
from reminders.models import Notice
from reminders.typography import unbroken
from tests.factories.incubator import brought_to, given, published_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def call():
    return published_call()


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def test_a_batch_is_read_mail_by_mail_before_anything_leaves(client, call, fatou):
    rows = [brought_to(Status.UNDER_REVIEW, call=call, title=f"Projet {n}") for n in range(2)]
    submitted = brought_to(Status.SUBMITTED, call=call)
    data = {
        "dossier": [row.number for row in (*rows, submitted)],
        "geste": "publish",
        "outcome": "rejected",
        "words": "Le besoin n’est pas montré.",
    }
    page = client.post(reverse("incubator_batch", args=[call.pk]), data).content.decode()
    assert "Les 2 courriels qui partiraient" in page
    assert unbroken("votre projet « Projet 0 » n’est pas retenu") in page
    assert "Le besoin n’est pas montré." in page
    assert f"{submitted.number} {submitted.title}" in page
    assert {row.status for row in Application.objects.all()} == {Status.UNDER_REVIEW, Status.SUBMITTED}
    assert not Notice.objects.exists()
    done = client.post(reverse("incubator_batch", args=[call.pk]), {**data, "confirmer": "1"}, follow=True)
    assert unbroken("Publier la décision : c’est fait pour 2\xa0dossiers sur 3.") in done.content.decode()
    assert {row.status for row in Application.objects.all()} == {Status.REJECTED, Status.SUBMITTED}
    assert Notice.objects.filter(kind="application.decision").count() == 2


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"geste": "publish", "words": "Bravo."}, 400, "Choisissez la décision à publier. Vos coches"),
        ({"geste": "rêver", "words": "Bravo."}, 400, "Il manque un choix pour ces dossiers. Vos coches"),
        ({"geste": "close", "words": "Bravo.", "revenir": "1"}, 200, "Bravo."),
    ],
)
def test_a_batch_that_does_nothing_keeps_what_was_ticked_and_written(client, call, fatou, sent, status, said):
    first, second, third = (brought_to(Status.UNDER_REVIEW, call=call) for _ in range(3))
    brought_to(Status.SUBMITTED, call=call)
    address = f"{reverse('incubator_batch', args=[call.pk])}?etat=under_review"
    answer = client.post(address, {"dossier": [first.number, third.number], **sent})
    page = answer.content.decode()
    ticks = dict(re.findall(r'name="dossier" value="([^"]+)"( checked)?', page))
    assert (answer.status_code, said in page, "Bravo.</textarea>" in page) == (status, True, True)
    assert f'action="{reverse("incubator_table", args=[call.pk])}"' in page
    assert ticks == {first.number: " checked", second.number: "", third.number: " checked"}
    assert {row.status for row in Application.objects.all()} == {Status.UNDER_REVIEW, Status.SUBMITTED}


def test_a_batch_that_names_another_s_dossier_does_nothing(client, call, fatou):
    mine, foreign = brought_to(Status.UNDER_REVIEW, call=call), brought_to(Status.UNDER_REVIEW)
    for numbers in ([mine.number, foreign.number], [], ["x"]):
        client.post(
            reverse("incubator_batch", args=[call.pk]),
            {"dossier": numbers, "geste": "close", "words": "Doublon.", "confirmer": "1"},
        )
    assert {row.status for row in Application.objects.all()} == {Status.UNDER_REVIEW}


def test_a_rehearsal_shows_nobody_else_s_mail(call, fatou):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    other = brought_to(Status.UNDER_REVIEW, call=call)

    def deed():
        move_many(applications=[other], name="close", actor=fatou, reason="Doublon.")
        return move_many(applications=[application], name="close", actor=fatou, reason="Doublon.")

    assert [mail.to for mail in rehearse(deed, [application]).mails] == [application.owner.email]
    assert not Notice.objects.exists()
