"""Calls and dossiers for tests. The form is short on purpose: each test that needs more says so."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import factory
from factory.django import DjangoModelFactory

from incubator.enums import Status
from incubator.models import Application, Call, FormVersion, Stage
from incubator.services import usual_reasons
from incubator.transitions import transition
from people.services import grant
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory

OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
# Friday 29 January 2027, 23:59:59 in Paris.
CLOSES = datetime(2027, 1, 29, 22, 59, 59, tzinfo=UTC)
DURING = datetime(2027, 1, 12, 13, 3, tzinfo=UTC)
NAMESPACE = uuid5(NAMESPACE_URL, "https://caserne.example")


def key(name: str) -> str:
    """The key of a question or a choice of the test form, by its nickname."""
    return str(uuid5(NAMESPACE, name))


def ask(name: str, kind: str, label: str = "", **more) -> dict:
    options = more.pop("options", {})
    return {"key": key(name), "type": kind, "label": label or name, "options": options, **more}


def page(title: str, slug: str, *questions: dict, **more) -> dict:
    return {"key": key(slug), "slug": slug, "title": title, "questions": list(questions), **more}


def choices(*names: str) -> list[dict]:
    return [{"key": key(name), "label": name} for name in names]


SCHEMA = {
    "pages": [
        page(
            "Vous",
            "vous",
            ask("nom", "text", "Votre nom", personal=True, hidden_from_jury=True),
            ask("structure", "choice", "Une structure ?", options={"choices": choices("oui", "non")}),
            ask(
                "laquelle",
                "text",
                "Laquelle ?",
                condition={"question": key("structure"), "op": "is", "value": key("oui")},
            ),
        ),
        page(
            "Le projet",
            "le-projet",
            ask("projet", "text", "Nom du projet", options={"names_project": True}),
            ask("demande", "long_text", "La demande", short="la demande", options={"word_limit": 50}),
            ask("devis", "file", "Le devis", required=False, options={"max_files": 2}),
        ),
    ]
}
WHOLE = {
    key("nom"): "Nadia Belkacem",
    key("structure"): key("non"),
    key("projet"): "La laverie",
    key("demande"): "Acheter deux machines.",
}


class CallFactory(DjangoModelFactory):
    class Meta:
        model = Call

    place = factory.SubFactory(PlaceFactory)
    title = "Services de proximité"
    slug = factory.Sequence(lambda n: f"services-{n}")
    opens_at = OPENS
    closes_at = CLOSES
    checklist = "Le projet est à Grand Poitiers"


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    call = factory.SubFactory(CallFactory)
    position = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Étape {n}")


def published_call(schema: dict = SCHEMA, stages: int = 2, **fields) -> Call:
    """A call that people may answer, with its form and stages."""
    call = CallFactory(**fields)
    call.form_version = FormVersion.objects.create(call=call, number=1, schema=schema)
    call.is_published = True
    call.save()
    usual_reasons(call=call)
    for position in range(1, stages + 1):
        Stage.objects.create(call=call, position=position, name=f"Étape {position}")
    return call


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    call = factory.LazyFunction(published_call)
    form_version = factory.SelfAttribute("call.form_version")
    number = factory.Sequence(lambda n: f"27-{n:03}")
    title = "La laverie"
    owner = factory.SubFactory(UserFactory)
    answers = factory.LazyFunction(lambda: dict(WHOLE))
    created_at = DURING
    saved_at = DURING


def given(call: Call, permission: str):
    """Somebody who holds one grant on a call."""
    person = UserFactory()
    grant(user=person, permission=permission, target=call, given_by=None)
    return person


def brought_to(status: Status, **fields) -> Application:
    """A dossier in that state, with what its constraints ask for. Written straight, without its history."""
    application = ApplicationFactory(**fields)
    stage = application.call.stages.first()
    rank = application.call.applications.filter(status=Status.WAITLISTED).count() + 1
    extra = {
        Status.DRAFT: {},
        Status.CHANGES_REQUESTED: {
            "resume_status": Status.SUBMITTED,
            "changes_due_at": CLOSES,
            "unlocked_fields": [key("demande")],
        },
        Status.UNDER_REVIEW: {"stage": stage},
        Status.WAITLISTED: {"stage": stage, "waitlist_rank": rank},
    }.get(status, {"stage": stage})
    if status != Status.DRAFT:
        extra["submitted_at"] = DURING
    for name, value in {**extra, "status": status}.items():
        setattr(application, name, value)
    application.save()
    return application


def handed_in(**fields) -> Application:
    """A dossier that its owner submitted, through the service."""
    application = ApplicationFactory(**fields)
    return transition(application=application, name="submit", actor=application.owner)
