import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.people import UserFactory
from vault.errors import NotKept, Refused
from vault.models import PrivateFile
from vault.services import remove, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(monkeypatch, tmp_path):
    """A vault in the test's own folder."""
    kept = FileSystemStorage(location=tmp_path / "vault", base_url=None)
    monkeypatch.setattr(PrivateFile._meta.get_field("file"), "storage", kept)
    monkeypatch.setattr("vault.services.vault_storage", lambda: kept)
    return tmp_path / "vault"


@pytest.fixture
def nadia():
    return UserFactory()


def keep(nadia, name, content, **options):
    return store(upload=SimpleUploadedFile(name, content), owner=nadia, uploaded_by=nadia, **options)


def kept_on(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def document(landmark="word/document.xml", content=b"<w/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(landmark, content)
    return packed.getvalue()


def crowded(entries: int) -> bytes:
    """A document of so many empty members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", b"<w/>")
        for n in range(1, entries):
            archive.writestr(f"word/{n}", b"")
    return packed.getvalue()


def picture(form="PNG", size=(8, 8)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "red").save(drawn, form)
    return drawn.getvalue()


def huge_png() -> bytes:
    """A PNG of a few bytes that claims a surface of 40 000 x 40 000."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("devis.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF", "application/pdf"),
        ("Photo.JPG", picture("JPEG"), "image/jpeg"),
        ("plan.png", picture(), "image/png"),
        ("statuts.odt", document("content.xml"), "application/vnd.oasis.opendocument.text"),
        ("notes.txt", "Été, dès l’aube 🧺 مرحبا".encode(), "text/plain"),
    ],
)
def test_a_sound_file_is_kept_whole_outside_media(nadia, shelf, name, content, content_type):
    file = keep(nadia, name, content, field="pieces")
    assert (file.original_name, file.content_type, file.size) == (name, content_type, len(content))
    assert file.belongs_to(nadia)
    (path,) = kept_on(shelf)
    assert path.read_bytes() == content
    assert path.name == file.pk.hex
    assert list(PrivateFile.objects.of(nadia, "pieces")) == [file]
    assert list(PrivateFile.objects.of(nadia, "autre")) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("devis.pdf", b"MZ\x90\x00", "devis.pdf : ce fichier est un programme : nous n’en prenons pas."),
        ("devis.pdf", b"\x7fELF\x02", "devis.pdf : ce fichier est un programme : nous n’en prenons pas."),
        (
            "devis.pdf",
            b"<script>alert(1)</script>",
            "devis.pdf : ce fichier se dit PDF mais n’en est pas un : enregistrez-le de nouveau en PDF.",
        ),
        (
            "photo.png",
            b'<svg onload="alert(1)"/>',
            "photo.png : cette image ne s’ouvre pas : elle est abîmée ou d’un autre format.",
        ),
        (
            "photo.jpg",
            picture("PNG"),
            "photo.jpg : cette image ne s’ouvre pas : elle est abîmée ou d’un autre format.",
        ),
        (
            "plan.png",
            huge_png(),
            "plan.png : cette image est trop grande : réduisez-la avant de l’envoyer.",
        ),
        (
            "statuts.docx",
            document(content=b"\0" * (11 * 1024 * 1024)),
            "statuts.docx : ce document se déplie en quelque chose d’énorme : nous ne l’avons pas gardé.",
        ),
        (
            "statuts.docx",
            crowded(5_001),
            "statuts.docx : ce document se déplie en quelque chose d’énorme : nous ne l’avons pas gardé.",
        ),
        (
            "statuts.docx",
            document("autre.xml"),
            "statuts.docx : ce document ne s’ouvre pas : il est abîmé ou d’un autre format.",
        ),
        (
            "statuts.docx",
            b"PK\x03\x04abime",
            "statuts.docx : ce document ne s’ouvre pas : il est abîmé ou d’un autre format.",
        ),
        (
            "macro.docx",
            document("word/vbaProject.bin"),
            "macro.docx : ce document contient des macros : enregistrez-le sans elles, ou en PDF.",
        ),
        (
            "notes.txt",
            b"<HTML><script>",
            "notes.txt : ce fichier n’est pas un simple texte : enregistrez-le en PDF.",
        ),
        ("vide.pdf", b"", "vide.pdf : ce fichier est vide."),
        (
            "dessin.svg",
            b"<svg/>",
            (
                "dessin.svg : ce format n’est pas accepté. Nous prenons : csv, docx, jpeg, jpg, odp, ods, odt, "
                "pdf, png, pptx, txt, webp, xlsx."
            ),
        ),
    ],
)
def test_a_dangerous_file_is_refused_and_leaves_nothing(nadia, shelf, name, content, message):
    with pytest.raises(Refused) as refusal:
        keep(nadia, name, content)
    assert refusal.value.message == message
    assert kept_on(shelf) == []
    assert not PrivateFile.objects.exists()


def test_a_file_above_the_limit_is_refused(nadia, shelf):
    with pytest.raises(Refused, match=r"long\.pdf : ce fichier pèse 2,0 Mo : la limite est de 1 Mo"):
        keep(nadia, "long.pdf", b"%PDF-" + b"0" * 2 * 1024 * 1024, max_size=1024 * 1024)
    assert kept_on(shelf) == []


def test_only_the_kinds_asked_for_are_taken(nadia):
    with pytest.raises(Refused, match="Nous prenons : png"):
        keep(nadia, "devis.pdf", b"%PDF-1.7", allowed={"png"})


def test_a_full_disk_leaves_no_half_file(nadia, shelf, monkeypatch):
    def full(self, name, content):
        (shelf / name).parent.mkdir(parents=True, exist_ok=True)
        (shelf / name).write_bytes(b"%PDF-1.7 tronq")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(NotKept, match=r"devis\.pdf : le disque n’a pas pu garder ce fichier"):
        keep(nadia, "devis.pdf", b"%PDF-1.7 entier")
    assert kept_on(shelf) == []
    assert not PrivateFile.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Nadia\\devis.pdf", "devis.pdf"),
        ("devis\u202efdp.pdf", "devisfdp.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_tidied(nadia, sent, kept):
    upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7")
    upload._name = sent
    assert store(upload=upload, owner=nadia, uploaded_by=nadia).original_name == kept


def test_a_removed_file_leaves_the_disk_once_the_transaction_holds(
    nadia, shelf, django_capture_on_commit_callbacks
):
    file = keep(nadia, "devis.pdf", b"%PDF-1.7")
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        remove(file=file)
    assert len(kept_on(shelf)) == 1
    callbacks[0]()
    assert kept_on(shelf) == []
