"""Looking inside a file. Each inspector raises Refused with a sentence for its sender."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from vault.errors import Refused

HEAD = 4096
MAX_PIXELS = 120_000_000
MAX_ENTRIES = 5_000
MAX_INFLATED = 200 * 1024 * 1024
MAX_RATIO = 200
# Below this, a document of repeated blanks may inflate a lot without harm.
RATIO_MATTERS_FROM = 10 * 1024 * 1024
_ACTIVE = re.compile(rb"<\s*(?:script|svg|html|!doctype|iframe|object)\b", re.IGNORECASE)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")


def pdf(file: BinaryIO) -> None:
    """A PDF begins as one and ends as one."""
    head = _head(file)
    _refuse_programs(head)
    if not head.startswith(b"%PDF-"):
        raise Refused("ce fichier se dit PDF mais n’en est pas un : enregistrez-le de nouveau en PDF.")


def picture(form: str) -> Callable[[BinaryIO], None]:
    """A picture of that format, which opens and is not absurdly large."""

    def inspect(file: BinaryIO) -> None:
        _refuse_programs(_head(file))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file, formats=[form]) as image:
                    if image.width * image.height > MAX_PIXELS:
                        raise Refused("cette image est trop grande : réduisez-la avant de l’envoyer.")
                    image.verify()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise Refused("cette image est trop grande : réduisez-la avant de l’envoyer.") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Refused("cette image ne s’ouvre pas : elle est abîmée ou d’un autre format.") from error

    return inspect


def archive(landmark: str) -> Callable[[BinaryIO], None]:
    """An office document: a sane archive that holds what such a document holds, and no macro."""

    def inspect(file: BinaryIO) -> None:
        _refuse_programs(_head(file))
        try:
            with zipfile.ZipFile(file) as opened:
                entries = opened.infolist()
                _refuse_bombs(opened, entries)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise Refused("ce document ne s’ouvre pas : il est abîmé ou d’un autre format.") from error
        names = [entry.filename for entry in entries]
        if not any(name.startswith(landmark) for name in names):
            raise Refused("ce document ne s’ouvre pas : il est abîmé ou d’un autre format.")
        if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
            raise Refused("ce document contient des macros : enregistrez-le sans elles, ou en PDF.")

    return inspect


def text(file: BinaryIO) -> None:
    """Plain text: no binary, no page that a browser would run."""
    head = _head(file)
    _refuse_programs(head)
    if b"\x00" in head or _ACTIVE.search(head):
        raise Refused("ce fichier n’est pas un simple texte : enregistrez-le en PDF.")


def _refuse_programs(head: bytes) -> None:
    if head.startswith(_PROGRAMS):
        raise Refused("ce fichier est un programme : nous n’en prenons pas.")


def _refuse_bombs(opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Count what comes out for real: the sizes that an archive declares may lie."""
    refusal = Refused("ce document se déplie en quelque chose d’énorme : nous ne l’avons pas gardé.")
    if len(entries) > MAX_ENTRIES:
        raise refusal
    packed = sum(entry.compress_size for entry in entries)
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise refusal
    inflated = 0
    for entry in entries:
        with opened.open(entry) as member:
            while chunk := member.read(1024 * 1024):
                inflated += len(chunk)
                absurd = inflated > RATIO_MATTERS_FROM and inflated > MAX_RATIO * max(packed, 1)
                if inflated > MAX_INFLATED or absurd:
                    raise refusal


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head
