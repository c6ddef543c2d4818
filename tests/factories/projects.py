"""Supported projects for tests."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from incubator.enums import Status
from incubator.models import Cohort, CollectiveDay, Funder, Mentorship, Project
from tests.factories.incubator import DURING, brought_to, published_call
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    place = factory.SubFactory(PlaceFactory)
    name = "Promotion 2027"
    starts_on = date(2027, 1, 1)
    ends_on = date(2027, 12, 31)


class FunderFactory(DjangoModelFactory):
    class Meta:
        model = Funder

    place = factory.SubFactory(PlaceFactory)
    name = factory.Sequence(lambda n: f"Financeur {n}")


class CollectiveDayFactory(DjangoModelFactory):
    class Meta:
        model = CollectiveDay

    cohort = factory.SubFactory(CohortFactory)
    place = factory.SelfAttribute("cohort.place")
    title = "Compter sans se perdre"
    starts_at = datetime(2027, 1, 12, 8, tzinfo=UTC)
    ends_at = datetime(2027, 1, 12, 15, tzinfo=UTC)


def project_of(call=None, **fields) -> Project:
    """A project born of a confirmed dossier of a call."""
    call = call or published_call(stages=1)
    application = brought_to(Status.CONFIRMED, call=call)
    return Project.objects.create(
        **{"application": application, "name": application.title, "started_at": DURING, **fields}
    )


def mentor_of(project: Project, ends_on: date | None = None):
    """Somebody who supports the project."""
    person = UserFactory(name="Mireille Thomas")
    Mentorship.objects.create(project=project, mentor=person, starts_on=date(2027, 1, 1), ends_on=ends_on)
    return person
