"""The dossiers of a call as a spreadsheet, made by a worker a few hundred at a time."""

from __future__ import annotations

import io
import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

import sheets
from incubator import pipeline, policies, reading
from incubator.enums import FieldType
from incubator.forms.numbers import read_amount
from incubator.forms.schema import Question, Schema
from incubator.models import Application, ApplicationRevision, Call
from jobs.errors import Refused
from jobs.models import Job
from jobs.registry import Kind, Result, Step, register
from people.access import Visitor

KEY = "incubator.dossiers"
AT_ONCE = 250
FIXED = (
    "Numéro",
    "Projet",
    "Porté par",
    "Adresse",
    "État",
    "Étape",
    "Déposé le",
    "Lectures",
    "Décision le",
    "Raison",
    "Réorienté vers",
)


def step(job: Job) -> Step:
    """The next dossiers that whoever asked still handles, as lines of JSON."""
    call = _call(job)
    rows = pipeline.dossiers(call, _asker(job)).order_by("number")
    if status := job.params.get("status"):
        rows = rows.filter(status=status)
    cursor = job.cursor or ""
    some = list(rows.filter(number__gt=cursor)[:AT_ONCE])
    lasts = (
        ApplicationRevision.objects.filter(application__in=some)
        .select_related("form_version")
        .order_by("application_id", "-number")
        .distinct("application_id")
    )
    answers = {last.application_id: last for last in lasts}
    schema = _schema(call)
    lines = [json.dumps(_line(one, answers.get(one.pk), schema), ensure_ascii=False) for one in some]
    return Step(
        cursor=some[-1].number if some else cursor,
        done=job.done + len(some),
        total=_count(call, job),
        part="".join(f"{line}\n" for line in lines).encode(),
        last=len(some) < AT_ONCE,
    )


def finish(job: Job) -> Result:
    """One sheet: what is known of each dossier, then its answers, a column a question."""
    call = _call(job)
    headers = [*FIXED, *(question.label for question in _schema(call).questions)]
    text = b"".join(job.parts_in_order()).decode()
    rows = [json.loads(line) for line in text.splitlines()]
    book = sheets.write_xlsx(
        headers, rows, title=call.title[:31].translate(str.maketrans("", "", "[]:*?/\\"))
    )
    return Result(
        sentence=f"{len(rows)} dossier{'s' if len(rows) > 1 else ''}.",
        filename=f"dossiers-{call.slug}.xlsx",
        content=io.BytesIO(book),
    )


def register_kind() -> None:
    """Teach the jobs this export (called when the app is ready)."""
    register(
        Kind(
            key=KEY,
            label="Votre export de dossiers",
            step=step,
            finish=finish,
            may_see=policies.handles_a_call,
            which=_of_the_calls_one_handles,
        )
    )


def _of_the_calls_one_handles(person: Any) -> Q:
    """An export is of one call: handling another gives nothing of it."""
    return Q(params__call__in=list(Call.objects.handled_by(person).values_list("pk", flat=True)))


def _asker(job: Job) -> Visitor:
    return job.owner or AnonymousUser()


def _call(job: Job) -> Call:
    call = Call.objects.handled_by(_asker(job)).filter(pk=job.params["call"]).first()
    if call is None:
        raise Refused("Vous n’instruisez plus cet appel : l’export s’arrête.")
    return call


def _count(call: Call, job: Job) -> int:
    rows = Application.objects.handled_by(_asker(job)).filter(call=call)
    status = job.params.get("status")
    return rows.filter(status=status).count() if status else rows.count()


def _schema(call: Call) -> Schema:
    return call.form_version.form if call.form_version else Schema()


def _line(dossier: Any, last: ApplicationRevision | None, schema: Schema) -> list[str | int | float]:
    call: Call = dossier.call
    moments = [
        f"{call.local(moment):%d/%m/%Y %H:%M}" if moment else ""
        for moment in (dossier.submitted_at, dossier.decided_at)
    ]
    fixed = [
        dossier.number,
        dossier.title,
        dossier.owner.name,
        dossier.owner.email if dossier.owner.has_address else "",
        dossier.get_status_display(),
        str(dossier.stage or ""),
        moments[0],
        f"{dossier.read}/{dossier.confided}",
        moments[1],
        dossier.reason,
        dossier.redirected_to,
    ]
    return [*fixed, *(_answer(question, last) for question in schema.questions)]


def _answer(question: Question, last: ApplicationRevision | None) -> str | int | float:
    if last is None:
        return ""
    if question.type in (FieldType.NUMBER, FieldType.MONEY):
        return _figure(last.answers.get(question.key))
    if question.type == FieldType.DATE:
        return str(last.answers.get(question.key) or "")
    line = reading.line(question, last.answers.get(question.key), {})
    return line.text or "\n".join(line.rows)


def _figure(answer: Any) -> str | int | float:
    """A number that a sheet adds up; what cannot be read stays as it was typed."""
    typed = str(answer or "")
    try:
        amount = read_amount(typed)
    except ValueError:
        return typed
    if amount is None:
        return ""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
