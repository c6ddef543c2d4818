"""From a template and its data to a PDF that screen readers can read (PDF/UA-1).

Templates live in the `typst` folder of each application. They read `json("data.json")`, so that a text
typed by somebody stays a text and never becomes markup, and import `house.typ` for the signage.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import typst
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

import clock

# A sign that our letters lack (a picture, another script) forbids the seal of PDF/UA, not the page: it is
# printed as an empty box, still tagged, and its text can still be read aloud and copied.
UNDRAWN = "could not be displayed with font"
SIGNAGE = Path(__file__).parent / "typst" / "house.typ"


class NotPrinted(Exception):
    """The template and its data do not make a page; carries Typst's own words for the journal."""


def pdf(template: str, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Print `data` through `<app>/typst/<template>`, for instance "bookings/day_sheet.typ".

    `data["title"]` names the document. Dates and decimals arrive as text: write them in French before.
    `pictures` are files (name with its extension, content) that the template shows by name, each with
    its `alt`. The caller answers for the right to see all of it. Raises NotPrinted.
    """
    with tempfile.TemporaryDirectory(prefix="tierslieu-") as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(_find(template).read_bytes())
        (folder / "house.typ").write_bytes(SIGNAGE.read_bytes())
        (folder / "data.json").write_text(
            json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False), "utf-8"
        )
        for picture, content in (pictures or {}).items():
            (folder / PurePosixPath(picture).name).write_bytes(content)
        try:
            return _compile(folder, sealed=True)
        except typst.TypstError as error:
            if UNDRAWN not in str(error):
                raise NotPrinted(f"{template} : {error}") from error
        try:
            return _compile(folder, sealed=False)
        except typst.TypstError as error:
            raise NotPrinted(f"{template} : {error}") from error


def _compile(folder: Path, *, sealed: bool) -> bytes:
    return typst.compile(
        str(folder / "main.typ"),
        root=str(folder),
        font_paths=[str(settings.PAPER_TYPEFACES)],
        ignore_system_fonts=True,
        timestamp=int(clock.now().timestamp()),
        pdf_standards="ua-1" if sealed else [],
    )


def _find(template: str) -> Path:
    for app in apps.get_app_configs():
        found = Path(app.path) / "typst" / template
        if found.exists():
            return found
    raise NotPrinted(f"{template} : aucun gabarit de ce nom dans les dossiers « typst » des applications.")
