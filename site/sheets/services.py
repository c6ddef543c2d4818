"""The verbs of an import: bring a list, look at it, write it whole or not at all, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import router, transaction
from django.db.models import Model
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.db.utils import IntegrityError

import clock
from sheets.errors import Refused
from sheets.matching import match
from sheets.models import SheetImport
from sheets.reading import MAX_BYTES, read
from sheets.registry import Field, Importer, Line, Written

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing has been written."""

    headers: Sequence[str]
    mapping: Mapping[str, int | None]
    missing: Sequence[Field]
    lines: Sequence[Line]

    @property
    def faulty(self) -> list[Line]:
        """The rows with something wrong."""
        return [line for line in self.lines if line.errors]

    @property
    def is_good(self) -> bool:
        """Whether it can be written."""
        return bool(self.lines) and not self.missing and not self.faulty


@transaction.atomic
def bring(*, importer: Importer, owner: Any, upload: IO[bytes], scope: str = "") -> SheetImport:
    """Keep a list while its columns are being matched: a day at most. The caller checks who may.

    Raises sheets.Unreadable when it cannot be read as a list; nothing is kept then.
    """
    # One byte more than is accepted is enough to refuse, however large the file.
    content = upload.read(MAX_BYTES + 1)
    sheet = read(content)
    SheetImport.objects.filter(applied_at__isnull=True, created_at__lt=clock.now() - KEPT_FOR).delete()
    return SheetImport.objects.create(
        kind=importer.key,
        scope=scope,
        owner=owner,
        file_name=str(getattr(upload, "name", "liste"))[:150],
        content=content,
        mapping=match(sheet.headers, {field.key: [field.label, *field.aliases] for field in importer.fields}),
        row_count=len(sheet.rows),
    )


def look(*, found: SheetImport, importer: Importer) -> Preview:
    """Read every row and say what it would do. Writes nothing."""
    sheet = read(bytes(found.content))
    mapping = {field.key: found.mapping.get(field.key) for field in importer.fields}
    lines = [Line(row.number, row.pick(mapping)) for row in sheet.rows]
    missing = [field for field in importer.fields if field.is_required and mapping[field.key] is None]
    if not missing:
        importer.check(lines, found.owner, found.scope)
    return Preview(sheet.headers, mapping, missing, lines)


def match_by_hand(*, found: SheetImport, mapping: Mapping[str, int | None]) -> None:
    """Keep the columns that a person chose."""
    found.mapping = dict(mapping)
    found.save(update_fields=["mapping"])


@transaction.atomic
def apply(*, found: SheetImport, importer: Importer) -> SheetImport:
    """Write every row, or none. For whoever brought the list. Raises Refused."""
    found = SheetImport.objects.select_for_update(of=("self",)).select_related("owner").get(pk=found.pk)
    if found.applied_at is not None:
        raise Refused("Cette liste a déjà été importée.")
    preview = look(found=found, importer=importer)
    if not preview.is_good:
        raise Refused("Rien n’a été importé : corrigez d’abord les lignes signalées.")
    try:
        with transaction.atomic():
            written = [_noted(one) for one in importer.write(list(preview.lines), found.owner, found.scope)]
    except IntegrityError:
        raise Refused(
            "Rien n’a été importé : quelqu’un vient d’ajouter la même chose. Relisez l’aperçu, puis recommencez."
        ) from None
    found.written = written
    found.applied_at, found.content = clock.now(), b""
    found.save(update_fields=["written", "applied_at", "content"])
    return found


@transaction.atomic
def undo(*, found: SheetImport) -> SheetImport:
    """Take back all that an import wrote. For whoever brought the list.

    Raises Refused when something was changed or attached since: then nothing is taken back.
    """
    found = SheetImport.objects.select_for_update().get(pk=found.pk)
    if found.applied_at is None or found.undone_at is not None:
        raise Refused("Il n’y a rien à annuler : cet import a déjà été repris.")
    made: list[Model] = []
    for label, notes in groupby(found.written, key=itemgetter("model")):
        made += _read_again(apps.get_model(label), list(notes))
    _refuse_if_attached(made)
    for model in reversed(dict.fromkeys(type(row) for row in made)):
        model._base_manager.filter(pk__in=[row.pk for row in made if type(row) is model]).delete()
    found.undone_at = clock.now()
    found.save(update_fields=["undone_at"])
    return found


def _read_again(model: type[Model], notes: Sequence[dict[str, Any]]) -> list[Model]:
    """The rows that were made, in one query; those that were changed are restored on the way."""
    rows = {_plain(row.pk): row for row in model._base_manager.filter(pk__in=[note["pk"] for note in notes])}
    standing = [note for note in notes if note["pk"] in rows]
    for note in standing:
        if note["before"] is not None:
            _restore(rows[note["pk"]], note)
    return [rows[note["pk"]] for note in standing if note["before"] is None]


def _noted(one: Written) -> dict[str, Any]:
    values = {name: _plain(getattr(one.row, name)) for name in one.before or ()}
    before = None if one.before is None else {name: _plain(value) for name, value in one.before.items()}
    return {"model": one.row._meta.label_lower, "pk": _plain(one.row.pk), "before": before, "after": values}


def _plain(value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, bool | int | str)
        else DjangoJSONEncoder().encode(value).strip('"')
    )


def _restore(row: Model, note: dict[str, Any]) -> None:
    if any(_plain(getattr(row, name)) != value for name, value in note["after"].items()):
        raise Refused(f"« {row} » a changé depuis l’import : rien n’a été annulé. Corrigez-la à la main.")
    for name, value in note["before"].items():
        setattr(row, name, value)
    row.save(update_fields=[*note["before"]])


def _refuse_if_attached(made: Sequence[Model]) -> None:
    """Undoing takes away what the import made, and never what came after it."""
    ours = {(type(row), row.pk) for row in made}
    for model in dict.fromkeys(type(row) for row in made):
        rows = [row for row in made if type(row) is model]
        collector = Collector(using=router.db_for_write(model))
        try:
            collector.collect(rows)
        except (ProtectedError, RestrictedError) as error:
            blocking = (
                getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", None) or ()
            )
            strangers = [one for one in blocking if (type(one), one.pk) not in ours]
            if strangers:
                raise _attached(strangers[0]) from None
            continue
        going: list[Model] = [one for instances in collector.data.values() for one in instances]
        batches: list[Any] = [*collector.fast_deletes, *chain.from_iterable(collector.field_updates.values())]
        going += chain.from_iterable(batches)
        for one in going:
            if (type(one), one.pk) not in ours:
                raise _attached(one)


def _attached(one: Model) -> Refused:
    return Refused(
        f"Depuis l’import, « {one} » ({one._meta.verbose_name}) s’y est rattaché : rien n’a été annulé. "
        "Corrigez la liste à la main."
    )
