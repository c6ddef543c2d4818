"""A list of organisations: those that are known already are completed, the others are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

import journal
import sheets
from people.models import Organisation
from people.numbers import check_siren, check_siret, compact
from people.policies import may_keep_people
from sheets.registry import Field, Importer, Line, Written

FIELDS = (
    Field(
        "name", "Nom", ("structure", "nom de la structure", "raison sociale", "association"), is_required=True
    ),
    Field("kind", "Forme", ("forme juridique", "type", "statut juridique"), help="association, coopérative…"),
    Field("status", "Lien avec le lieu", ("lien", "situation"), help="résidente, adhérente, partenaire…"),
    Field("siret", "SIRET", ("n° siret", "numéro siret")),
    Field("siren", "SIREN", ("n° siren", "numéro siren")),
    Field("address", "Adresse", ("adresse postale", "siège", "siège social")),
    Field("public_email", "Courriel public", ("courriel", "email", "e-mail", "mail", "adresse électronique")),
    Field("public_phone", "Téléphone public", ("téléphone", "tel", "tél")),
    Field("website", "Site", ("site web", "site internet", "url")),
    Field("presentation", "Présentation", ("description", "activité", "objet")),
)
LABELS = {field.key: field.label for field in FIELDS}
TEXTS = ("address", "public_email", "public_phone", "website", "presentation")


class Known:
    """The organisations of the house, found by their numbers or their names."""

    def __init__(self) -> None:
        rows = list(Organisation.objects.all())
        self.by_siret = {row.siret: row for row in rows if row.siret}
        self.by_siren = {row.siren: row for row in rows if row.siren and not row.siret}
        self.by_name: dict[str, list[Organisation]] = {}
        for row in rows:
            self.by_name.setdefault(sheets.normal(row.name), []).append(row)

    def find(
        self, *, name: str = "", siret: str | None = None, siren: str | None = None
    ) -> Organisation | None:
        """The number decides; else the name, when it names one only."""
        if siret and siret in self.by_siret:
            return self.by_siret[siret]
        if siren and not siret and siren in self.by_siren:
            return self.by_siren[siren]
        named = self.by_name.get(sheets.normal(name), [])
        alike = named[0] if len(named) == 1 else None
        if alike is not None and siret and alike.siret and alike.siret != siret:
            return None
        return alike


def check(lines: list[Line], user: Any, scope: str) -> None:
    """Read every row; nothing is written."""
    known = Known()
    for line in lines:
        _read(line)
        found = known.find(**{key: line.values.get(key) for key in ("name", "siret", "siren")})  # type: ignore[arg-type]
        line.values["found"] = found
        if found is not None:
            line.action = "compléter"
    for key, label in (("siret", "SIRET"), ("name", "Nom")):
        _refuse_twice(lines, key, label)


def _read(line: Line) -> None:
    values = line.values
    values["name"] = line.cells["name"]
    if not values["name"]:
        line.errors.append("le nom manque.")
    elif len(values["name"]) > 150:
        line.errors.append("le nom dépasse 150 caractères.")
    values["kind"] = _choice(line, "kind", Organisation.Kind)
    values["status"] = _choice(line, "status", Organisation.Status)
    for key, verify in (("siret", check_siret), ("siren", check_siren)):
        values[key] = compact(line.cells[key]) or None
        if values[key]:
            _verify(line, key, verify, values[key])
    if values["siret"]:
        if values["siren"] and not values["siret"].startswith(values["siren"]):
            line.errors.append("Ce SIRET ne commence pas par ce SIREN.")
        values["siren"] = values["siret"][:9]
    for key in TEXTS:
        values[key] = line.cells[key]
        if values[key]:
            field = Organisation._meta.get_field(key)
            _verify(line, key, lambda text, field=field: field.run_validators(text), values[key])


def _verify(line: Line, key: str, verify: Any, value: str) -> None:
    try:
        verify(value)
    except ValidationError as refusal:
        line.errors.append(f"{LABELS[key]} : {refusal.messages[0]}")


def _choice(line: Line, key: str, choices: Any) -> str | None:
    text = sheets.normal(line.cells[key])
    if not text:
        return None
    named = {sheets.normal(str(choice.label)): choice.value for choice in choices}
    # « résident » and « résidente » say the same.
    found = named.get(text) or named.get(f"{text}e")
    if found is None:
        labels = ", ".join(str(choice.label) for choice in choices)
        line.errors.append(f"{LABELS[key]} : « {line.cells[key][:40]} » est inconnu. Choisissez : {labels}.")
    return found


def _refuse_twice(lines: list[Line], key: str, label: str) -> None:
    def read(line: Line) -> str:
        return sheets.normal(line.values.get(key) or "")

    times = Counter(read(line) for line in lines)
    for line in lines:
        if read(line) and times[read(line)] > 1:
            line.errors.append(
                f"{label} : « {line.values[key]} » figure {times[read(line)]} fois dans la liste."
            )


def write(lines: list[Line], user: Any, scope: str) -> Iterable[Written]:
    """Make the new ones, complete the others with what the list says and they did not."""
    new = [_made(line) for line in lines if line.values["found"] is None]
    yield from (Written(row) for row in Organisation.objects.bulk_create(new))
    for line in lines:
        row = line.values["found"]
        if row is None:
            continue
        said = {key: line.values[key] for key in ("siret", "siren", *TEXTS) if line.values[key]}
        missing = {key: value for key, value in said.items() if not getattr(row, key)}
        if missing:
            before = {key: getattr(row, key) for key in missing}
            for key, value in missing.items():
                setattr(row, key, value)
            row.save(update_fields=[*missing])
            yield Written(row, before)


def _made(line: Line) -> Organisation:
    values = {key: value for key, value in line.values.items() if key != "found" and value}
    return Organisation(**values)


def rows(user: Any, scope: str) -> Iterable[Sequence[Any]]:
    """Every organisation, as the same list."""
    for row in Organisation.objects.visible_to(user):
        yield [
            row.name, row.get_kind_display(), row.get_status_display(), row.siret or "", row.siren or "",
            row.address, row.public_email, row.public_phone, row.website, row.presentation,
        ]  # fmt: skip


def exported(user: Any, scope: str) -> None:
    """The journal keeps who took the list out."""
    journal.record(actor=user, action="organisations.exported")


ORGANISATIONS = Importer(
    key="structures",
    title="Structures",
    intro="Celles que la maison connaît déjà, par leur SIRET ou leur nom, sont complétées ; rien n’y est remplacé.",
    fields=FIELDS,
    policy=may_keep_people,
    check=check,
    write=write,
    rows=rows,
    exported=exported,
)
