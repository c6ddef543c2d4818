"""Answering, holding a meeting, reading what is public, printing."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from meetings import services
from meetings.enums import MeetingStatus
from meetings.models import Decision
from meetings.personal import PUBLIC_NAME
from privacy.services import give
from reminders.typography import unbroken
from tests.factories.meetings import body, foreign_meeting, prepared, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def found():
    return room()


@pytest.fixture
def chair(client, found):
    client.force_login(found.chair)
    return client


def gesture(client, found, name, **data):
    return client.post(reverse("meetings_gesture", args=[found.meeting.pk, name]), data)


def errors(answer, name) -> dict:
    (form,) = [form for each, _gesture, form in answer.context["forms"] if each == name]
    return {field: list(said) for field, said in form.errors.items()}


def test_i_answer_for_myself_and_see_it(client, found):
    ana = found.row("Ana")
    client.force_login(ana.user)
    page = found.meeting.get_absolute_url()
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "excused"}).status_code == 302
    assert found.presences()["Ana"] == "excused"
    client.post(page, {"answer": "proxy", "holder": found.row("Bilal").pk})
    assert found.presences()["Ana"] == "represented"
    client.post(page, {"answer": "coming"})
    assert found.presences()["Ana"] == "coming"


def test_a_proxy_to_somebody_absent_is_refused_beside_the_field(client, found):
    ana, bilal = found.row("Ana"), found.row("Bilal")
    services.answer(attendance=bilal, by=bilal.user, coming=False)
    client.force_login(ana.user)
    for holder in ("", str(bilal.pk)):
        answer = client.post(found.meeting.get_absolute_url(), {"answer": "proxy", "holder": holder})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["holder"])
    assert found.presences()["Ana"] == "expected"


def test_a_meeting_of_others_does_not_exist(client, found):
    client.force_login(found.row("Ana").user)
    assert client.get(reverse("meetings:own_meeting", args=[foreign_meeting().pk])).status_code == 404
    client.force_login(found.chair)
    other = foreign_meeting().__class__.objects.exclude(pk=found.meeting.pk).first()
    for name in ("meetings_hold", "meetings_minutes", "meetings_signing_sheet"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
    assert client.post(reverse("meetings_gesture", args=[other.pk, "convoquer"])).status_code == 404


def test_a_meeting_is_prepared_convened_held_and_signed(chair, found):
    answer = chair.post(
        reverse("meetings_prepare"),
        {"body": found.meeting.body.pk, "title": "Conseil", "starts_at": "2027-04-01T18:00",
         "ends_at": "2027-04-01T17:00"},
    )  # fmt: skip
    assert answer.status_code == 422
    gesture(chair, found, "poser", title="Approuver les comptes ?")
    for name in ("Ana", "Bilal", "Chloé"):
        gesture(chair, found, "arrivee", attendance=found.row(name).pk)
    gesture(chair, found, "ouvrir")
    question = Decision.objects.get()
    gesture(chair, found, "voter", decision=question.pk, attendance=found.row("Ana").pk, choice="recused")
    gesture(chair, found, "voter", decision=question.pk, attendance=found.row("Bilal").pk, choice="for")
    gesture(chair, found, "decider", decision=question.pk, outcome="adopted", note="À l’unanimité.")
    gesture(chair, found, "lever")
    gesture(chair, found, "rediger", minutes="Tout va bien.")
    gesture(chair, found, "signer")
    found.meeting.refresh_from_db()
    question.refresh_from_db()
    assert found.meeting.status == MeetingStatus.SIGNED
    assert (question.outcome, question.votes_for, question.votes_against) == ("adopted", 1, 0)


def test_refusals_are_told_on_the_page_and_nothing_is_written(chair, found):
    answer = gesture(chair, found, "ouvrir")
    assert answer.status_code == 422
    assert unbroken("Le quorum n’est pas atteint : il faut 3 voix") in answer.content.decode()

    bilal = found.row("Bilal")
    services.answer(attendance=bilal, by=bilal.user, coming=False)
    answer = gesture(chair, found, "pouvoir", attendance=found.row("Ana").pk, holder=bilal.pk)
    assert errors(answer, "pouvoir") == {
        "holder": ["Bilal ne sera pas dans la salle : choisissez une personne présente."]
    }
    assert found.presences()["Ana"] == "expected"

    assert errors(gesture(chair, found, "annuler", reason=" "), "annuler") == {
        "reason": ["Dites pourquoi, en une phrase : elle sera envoyée."]
    }
    answer = gesture(chair, found, "document", upload=SimpleUploadedFile("a.exe", b"MZ"))
    assert answer.status_code == 422


def test_a_quorum_lost_in_mid_meeting_is_told_beside_the_field_and_the_meeting_still_ends(chair, found):
    found.open("Ana", "Bilal", "Chloé")
    before = services.put(meeting=found.meeting, by=found.chair, title="Approuver les comptes ?")
    gesture(chair, found, "decider", decision=before.pk, outcome="adopted", votes_for=3)
    question = services.put(meeting=found.meeting, by=found.chair, title="Changer les statuts ?")
    voice = {"decision": question.pk, "attendance": found.row("Ana").pk, "choice": "for"}
    gesture(chair, found, "voter", **voice)
    gesture(chair, found, "depart", attendance=found.row("Chloé").pk)

    page = chair.get(reverse("meetings_hold", args=[found.meeting.pk])).content.decode()
    assert "2 voix présentes, 0 représentée, sur 5. <strong>Le quorum (3) n’est pas atteint.</strong>" in page
    refusal = (
        "Le quorum n’est pas atteint : il faut 3 voix présentes ou représentées sur 5, il y en a 2. Attendez "
        "des arrivées, ou reportez ou retirez les questions qui restent, levez la séance et convoquez de nouveau."
    )
    decided = {"decision": question.pk, "outcome": "adopted", "note": "À deux voix."}
    for name, data, field in (("voter", voice, "choice"), ("decider", decided, "outcome")):
        answer = gesture(chair, found, name, **data)
        (_first, shown) = answer.context["questions"]
        (form,) = [form for each, _gesture, form in shown["forms"] if each == name]
        assert (answer.status_code, dict(form.errors)) == (422, {field: [refusal]})
    assert "À deux voix." in answer.content.decode()
    for row, votes in ((before, 3), (question, None)):
        row.refresh_from_db()
        assert row.votes_for == votes

    answer = gesture(chair, found, "lever")
    assert unbroken("« Changer les statuts ? » attend sa décision") in answer.content.decode()
    gesture(chair, found, "decider", decision=question.pk, outcome="postponed")
    gesture(chair, found, "lever")
    found.meeting.refresh_from_db()
    question.refresh_from_db()
    assert (found.meeting.status, question.outcome) == (MeetingStatus.CLOSED, "postponed")


def test_a_question_put_by_mistake_is_taken_back_until_it_is_decided(chair, found):
    found.open("Ana", "Bilal", "Chloé")
    kept = services.put(meeting=found.meeting, by=found.chair, title="Approuver les comptes ?")
    gesture(chair, found, "decider", decision=kept.pk, outcome="adopted")
    put = services.put(meeting=found.meeting, by=found.chair, title="Approuver les conptes ?")
    gesture(chair, found, "oter", decision=put.pk)
    assert gesture(chair, found, "oter", decision=kept.pk).status_code == 422
    assert list(Decision.objects.all()) == [kept]


def test_a_vote_by_somebody_recused_is_refused_beside_the_field(chair, found):
    found.open("Ana", "Bilal", "Chloé")
    question = services.put(meeting=found.meeting, by=found.chair, title="Question")
    ana = found.row("Ana")
    services.recuse(decision=question, attendance=ana, by=found.chair)
    answer = gesture(chair, found, "voter", decision=question.pk, attendance=ana.pk, choice="for")
    (shown,) = answer.context["questions"]
    forms = {name: form for name, _gesture, form in shown["forms"]}
    assert (answer.status_code, dict(forms["voter"].errors)) == (
        422,
        {"choice": ["Ana ne prend pas part à ce vote : sa voix n’est pas comptée."]},
    )


@pytest.mark.parametrize("n", [1, 3])
def test_holding_asks_as_much_for_one_as_for_three(client, n):
    found = room(names=("Ana", "Bilal", "Chloé")[:n])
    for number in range(n):
        services.put(meeting=found.meeting, by=found.chair, title=f"Question {number}")
    client.force_login(found.chair)
    page = reverse("meetings_hold", args=[found.meeting.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    # The menu of the back office asks its own questions, which are not ours to count.
    ours = [query for query in asked if "meetings_" in query["sql"] and "grants" not in query["sql"]]
    assert len(ours) == 18


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_signing_sheet_names_everybody_and_their_proxies(chair, found):
    services.give_proxy(attendance=found.row("Ana"), holder=found.row("Bilal"), by=found.chair)
    said = text_of(chair.get(reverse("meetings_signing_sheet", args=[found.meeting.pk])))
    assert [name in said for name in ("Elif", "pouvoir à Bilal", "Signature")] == [True] * 3


def test_the_minutes_tell_attendance_and_voices(chair, found):
    found.open("Ana", "Bilal", "Chloé")
    question = services.put(meeting=found.meeting, by=found.chair, title="#Approuver *les* comptes ?")
    services.record(decision=question, by=found.chair, outcome="adopted", hands={"for": 2, "abstained": 1})
    said = text_of(chair.get(reverse("meetings_minutes", args=[found.meeting.pk])))
    expected = ("3 présents", "#Approuver *les* comptes ?", "2 pour, 0 contre, 1 abstention")
    assert [words in said for words in expected] == [True] * 3


@pytest.fixture
def public():
    chair = UserFactory(name="Samir")
    meeting = prepared(
        body(chair, name="Le collectif", kind="collective", quorum_percent=0), chair, is_public=True
    )
    ana = UserFactory(name="Ana Public")
    services.call(meeting=meeting, by=chair, user=ana)
    services.add_action(meeting=meeting, by=chair, what="Écrire", user=ana, due_on=date(2027, 4, 1))
    return chair, ana, meeting


def test_a_draft_is_nobodys_and_a_public_meeting_is_everybodys(client, public):
    chair, _ana, meeting = public
    page = reverse("meetings:public_meeting", args=[meeting.slug])
    assert client.get(page).status_code == 404
    services.convene(meeting=meeting, by=chair)
    assert client.get(page).status_code == 200
    assert meeting.title in client.get(reverse("meetings:public")).content.decode()


def test_a_person_is_named_in_public_with_their_consent_only(client, public):
    chair, ana, meeting = public
    services.convene(meeting=meeting, by=chair)
    page = reverse("meetings:public_meeting", args=[meeting.slug])
    before = client.get(page).content.decode()
    give(user=ana, purpose=PUBLIC_NAME)
    after = client.get(page).content.decode()
    assert ("Ana Public" in before, "une personne du collectif" in before) == (False, True)
    assert ("Ana Public" in after, "une personne du collectif" in after) == (True, False)


def test_only_public_files_of_public_meetings_leave_by_the_public_door(client, public):
    chair, ana, meeting = public
    services.convene(meeting=meeting, by=chair)
    for is_public, status in ((True, 200), (False, 404)):
        document = services.add_document(
            meeting=meeting, by=chair, upload=SimpleUploadedFile("note.pdf", b"%PDF-1.4\n%%EOF"),
            title="Note", is_public=is_public,
        )  # fmt: skip
        assert client.get(reverse("meetings:public_document", args=[document.file_id])).status_code == status
    client.force_login(ana)
    assert client.get(document.file.get_absolute_url()).status_code == 200
