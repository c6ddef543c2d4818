"""Somebody whose dossier came on paper has an address at last: the dossier opens to them, and its mails leave."""

import pytest
from django.urls import reverse

from incubator.errors import NotAllowed
from incubator.models import Application
from incubator.services import enter_on_paper, give_address, note_call
from incubator.transitions import transition
from journal.models import AuditEvent
from people.models import User
from reminders.models import Notice
from tests.factories.incubator import (
    DURING,
    WHOLE,
    ApplicationFactory,
    given,
    handed_in,
    published_call,
)
from tests.factories.people import UserFactory
from tests.incubator.jury import confided
from tests.incubator.test_on_paper import scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
ODILE = "odile@pres.example"


@pytest.fixture
def fatou(client, call):
    person = given(call, "handle_call")
    client.force_login(person)
    return person


@pytest.fixture
def paper(call, fatou) -> Application:
    """Entered, written out and handed in for somebody who has no e-mail."""
    found = enter_on_paper(
        call=call, actor=fatou, title="La laverie", name="Odile Caillaud", received_at=DURING, scans=[scan()]
    )
    Application.objects.filter(pk=found.pk).update(answers=WHOLE)
    return transition(application=found, name="submit", actor=fatou)


def told(application) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(subject_id=str(application.pk)).exclude(outcome="cancelled").order_by("pk")
    return [(row.kind, row.email) for row in rows]


def test_the_dossier_opens_to_its_holder_and_says_where_it_stands(client, call, fatou, paper):
    assert told(paper) == []
    note_call(
        application=paper, actor=fatou, spoken_with=paper.owner, spoken_at=DURING, body="Elle a une adresse."
    )
    page = client.get(reverse("dossiers:inspect", args=[paper.pk])).content.decode()
    address = reverse("incubator_address", args=[paper.pk])
    assert f'href="{address}">Donner son adresse</a>' in page
    assert client.post(address, {"email": ODILE}).status_code == 302
    paper.refresh_from_db()
    owner = paper.owner
    assert (owner.email, owner.is_active, owner.name) == (ODILE, True, "Odile Caillaud")
    assert owner.emailaddress_set.get().verified
    assert told(paper) == [("application.receipt", ODILE)]
    assert AuditEvent.objects.get(action="application.address_given").actor == fatou
    assert paper.phone_notes.get().spoken_with == owner
    page = client.get(reverse("dossiers:inspect", args=[paper.pk])).content.decode()
    assert f"par {fatou}" in page.partition("Adresse électronique donnée le")[2]
    client.force_login(owner)
    assert client.get(reverse("incubator:dossier", args=[paper.pk])).status_code == 200


def test_what_was_decided_meanwhile_is_told_too(call, fatou, paper):
    manager = given(call, "manage_call")
    transition(application=paper, name="declare_eligible", actor=manager, checklist=call.criteria)
    transition(application=paper, name="publish", actor=manager, outcome="selected", motivation="Oui.")
    team = told(paper)
    give_address(application=paper, actor=fatou, email=ODILE)
    assert [row for row in told(paper) if row not in team] == [
        ("application.receipt", ODILE),
        ("application.decision", ODILE),
        ("application.confirm_before", ODILE),
        ("application.confirm_before", ODILE),
    ]


def test_an_address_that_has_an_account_gives_it_the_dossier(call, fatou, paper):
    known = UserFactory(name="Odile C.", email=ODILE)
    before = paper.owner_id
    give_address(application=paper, actor=fatou, email="Odile@Pres.example")
    paper.refresh_from_db()
    known.refresh_from_db()
    assert (paper.owner, known.name) == (known, "Odile C.")
    assert not User.objects.filter(pk=before).exists()


def test_a_person_without_address_whom_something_else_still_names_stays(call, fatou, paper):
    known = UserFactory(email=ODILE)
    before = paper.owner
    other = ApplicationFactory(call=call, owner=before, number="27-900")
    give_address(application=paper, actor=fatou, email=ODILE)
    paper.refresh_from_db()
    other.refresh_from_db()
    assert (paper.owner, other.owner) == (known, before)


def test_a_wrong_address_is_corrected_until_somebody_signs_in_with_it(client, call, fatou, paper):
    give_address(application=paper, actor=fatou, email="odil@pres.example")
    assert "La corriger" in client.get(reverse("dossiers:inspect", args=[paper.pk])).content.decode()
    give_address(application=paper, actor=fatou, email=ODILE)
    paper.refresh_from_db()
    assert (paper.owner.email, paper.owner.name) == (ODILE, "Odile Caillaud")
    assert told(paper) == [("application.receipt", ODILE)]
    assert not User.objects.filter(email="odil@pres.example").exists()
    User.objects.filter(pk=paper.owner_id).update(last_login=DURING)
    with pytest.raises(NotAllowed, match="elle qui change son adresse"):
        give_address(application=paper, actor=fatou, email="autre@pres.example")
    page = client.get(reverse("dossiers:inspect", args=[paper.pk])).content.decode()
    assert "La corriger" not in page


def test_whoever_judges_the_dossier_does_not_get_it(client, call, fatou):
    paper = ApplicationFactory(
        call=call,
        number="27-900",
        on_paper_since=DURING,
        stage=call.stages.first(),
        owner=UserFactory(last_login=None),
    )
    reader = given(call, "review_call")
    colleague = given(call, "manage_call")
    closed = UserFactory(is_active=False)
    writer = ApplicationFactory(call=call, number="27-901").owner
    confided(paper, reader)
    for person, said in (
        (fatou, "de l’équipe de l’appel"),
        (colleague, "de l’équipe de l’appel"),
        (reader, "qui lit ce dossier"),
        (closed, "est fermé"),
        (writer, "déjà commencé un autre dossier"),
        (paper.owner, "déjà son adresse"),
    ):
        answer = client.post(reverse("incubator_address", args=[paper.pk]), {"email": person.email})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    paper.refresh_from_db()
    assert paper.owner not in (fatou, colleague, reader, closed, writer)
    assert AuditEvent.objects.filter(action__startswith="application.address").count() == 0


@pytest.mark.parametrize("email", ["", "odile", "odile@", "odile caillaud@pres.example"])
def test_an_address_that_is_none_is_refused_beside_the_field(client, fatou, paper, email):
    answer = client.post(reverse("incubator_address", args=[paper.pk]), {"email": email})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["email"]
    paper.refresh_from_db()
    assert not paper.owner.has_address


def test_only_the_team_of_the_call_does_and_only_for_a_paper(client, call, fatou, paper):
    online = handed_in(call=call, number="27-900")
    assert client.get(reverse("incubator_address", args=[online.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        give_address(application=online, actor=fatou, email=ODILE)
    for person, expected in (
        (given(published_call(), "manage_call"), (404,)),
        (given(call, "review_call"), (302, 403)),
        (online.owner, (302, 403)),
    ):
        client.force_login(person)
        with pytest.raises(NotAllowed):
            give_address(application=paper, actor=person, email=ODILE)
        answer = client.post(reverse("incubator_address", args=[paper.pk]), {"email": ODILE})
        assert answer.status_code in expected
    paper.refresh_from_db()
    assert not paper.owner.has_address
