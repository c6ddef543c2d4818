"""The dossiers of a call as a spreadsheet, made by a worker a tenth at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, Subquery

import sheets
from incubator import pipeline, policies, reading
from incubator.enums import FieldType
from incubator.forms.numbers import read_amount
from incubator.forms.schema import Question, Schema
from incubator.models import ApplicationRevision, Call
from jobs.errors import Refused
from jobs.models import Job
from jobs.registry import Kind, Result, Step, register
from people.access import Visitor

KEY = "incubator.dossiers"
# Each is one more move of the bar that whoever asked watches; however many dossiers, as many queries.
STEPS = 10
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
    """The next tenth of the dossiers that whoever asked still handles, as lines of JSON."""
    call = _call(job)
    taken, after = job.cursor or (0, "")
    rows = pipeline.dossiers(call, _asker(job)).filter(number__gt=after)
    if status := job.params.get("status"):
        rows = rows.filter(status=status)
    left = rows.count()
    some = list(
        rows.annotate(handed_in=Subquery(_last_answers())).order_by("number")[: -(-left // (STEPS - taken))]
    )
    schema = _schema(call)
    lines = [json.dumps(_line(one, schema), ensure_ascii=False) for one in some]
    return Step(
        cursor=[taken + 1, some[-1].number if some else after],
        done=job.done + len(some),
        total=job.done + left,
        part="".join(f"{line}\n" for line in lines).encode(),
        last=len(some) == left,
    )


def _last_answers() -> Any:
    """What was last handed in of a dossier, in the query that reads the dossier."""
    last = ApplicationRevision.objects.filter(application=OuterRef("pk")).order_by("-number")
    return last.values("answers")[:1]


def finish(job: Job) -> Result:
    """One sheet: what is known of each dossier, then its answers, a column a question."""
    call = _call(job)
    headers = [*FIXED, *(question.asked for question in _schema(call).questions)]
    # Bytes: text would also break at the line separators that people paste into their answers.
    rows = (json.loads(line) for part in job.parts_in_order() for line in part.splitlines())
    book = sheets.write_xlsx(
        headers, rows, title=call.title[:31].translate(str.maketrans("", "", "[]:*?/\\"))
    )
    return Result(
        sentence=f"{job.done} dossier{'s' if job.done > 1 else ''}.",
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
    handled = Call.objects.handled_by(_asker(job)).select_related("form_version")
    call = handled.filter(pk=job.params["call"]).first()
    if call is None:
        raise Refused("Vous n’instruisez plus cet appel : l’export s’arrête.")
    return call


def _schema(call: Call) -> Schema:
    return call.form_version.form if call.form_version else Schema()


def _line(dossier: Any, schema: Schema) -> list[str | int | float]:
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
    return [*fixed, *(_answer(question, dossier.handed_in or {}) for question in schema.questions)]


def _answer(question: Question, answers: Mapping[str, Any]) -> str | int | float:
    answer = answers.get(question.key)
    if question.type in (FieldType.NUMBER, FieldType.MONEY):
        return _figure(answer)
    if question.type == FieldType.DATE:
        return str(answer or "")
    line = reading.line(question, answer, {})
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
