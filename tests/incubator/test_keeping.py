"""What holders do with their own data, on paper, taken away, erased; how long it is kept; and « rappelez-moi »."""

import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from incubator.enums import Status
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.models import Application
from incubator.retention import apply_retention
from incubator.services import (
    add_file,
    ask_call_back,
    called_back,
    erase_dossier,
    save_answers,
    write_message,
)
from incubator.transitions import transition
from reminders.models import Notice, Outcome
from reminders.typography import unbroken
from tests.factories.incubator import DURING, ApplicationFactory, brought_to, given, key, published_call
from tests.factories.people import UserFactory
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 devis"


@pytest.fixture
def nadia(client):
    person = UserFactory(name="Nadia Belkacem", email="nadia@caserne.example")
    client.force_login(person)
    return person


@pytest.fixture
def draft(call, nadia):
    application = ApplicationFactory(call=call, owner=nadia)
    add_file(
        application=application,
        actor=nadia,
        key=key("devis"),
        upload=SimpleUploadedFile("devis.pdf", PDF),
    )
    application.refresh_from_db()
    return application


def test_the_pdf_of_a_dossier_says_what_its_page_says(client, draft):
    answer = client.get(reverse("incubator:printed", args=[draft.pk]))
    pdf = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    page = client.get(reverse("incubator:read", args=[draft.pk])).content.decode()
    for words in ("La laverie", "Nadia Belkacem", "Acheter deux machines.", "devis.pdf", "Le projet"):
        assert words in text
        assert words in page
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert answer["Content-Disposition"] == f'attachment; filename="dossier-{draft.number}.pdf"'


@pytest.mark.parametrize("text", ["# titre *gras* $x$ #eval", "🧺 مرحبا", "mot " * 5000, '"}]', "a\n\n\nb"])
def test_whatever_was_typed_prints(client, draft, text):
    save_answers(application=draft, actor=draft.owner, values={key("demande"): text}, based_on=99)
    answer = client.get(reverse("incubator:printed", args=[draft.pk]))
    assert answer.content.startswith(b"%PDF-")


def test_everything_is_taken_away_in_one_archive(client, draft):
    write_message(application=draft, actor=draft.owner, body="Une question ?")
    answer = client.get(reverse("incubator:export", args=[draft.pk]))
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert sorted(archive.namelist()) == ["dossier.json", "dossier.pdf", "fichiers/01-devis.pdf"]
    assert archive.read("fichiers/01-devis.pdf") == PDF
    said = json.loads(archive.read("dossier.json"))
    assert said["porté par"] == {"nom": "Nadia Belkacem", "adresse": "nadia@caserne.example"}
    assert {"question": "La demande", "réponse": "Acheter deux machines."} in said["réponses"]
    assert [row["message"] for row in said["messages"]] == ["Une question ?"]


def test_a_draft_disappears_with_its_files(client, draft):
    address = reverse("incubator:data", args=[draft.pk])
    assert client.post(address, {"number": "27-999"}).status_code == 422
    assert Application.objects.filter(pk=draft.pk).exists()
    assert client.post(address, {"number": draft.number})["Location"] == reverse("incubator:mine")
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert not PrivateFile.objects.exists()
    history = apps.get_model("incubator", "ApplicationEvent")
    assert not history.objects.filter(pgh_obj_id=draft.pk).exists()


def test_a_dossier_handed_in_is_forgotten_and_still_counted(draft, call):
    transition(application=draft, name="submit", actor=draft.owner)
    write_message(application=draft, actor=draft.owner, body="Je suis Nadia.")
    with pytest.raises(WrongState):
        erase_dossier(application=draft, actor=draft.owner)
    transition(application=draft, name="withdraw", actor=draft.owner)
    erase_dossier(application=draft, actor=draft.owner)
    kept = Application.objects.get(pk=draft.pk)
    assert (kept.title, kept.answers, kept.status, kept.number, kept.submitted_at) == (
        "Dossier effacé",
        {},
        Status.WITHDRAWN,
        draft.number,
        DURING,
    )
    assert str(kept.owner) == "Personne effacée"
    assert [log.name for log in kept.transitions.order_by("pk")] == ["submit", "withdraw"]
    left = "".join(
        json.dumps(list(rows), default=str)
        for rows in (
            Application.objects.values(),
            kept.transitions.values(),
            kept.revisions.values(),
            kept.messages.values(),
            apps.get_model("incubator", "ApplicationEvent").objects.values(),
        )
    )
    assert "Nadia" not in left
    assert "machines" not in left
    assert not PrivateFile.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.UNDER_REVIEW, Status.SELECTED, Status.CONFIRMED])
def test_a_dossier_at_work_is_not_erased(call, nadia, status):
    application = brought_to(status, call=call, owner=nadia)
    with pytest.raises(WrongState):
        erase_dossier(application=application, actor=nadia)


def test_nobody_erases_anothers(draft, call):
    for person in (UserFactory(), given(call, "manage_call")):
        with pytest.raises(NotAllowed):
            erase_dossier(application=draft, actor=person)


def test_a_forgotten_draft_is_announced_then_forgotten_and_touching_it_starts_again(draft, time_machine):
    Notice.objects.all().delete()
    time_machine.move_to(DURING + timedelta(days=150), tick=False)
    assert apply_retention().announced == ()
    time_machine.move_to(DURING + timedelta(days=155), tick=False)
    dry = apply_retention(dry_run=True)
    assert dry.announced == (f"{draft.number} (brouillon)",)
    assert not Notice.objects.exists()
    for _ in range(2):
        apply_retention()
    notice = Notice.objects.get(kind="application.erased_soon")
    assert notice.email == draft.owner.email
    time_machine.move_to(DURING + timedelta(days=184), tick=False)
    assert apply_retention().forgotten == ()
    Application.objects.filter(pk=draft.pk).update(saved_at=DURING + timedelta(days=184))
    time_machine.move_to(DURING + timedelta(days=186), tick=False)
    assert apply_retention().forgotten == ()
    Application.objects.filter(pk=draft.pk).update(saved_at=DURING)
    assert apply_retention().forgotten == (f"{draft.number} (brouillon)",)
    draft.refresh_from_db()
    assert (draft.title, draft.answers) == ("Dossier effacé", {})


def test_what_was_not_selected_is_kept_two_years_and_what_is_at_work_is_kept(call, time_machine):
    over = brought_to(Status.REJECTED, call=call)
    for status in (Status.SUBMITTED, Status.UNDER_REVIEW, Status.CONFIRMED):
        brought_to(status, call=call)
    time_machine.move_to(DURING + timedelta(days=710), tick=False)
    assert apply_retention().announced == (f"{over.number} (non retenu)",)
    time_machine.move_to(DURING + timedelta(days=741), tick=False)
    out = StringIO()
    call_command("apply_retention", "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[-3:] == [
        "Dossiers seraient annoncés : 0",
        "Dossiers seraient effacés : 1",
        f"  {over.number} (non retenu)",
    ]
    over.refresh_from_db()
    assert over.anonymised_at is None
    assert apply_retention().forgotten == (f"{over.number} (non retenu)",)
    assert apply_retention().forgotten == ()
    assert Application.objects.filter(anonymised_at__isnull=False).count() == 1


def test_somebody_would_rather_be_called(client, draft, call, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    address = reverse("incubator:call_back", args=[draft.pk])
    for phone in ("06 12 34 56 78", "05 49 00 00 00"):
        client.post(address, {"phone": phone, "when": "le soir"})
    callback = draft.callbacks.get()
    assert (callback.phone, callback.when) == ("05 49 00 00 00", "le soir")
    page = client.get(reverse("incubator:messages", args=[draft.pk])).content.decode()
    assert unbroken("Quelqu’un vous rappelle au <strong>05 49 00 00 00</strong>, le soir.") in page
    officer = given(call, "handle_call")
    client.force_login(officer)
    assert unbroken("05 49 00 00 00") in client.get("/gestion/").content.decode()
    client.post(reverse("incubator_called", args=[callback.pk]))
    callback.refresh_from_db()
    assert callback.done_by == officer
    assert unbroken("05 49 00 00 00") not in client.get("/gestion/").content.decode()


def test_only_those_who_write_ask_to_be_called_with_a_number(draft, call):
    with pytest.raises(NotAllowed):
        ask_call_back(application=draft, actor=UserFactory(), phone="06 12 34 56 78")
    for phone in ("", "bientôt", "12", "1" * 16):
        with pytest.raises(Refused):
            ask_call_back(application=draft, actor=draft.owner, phone=phone)
    callback = ask_call_back(application=draft, actor=draft.owner, phone="06 12 34 56 78")
    for person in (draft.owner, given(call, "review_call"), given(published_call(), "manage_call")):
        with pytest.raises(NotAllowed):
            called_back(callback=callback, actor=person)
    assert Notice.objects.filter(outcome=Outcome.FAILED).count() == 0


CHECK = [
    ({"critere-0": "oui"}, "Oui, il est pour vous."),
    ({"critere-0": "non"}, "Sans doute pas, cette fois."),
    ({"critere-0": "doute"}, "Peut-être"),
]


@pytest.mark.parametrize(("answers", "words"), CHECK)
def test_whether_a_call_is_for_somebody_before_they_write(client, call, answers, words):
    address = reverse("incubator:check", args=[call.slug])
    assert words not in client.get(address).content.decode()
    answer = client.get(address, answers)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert client.get(address, {"critere-0": "peut-être"}).status_code == 422
