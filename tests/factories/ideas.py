"""Needs and ideas for tests."""

import factory
from factory.django import DjangoModelFactory

from incubator.enums import IdeaStatus
from incubator.models import Idea, IdeaScout, Need, OpportunityStudy, StudySection
from tests.factories.people import OrganisationFactory
from tests.factories.spaces import PlaceFactory


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    place = factory.SubFactory(PlaceFactory)
    what = "Il n’y a plus de laverie au Pré-l’Abbesse."


class IdeaFactory(DjangoModelFactory):
    class Meta:
        model = Idea

    place = factory.SubFactory(PlaceFactory)
    title = "Une laverie tenue par celles et ceux qui s’en servent"
    summary = "Une laverie au pied de la tour, avec un café."


class IdeaScoutFactory(DjangoModelFactory):
    class Meta:
        model = IdeaScout

    place = factory.SubFactory(PlaceFactory)
    name = "Odile Prévost"
    standing = "la tournée du courrier"
    code = factory.Sequence(lambda n: f"courrier-{n}")


def idea_brought_to(status: IdeaStatus, **fields) -> Idea:
    """An idea in that state, with what its constraints ask for. Written straight, without its history."""
    extra = {
        IdeaStatus.ON_HOLD: {"resume_status": IdeaStatus.QUALIFIED, "reason": "Nous attendons."},
        IdeaStatus.DROPPED: {"reason": "Elle existe déjà."},
    }.get(status, {})
    if status == IdeaStatus.TRANSFERRED:
        extra = {"holder": OrganisationFactory()}
    idea = IdeaFactory(status=status, **extra, **fields)
    study = OpportunityStudy.objects.create(idea=idea)
    StudySection.objects.create(study=study, position=1, title="Le besoin", body="Deux bus et des sacs.")
    return idea
