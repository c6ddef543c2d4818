"""From the public page to the receipt, as somebody lives it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from incubator.enums import Status
from incubator.models import Application, Collaborator
from incubator.transitions import transition
from people.services import open_account
from reminders.models import Notice
from reminders.typography import unbroken
from tests.factories.incubator import (
    CLOSES,
    DURING,
    OPENS,
    ApplicationFactory,
    brought_to,
    given,
    handed_in,
    key,
    published_call,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def call():
    return published_call(
        readers=3, contact_name="Fatou", contact_phone="05 36 49 12 27", support_amount=7000
    )


@pytest.fixture
def nadia(client):
    person = UserFactory(name="Nadia Belkacem", email="nadia@caserne.example")
    client.force_login(person)
    return person


@pytest.fixture
def draft(call, nadia):
    return ApplicationFactory(call=call, owner=nadia)


def step(application, slug="le-projet") -> str:
    return reverse("incubator:page", kwargs={"pk": application.pk, "slug": slug})


def told(answer) -> str:
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def test_somebody_without_an_account_goes_from_the_call_to_the_receipt(client, call):
    page = client.get(call.get_absolute_url())
    assert unbroken("Ouvert jusqu’au vendredi 29 janvier 2027, 23\xa0h\xa059") in page.content.decode()
    assert "jusqu’à 0\xa0h\xa014" in page.content.decode()
    begin = reverse("incubator:begin", kwargs={"slug": call.slug})
    assert f"/compte/login/code/?next={begin}" in client.get(begin).content.decode()

    open_account(email="nadia@caserne.example", name="Nadia Belkacem")
    client.post(
        f"{reverse('account_request_login_code')}?next={begin}",
        {"email": "nadia@caserne.example", "next": begin},
    )
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": begin})
    assert answer["Location"] == begin

    answer = client.post(begin, {"title": "La laverie du Pré-l’Abbesse"})
    application = Application.objects.get()
    assert (application.number, application.status) == ("27-001", Status.DRAFT)
    assert answer["Location"] == step(application, "vous")

    answer = client.post(
        step(application, "vous"),
        {"revision": "0", key("nom"): "Nadia Belkacem", key("structure"): key("non"), "suite": "1"},
    )
    assert answer["Location"] == step(application)
    answer = client.post(
        step(application),
        {"revision": "1", key("projet"): "La laverie", key("demande"): "Deux machines.", "suite": "1"},
    )
    review = reverse("incubator:review", kwargs={"pk": application.pk})
    assert answer["Location"] == review
    assert "Tout y est" in told(client.get(review))

    answer = client.post(review)
    assert answer["Location"] == reverse("incubator:receipt", kwargs={"pk": application.pk})
    receipt = told(client.get(answer["Location"]))
    assert "Votre dossier est arrivé" in receipt
    assert "Trois personnes le lisent" in receipt
    assert "27-001" in receipt
    application.refresh_from_db()
    assert (application.status, application.title) == (Status.SUBMITTED, "La laverie")
    assert [n.kind for n in Notice.objects.filter(outcome="waiting")] == ["application.receipt"]
    assert "27-001" in told(client.get(reverse("incubator:mine")))


def test_a_missing_answer_is_named_with_a_link(client, draft):
    del draft.answers[key("nom")]
    draft.save()
    answer = client.post(reverse("incubator:review", kwargs={"pk": draft.pk}))
    assert answer.status_code == 422
    assert (
        f'<a href="{step(draft, "vous")}#id_{key("nom")}">Vous&nbsp;: «\xa0Votre nom\xa0» manque</a>'
        in told(answer)
    )
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def autosave(client, application, slug="le-projet", **data):
    return client.post(step(application, slug), data, headers={"X-Autosave": "1"})


def test_the_quarter_of_an_hour_is_announced_then_the_draft_rests(client, draft, time_machine):
    time_machine.move_to(CLOSES + timedelta(minutes=10), tick=False)
    client.force_login(draft.owner)
    assert unbroken("vous pouvez encore déposer jusqu’au samedi 30 janvier 2027, 0\xa0h\xa014") in told(
        client.get(step(draft))
    )
    time_machine.move_to(CLOSES + timedelta(minutes=16), tick=False)
    assert client.get(step(draft))["Location"] == draft.get_absolute_url()
    answer = autosave(client, draft, revision=0, **{key("demande"): "trop tard"})
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "Cet appel a fermé le vendredi 29 janvier 2027, 23\xa0h\xa059 : le dossier est gardé, il ne se modifie plus.",
    )
    assert "L’appel a fermé avant que ce dossier soit déposé" in told(client.get(draft.get_absolute_url()))


def test_nobody_begins_after_the_deadline(client, call, nadia, time_machine):
    begin = reverse("incubator:begin", kwargs={"slug": call.slug})
    time_machine.move_to(CLOSES + timedelta(seconds=1), tick=False)
    client.force_login(nadia)
    answer = client.post(begin, {"title": "Trop tard"})
    assert answer.status_code == 422
    assert "Cet appel ne prend pas de nouveau dossier en ce moment." in told(answer)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        (CLOSES - timedelta(days=10), "10\xa0jours"),
        (CLOSES - timedelta(hours=24), "demain"),
        (CLOSES, "dernier jour"),
    ],
)
def test_the_days_left_are_counted_as_a_calendar_counts(client, call, time_machine, moment, left):
    time_machine.move_to(moment, tick=False)
    assert f'<p class="plate">{left}</p>' in told(client.get(call.get_absolute_url()))


def test_a_completion_opens_only_what_was_asked(client, nadia, call):
    application = handed_in(call=call, owner=nadia)
    transition(
        application=application, name="request_changes", actor=given(call, "handle_call"),
        message="Le montant exact ?", due_at=DURING + timedelta(days=5), unlocked=[key("demande")],
    )  # fmt: skip
    # Nothing is missing: one is led to what was reopened, and the last reading says what is asked.
    assert client.get(application.get_absolute_url())["Location"] == step(application)
    for address in (step(application), reverse("incubator:review", kwargs={"pk": application.pk})):
        assert unbroken("«&nbsp;Le montant exact ?&nbsp;»") in told(client.get(address))
    client.post(
        step(application),
        {"revision": 0, key("projet"): "Autre nom", key("demande"): "7 000 €", "suite": "1"},
    )
    application.refresh_from_db()
    assert (application.title, application.answers[key("demande")]) == ("La laverie", "7 000 €")
    answer = client.post(reverse("incubator:review", kwargs={"pk": application.pk}))
    assert answer["Location"] == reverse("incubator:receipt", kwargs={"pk": application.pk})
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


@pytest.mark.parametrize(("said", "status"), [("oui", Status.CONFIRMED), ("non", Status.WITHDRAWN)])
def test_a_selected_project_is_confirmed_or_declined(client, nadia, call, said, status):
    application = brought_to(Status.SELECTED, call=call, owner=nadia)
    assert "Oui, je confirme" in told(client.get(application.get_absolute_url()))
    client.post(reverse("incubator:answer", kwargs={"pk": application.pk}), {"reponse": said})
    application.refresh_from_db()
    assert application.status == status


def test_withdrawing_asks_once(client, draft):
    address = reverse("incubator:withdraw", kwargs={"pk": draft.pk})
    assert "Retirer ce dossier" in told(client.get(address))
    client.post(address, {"etat": "draft"})
    draft.refresh_from_db()
    assert draft.status == Status.WITHDRAWN
    assert client.get(address).status_code == 404


def test_somebody_is_invited_by_their_address(client, draft):
    address = reverse("incubator:company", kwargs={"pk": draft.pk})
    client.post(address, {"name": "Yann", "email": "yann@caserne.example", "role": "helper"})
    guest = draft.collaborators.get()
    assert (guest.user.email, guest.role) == ("yann@caserne.example", "helper")
    assert Notice.objects.get(kind="application.invitation").email == "yann@caserne.example"
    again = client.post(address, {"name": "Yann", "email": "YANN@caserne.example", "role": "editor"})
    assert "Yann prend déjà part à ce dossier." in told(again)


def test_a_word_to_the_team_stays_on_the_dossier(client, draft):
    address = reverse("incubator:messages", kwargs={"pk": draft.pk})
    client.post(address, {"body": "Faut-il un devis ?"})
    assert unbroken("Faut-il un devis ?") in told(client.get(address))
    assert draft.messages.get().from_team is False


def test_a_shared_computer_keeps_nothing(client, draft):
    answer = client.post(reverse("incubator:shared_computer"), {"suite": step(draft)})
    assert answer["Location"] == step(draft)
    assert client.session.get_expire_at_browser_close() is True
    assert "data-shared" in told(client.get(step(draft)))
    away = client.post(reverse("incubator:shared_computer"), {"suite": "https://ailleurs.example/"})
    assert away["Location"] == reverse("incubator:mine")


def test_the_blank_form_prints_every_question(client, call):
    page = told(client.get(reverse("incubator:blank", kwargs={"slug": call.slug})))
    for question in call.form_version.form.questions:
        assert question.asked in page


def test_a_call_in_preparation_is_seen_by_its_team_only(client, call):
    call.is_published = False
    call.save()
    assert client.get(call.get_absolute_url()).status_code == 404
    client.force_login(given(call, "manage_call"))
    assert client.get(call.get_absolute_url()).status_code == 200


def test_the_calls_are_sorted_by_their_calendar(client, call, time_machine):
    for moment, word in [
        (OPENS - timedelta(days=1), "Bientôt"),
        (DURING, "Ouverts"),
        (CLOSES + timedelta(days=1), "Fermés"),
    ]:
        time_machine.move_to(moment, tick=False)
        page = told(client.get(reverse("incubator:calls")))
        assert page.index(f"<h2>{word}</h2>") < page.index("Services de proximité")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_pages_cost_the_same_however_many(client, nadia, call, count, django_assert_num_queries):
    for _ in range(count - 1):
        brought_to(Status.REJECTED, call=call, owner=nadia)
    first = ApplicationFactory(call=call, owner=nadia)
    for _ in range(count):
        Collaborator.objects.create(application=first, user=UserFactory(), role="reader")
    client.get(reverse("incubator:mine"))
    with django_assert_num_queries(7):
        client.get(reverse("incubator:mine"))
    with django_assert_num_queries(7):
        client.get(step(first))
    client.logout()
    with django_assert_num_queries(2):
        client.get(reverse("incubator:calls"))
