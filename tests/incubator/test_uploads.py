"""Files sent to a dossier: photographed pages become one PDF, what is bad is said, and nothing else is lost."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from incubator.models import Collaborator
from incubator.services import leave_out
from tests.factories.incubator import ApplicationFactory, key, published_call
from tests.factories.people import UserFactory
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 devis"


@pytest.fixture
def draft(client):
    application = ApplicationFactory(call=published_call())
    client.force_login(application.owner)
    return application


def step(application) -> str:
    return reverse("incubator:page", kwargs={"pk": application.pk, "slug": "le-projet"})


def photo(name="page.jpg", size=(3000, 2000), form="JPEG", **more) -> SimpleUploadedFile:
    kept = BytesIO()
    Image.new("RGB", size, "white").save(kept, form, **more)
    return SimpleUploadedFile(name, kept.getvalue())


def alone(client, application, name="devis", *files):
    return client.post(step(application), {key("devis") + name: list(files)}, headers={"X-Upload": "1"})


def test_photographed_pages_become_one_upright_pdf_in_their_order(client, draft):
    exif = Image.Exif()
    exif[0x0112] = 6
    answer = alone(client, draft, "-pages", photo(exif=exif.tobytes()), photo("2.png", (500, 900), "PNG"))
    assert answer.json() == {"kept": True}
    file = PrivateFile.objects.get()
    assert (file.original_name, file.content_type) == ("pages-2027-01-12-14h03.pdf", "application/pdf")
    with file.file.open("rb") as content:
        pages = PdfReader(BytesIO(content.read())).pages
    shapes = [page.mediabox.height > page.mediabox.width for page in pages]
    assert shapes == [True, True]
    draft.refresh_from_db()
    assert draft.answers[key("devis")] == [str(file.pk)]


def test_pages_also_go_with_the_save_button(client, draft):
    client.post(step(draft), {"revision": 0, key("devis") + "-pages": [photo()]})
    assert PrivateFile.objects.count() == 1


def bomb() -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    return kept.getvalue()


def huge_picture() -> bytes:
    """A PNG of 40,000 by 40,000 pixels that weighs nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


BAD = [
    ("programme.pdf", lambda: b"MZ\x90\x00", "est un programme"),
    ("faux.pdf", lambda: b"bonjour", "n’en est pas un"),
    ("bombe.docx", bomb, "se déplie en quelque chose d’énorme"),
    ("dessin.svg", lambda: b"<svg onload='alert(1)'/>", "ce format n’est pas accepté"),
    ("vide.pdf", lambda: b"", "vide"),
    ("page.html", lambda: b"<script>", "ce format n’est pas accepté"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_a_bad_file_is_refused_in_words_and_the_good_one_stays(client, draft, name, content, words):
    bad = SimpleUploadedFile(name, content())
    answer = alone(client, draft, "", bad, SimpleUploadedFile("devis.pdf", PDF))
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert [file.original_name for file in PrivateFile.objects.all()] == ["devis.pdf"]
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "Acheter deux machines."


def test_a_file_far_too_heavy_is_refused_without_being_kept(client, draft, shelf):
    heavy = SimpleUploadedFile("film.pdf", PDF)
    heavy.size = 300 * 1024 * 1024
    from incubator.services import add_file
    from vault.errors import Refused

    with pytest.raises(Refused) as refusal:
        add_file(application=draft, actor=draft.owner, key=key("devis"), upload=heavy)
    assert "300,0 Mo : la limite est de 20 Mo" in refusal.value.message
    assert not PrivateFile.objects.exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("note.pdf", PDF)], "ce n’est pas une photo"),
        ([("abimee.jpg", b"\xff\xd8\xff\xe0 rien")], "abîmée ou d’un autre format"),
        ([("immense.png", huge_picture())], "trop grande"),
        ([("vide.jpg", b"")], "vide"),
        ([(f"{n}.jpg", b"x") for n in range(31)], "Trente pages au plus"),
    ],
)
def test_a_bad_photo_is_named_and_nothing_is_kept(client, draft, files, words):
    answer = alone(client, draft, "-pages", *[SimpleUploadedFile(*file) for file in files])
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert not PrivateFile.objects.exists()


def test_somebody_taken_off_the_dossier_while_writing_is_told_where_they_write(client, draft):
    guest = Collaborator.objects.create(application=draft, user=UserFactory(), role="editor")
    client.force_login(guest.user)
    assert client.get(step(draft)).status_code == 200
    leave_out(collaborator=guest, actor=draft.owner)
    told = "Vous ne pouvez plus écrire dans ce dossier. Copiez ce texte avant de quitter la page."
    for header in ("X-Autosave", "X-Upload"):
        answer = client.post(step(draft), {key("demande"): "Encore."}, headers={header: "1"})
        assert (answer.status_code, answer.json()["message"]) == (403, told)
    assert client.post(step(draft), {key("demande"): "Encore."}).status_code == 404
    draft.refresh_from_db()
    assert draft.answers[key("demande")] == "Acheter deux machines."
