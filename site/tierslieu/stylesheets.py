"""One stylesheet a face: what the reader's browser gets is the list in `main.css`, its files written in.

The files stay one per component for us, and forty requests become one for whoever waits. There is nothing
to build by hand: the finder writes the sheet when Django looks for it, and `collectstatic` collects it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

SHEETS = {"css/site.css": "css/main.css", "css/back-office.css": "css/gestion.css"}
IMPORT = re.compile(
    r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w.]+)\))?(?: (?P<media>[^;]+))?;\n?'
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ADDRESS = re.compile(r'url\("(?!data:|/)(?P<path>[^"]+)"\)')


def written_in(sheet: Path) -> str:
    """Return a sheet with each `@import` replaced by the file it names, in its layer and medium."""

    def replace(found: re.Match[str]) -> str:
        imported = sheet.parent / found["path"]
        rules = _addressed_from(sheet.parent, imported)
        if found["layer"]:
            rules = f"@layer {found['layer']} {{\n{rules}}}\n"
        if found["media"]:
            rules = f"@media {found['media']} {{\n{rules}}}\n"
        return rules

    return COMMENT.sub("", IMPORT.sub(replace, sheet.read_text(encoding="utf-8")))


def _addressed_from(folder: Path, imported: Path) -> str:
    """Read an imported file, its relative addresses rewritten as seen from the folder of the list."""

    def move(found: re.Match[str]) -> str:
        target = (imported.parent / found["path"]).resolve()
        return f'url("{target.relative_to(folder.resolve(), walk_up=True).as_posix()}")'

    return ADDRESS.sub(move, imported.read_text(encoding="utf-8"))


class SheetFinder(BaseFinder):
    """Offer the written-in sheets to the static files framework."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "sheets")
        super().__init__(*args, **kwargs)

    def write(self, name: str) -> str:
        """Write one sheet where it is served from, at once, so that nobody ever reads half of it."""
        target = Path(self.storage.path(name))
        text = written_in(settings.PROJECT_DIR / "static" / SHEETS[name])
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(".draft")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return str(target)

    @overload
    def find(self, path: str, find_all: Literal[False] = False) -> str | None: ...

    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...

    def find(self, path: str, find_all: bool = False) -> str | list[str] | None:
        """Return where a sheet lies, written afresh if a file of it changed."""
        if path not in SHEETS:
            return [] if find_all else None
        found = self.write(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Name the sheets to whoever collects or serves them all."""
        for name in SHEETS:
            self.write(name)
            yield name, self.storage
