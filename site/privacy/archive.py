"""« Mes données » : one ZIP with what the house holds of a person, as JSON, and the files they sent."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.db.models import CharField, Count, Model, Value

import clock
from privacy.holdings import Holding, Trace, holdings
from vault.models import PrivateFile

IN_MEMORY = 5 * 1024 * 1024
README = (
    "Vos données, telles que la maison les garde.\n\n"
    "donnees.json : tout ce que nous savons de vous, chapitre par chapitre, avec la raison et la durée.\n"
    "fichiers/    : les fichiers que vous nous avez confiés, sous le nom que vous leur aviez donné.\n\n"
    "Une erreur ? Un doute ? Écrivez-nous, ou venez : nous corrigeons.\n"
)


def archive(person: Any) -> IO[bytes]:
    """The ZIP, rewound; past a few megabytes it lies on disk, and goes when it is closed."""
    packed = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("LISEZ-MOI.txt", README)
        told = dossier(person)
        told["fichiers"] = list(_pack(opened, person))
        opened.writestr("donnees.json", json.dumps(told, ensure_ascii=False, indent=2))
    packed.seek(0)
    return packed


def dossier(person: Any) -> dict[str, Any]:
    """What is held of a person, ready to be written as JSON."""
    return {
        "genere_le": clock.now().isoformat(),
        "personne": {
            "nom": person.name,
            "adresse": person.email,
            "telephone": person.phone,
            "arrivee": person.date_joined.isoformat(),
            "derniere_connexion": person.last_login.isoformat() if person.last_login else None,
        },
        "chapitres": [chapter for holding in holdings() if (chapter := _chapter(holding, person))],
    }


def counts(person: Any) -> list[tuple[Holding, int]]:
    """The chapters in which this person has something, and how many rows of it, in one query."""
    told = [trace for holding in holdings() for trace in holding.traces if trace.told]
    first, *others = [
        trace.rows(person)
        .order_by()
        .values(trace_path=Value(trace.path, output_field=CharField()))
        .annotate(trace_rows=Count("pk"))
        .values_list("trace_path", "trace_rows")
        for trace in told
    ]
    found = dict(first.union(*others, all=True))
    chapters = [
        (holding, sum(found.get(trace.path, 0) for trace in holding.traces)) for holding in holdings()
    ]
    return [(holding, rows) for holding, rows in chapters if rows]


def files_of(person: Any) -> list[PrivateFile]:
    """The files that this person entrusted to the house, once each, in order."""
    found = {file.pk: file for holding in holdings() for file in holding.files(person)}
    return sorted(found.values(), key=lambda file: (file.created_at, file.pk))


def _chapter(holding: Holding, person: Any) -> dict[str, Any] | None:
    rows = [row for trace in holding.traces if trace.told for row in _rows(trace, person)]
    if not rows:
        return None
    return {
        "chapitre": holding.label,
        "pourquoi": holding.purpose,
        "base": holding.basis,
        "duree": holding.kept,
        "elements": rows,
    }


def _rows(trace: Trace, person: Any) -> Iterable[dict[str, Any]]:
    kind = str(trace.model._meta.verbose_name)
    names = {column: _name(trace.model, column) for column in trace.told}
    for values in trace.rows(person).values(*trace.told):
        yield {"genre": kind, **{names[column]: _plain(value) for column, value in values.items()}}


def _name(model: type[Model], path: str) -> str:
    """The French name of a column; a path names each of its steps: « rencontre, titre »."""
    step, _, rest = path.partition("__")
    found = model._meta.get_field(step)
    if rest and found.related_model:
        related: Any = found.related_model
        return f"{related._meta.verbose_name}, {_name(related, rest)}"
    return str(getattr(found, "verbose_name", step))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    return value


def _pack(opened: zipfile.ZipFile, person: Any) -> Iterable[dict[str, Any]]:
    for number, file in enumerate(files_of(person), start=1):
        name = f"fichiers/{number:03}-{file.original_name}"
        try:
            with file.file.open("rb") as content, opened.open(name, "w") as packed:
                for chunk in content.chunks():
                    packed.write(chunk)
        except FileNotFoundError:
            name = "absent du disque"
        yield {"nom": file.original_name, "envoye_le": file.created_at.isoformat(), "ou": name}
