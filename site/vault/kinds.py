"""The kinds of files the house takes, by their extension, and what each must look like inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from vault import inspection


@dataclass(frozen=True)
class Kind:
    """A format: how it is served, and how it is recognised."""

    extension: str
    content_type: str
    inspect: Callable[[BinaryIO], None]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf", inspection.pdf),
        Kind("jpg", "image/jpeg", inspection.picture("JPEG")),
        Kind("jpeg", "image/jpeg", inspection.picture("JPEG")),
        Kind("png", "image/png", inspection.picture("PNG")),
        Kind("webp", "image/webp", inspection.picture("WEBP")),
        Kind("docx", f"{_OFFICE}wordprocessingml.document", inspection.archive("word/")),
        Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", inspection.archive("xl/")),
        Kind("pptx", f"{_OFFICE}presentationml.presentation", inspection.archive("ppt/")),
        Kind("odt", f"{_ODF}text", inspection.archive("content.xml")),
        Kind("ods", f"{_ODF}spreadsheet", inspection.archive("content.xml")),
        Kind("odp", f"{_ODF}presentation", inspection.archive("content.xml")),
        Kind("csv", "text/csv", inspection.text),
        Kind("txt", "text/plain", inspection.text),
    )
}
PICTURES = frozenset({"jpg", "jpeg", "png", "webp"})
DOCUMENTS = frozenset(KINDS)
