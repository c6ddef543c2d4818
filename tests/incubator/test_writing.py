"""Writing a dossier: saved by itself, never overwritten, whatever is typed or sent."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incubator.errors import NotAllowed
from incubator.models import Collaborator
from incubator.services import leave_out, save_answers
from reminders.typography import unbroken
from tests.factories.incubator import (
    WHOLE,
    ApplicationFactory,
    key,
    published_call,
)
from tests.factories.people import UserFactory
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db


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


def autosave(client, application, slug="le-projet", **data):
    return client.post(step(application, slug), data, headers={"X-Autosave": "1"})


def test_autosave_keeps_what_is_typed_and_says_when(client, draft):
    answer = autosave(client, draft, revision=0, **{key("projet"): "La laverie", key("demande"): "mot " * 59})
    assert answer.json() == {
        "revision": 1,
        "saved": "14\xa0h\xa003",
        "shown": [key("projet"), key("demande"), key("devis")],
        "totals": {},
    }
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "mot " * 59
    page = told(client.get(step(draft)))
    assert "Enregistré à 14\xa0h\xa003" in page
    assert "Un point à revoir dans cette étape" in page
    assert f'<a href="#id_{key("demande")}">La demande dépasse la limite de 50 mots</a>' in page
    assert "Retirez 9 mots. Votre texte est gardé en entier." in page


@pytest.mark.parametrize(
    "text",
    ["mot " * 50_000, "🧺👩🏽‍🔧", "مرحبا بكم", "\u202eà l’envers", "<script>alert(1)</script>", "a\x00b"],
)
def test_any_text_is_kept_and_shown_as_text(client, draft, text):
    assert autosave(client, draft, revision=0, **{key("demande"): text}).status_code == 200
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == text.replace("\x00", "")
    for address in (step(draft), reverse("incubator:read", kwargs={"pk": draft.pk})):
        assert "<script>alert" not in client.get(address).content.decode()


def test_a_second_tab_is_warned_and_nothing_is_overwritten(client, draft):
    assert autosave(client, draft, revision=0, **{key("demande"): "premier onglet"}).status_code == 200
    answer = autosave(client, draft, revision=0, **{key("demande"): "second onglet"})
    assert answer.status_code == 409
    assert answer.json()["message"].startswith("Cette étape a été enregistrée ailleurs entre-temps")
    answer = client.post(step(draft), {"revision": 0, key("demande"): "second onglet", "suite": "1"})
    assert answer.status_code == 409
    assert "second onglet" in told(answer)
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "premier onglet"
    revision = re.search(r'name="revision" value="(\d+)"', told(answer))[1]
    client.post(step(draft), {"revision": revision, key("demande"): "second onglet", "suite": "1"})
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "second onglet"


def test_two_writers_on_two_steps_do_not_disturb_one_another(client, draft):
    assert autosave(client, draft, revision=0, **{key("demande"): "l’une"}).status_code == 200
    assert autosave(client, draft, "vous", revision=0, **{key("nom"): "l’autre"}).status_code == 200
    draft.refresh_from_db()
    assert (draft.answers[key("demande")], draft.answers[key("nom")]) == ("l’une", "l’autre")


def test_a_hidden_question_posted_anyway_is_ignored(client, draft):
    autosave(client, draft, "vous", revision=0, **{key("nom"): "N", key("laquelle"): "forcée"})
    draft.refresh_from_db()
    assert key("laquelle") not in draft.answers
    answer = autosave(
        client, draft, "vous", revision=1, **{key("structure"): key("oui"), key("laquelle"): "ouverte"}
    )
    assert key("laquelle") in answer.json()["shown"]
    draft.refresh_from_db()
    assert draft.answers[key("laquelle")] == "ouverte"


def test_a_writer_removed_while_writing_is_told(client, call):
    application = ApplicationFactory(call=call)
    guest = Collaborator.objects.create(application=application, user=UserFactory(), role="editor")
    client.force_login(guest.user)
    assert client.get(step(application)).status_code == 200
    leave_out(collaborator=guest, actor=application.owner)
    assert autosave(client, application, revision=0, **{key("demande"): "trop tard"}).status_code == 403
    # Whoever was let in just before being removed is stopped by the lock itself.
    with pytest.raises(NotAllowed, match="Rien de ce qui était gardé n’est perdu"):
        save_answers(
            application=application, actor=guest.user, values={key("demande"): "trop tard"}, based_on=99
        )
    application.refresh_from_db()
    assert application.answers == WHOLE


def test_a_new_version_published_meanwhile_changes_nothing_for_a_draft(client, draft, call):
    page = client.get(step(draft))
    call.form_version = call.form_versions.create(number=2, schema={"pages": []})
    call.save()
    assert page.status_code == 200
    assert autosave(client, draft, revision=0, **{key("demande"): "encore là"}).status_code == 200
    draft.refresh_from_db()
    assert (draft.form_version.number, draft.answers[key("demande")]) == (1, "encore là")


def test_files_come_in_one_by_one_and_one_failure_loses_nothing(client, draft):
    answer = client.post(
        step(draft),
        {
            "revision": 0,
            key("demande"): "Texte gardé.",
            key("devis"): [
                SimpleUploadedFile("bon.pdf", b"%PDF-1.7"),
                SimpleUploadedFile("programme.pdf", b"MZ\x90"),
            ],
            "suite": "1",
        },
        follow=True,
    )
    assert answer.redirect_chain == [(step(draft), 302)]
    assert unbroken("programme.pdf : ce fichier est un programme") in told(answer)
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "Texte gardé."
    file = PrivateFile.objects.get()
    assert draft.answers[key("devis")] == [str(file.pk)]
    client.post(step(draft), {"revision": draft.revision, "retirer": str(file.pk)})
    draft.refresh_from_db()
    assert draft.answers[key("devis")] == []
    assert not PrivateFile.objects.exists()


def test_too_many_files_are_refused_one_by_one(client, draft):
    files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7") for n in range(3)]
    answer = client.post(step(draft), {"revision": 0, key("devis"): files}, follow=True)
    assert unbroken("2.pdf : cette réponse prend 2\xa0fichiers au plus.") in answer.content.decode()
    assert PrivateFile.objects.count() == 2


def test_a_session_that_ended_gives_back_what_was_typed_without_javascript(client, draft):
    client.logout()
    text = "Tout ce que j’ai écrit <b>ce midi</b>, 🧺."
    answer = client.post(
        step(draft), {"revision": "0", key("demande"): text, key("structure"): key("oui"), "suite": "1"}
    )
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Tout ce que j’ai écrit &lt;b&gt;ce midi&lt;/b&gt;, 🧺.</textarea>" in page
    assert page.count("<textarea") == 1
    assert "La laverie" not in page
    draft.refresh_from_db()
    assert draft.answers == WHOLE


def test_a_session_that_ended_sends_a_save_by_itself_to_the_door(client, draft):
    client.logout()
    door = f"{reverse('account_login')}?next={step(draft)}"
    assert autosave(client, draft, revision=0, **{key("demande"): "Encore."})["Location"] == door
    assert client.get(step(draft))["Location"] == door
    assert client.post(step(draft), {"revision": "0", "suite": "1"})["Location"] == door


def test_nothing_is_told_of_a_dossier_to_somebody_signed_out(client, draft):
    client.logout()
    nobodys = reverse("incubator:page", args=["00000000-0000-4000-8000-000000000000", "vous"])
    sent = {key("demande"): "Bonjour, qui est là ?"}
    first, second = client.post(step(draft), sent), client.post(nobodys, sent)
    assert first.status_code == second.status_code == 403
    assert told(first).replace(step(draft), "") == told(second).replace(nobodys, "")


def test_fifty_thousand_words_are_kept_refused_at_handing_in_and_lose_nothing(client, draft):
    text = "mot " * 50_000
    client.post(step(draft), {"revision": 0, key("projet"): "La laverie", key("demande"): text, "suite": "1"})
    answer = client.post(reverse("incubator:review", kwargs={"pk": draft.pk}))
    assert answer.status_code == 422
    assert "La demande dépasse la limite de 50 mots" in told(answer)
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == text
    assert draft.status == "draft"


def test_a_required_question_hidden_by_a_condition_asks_nothing(client, draft):
    review = reverse("incubator:review", kwargs={"pk": draft.pk})
    vous = {"revision": 0, key("nom"): "Nadia", key("structure"): key("oui")}
    client.post(step(draft, "vous"), vous)
    assert "«\xa0Laquelle\xa0?\xa0» manque" in told(client.post(review))
    client.post(
        step(draft, "vous"), {**vous, "revision": 9, key("structure"): key("non"), key("laquelle"): "forcée"}
    )
    assert client.post(review).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert key("laquelle") not in draft.revisions.get().answers


def test_right_to_left_and_emoji_answers_are_read_in_their_own_direction(client, draft):
    autosave(client, draft, revision=0, **{key("demande"): "مرحبا بكم 🧺"})
    page = client.get(reverse("incubator:read", kwargs={"pk": draft.pk})).content.decode()
    before = page[: page.index("مرحبا بكم 🧺")]
    assert 'dir="auto"' in before[before.rindex("<dd") :]


@pytest.mark.parametrize("alone", [True, False])
def test_more_text_than_a_page_may_send_is_refused_in_words_and_changes_nothing(client, draft, alone):
    autosave(client, draft, **{"revision": 0, key("demande"): "Un premier jet."})
    headers = {"X-Autosave": "1", "Accept": "application/json"} if alone else {"Accept": "text/html"}
    data = {"revision": 1, key("demande"): "mot " * 700_000}
    answer = client.post(step(draft), data, headers=headers)
    sentence = "Ce texte est trop long pour être enregistré"
    assert answer.status_code == 413
    assert sentence in (answer.json()["message"] if alone else told(answer))
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "Un premier jet."
