"""A grid, people who read with it, and what they give."""

from uuid import uuid4

import clock
from incubator.models import Application, Criterion, Review, ReviewAssignment, Stage
from incubator.services import give_review
from incubator.services.reviews import Given
from tests.factories.incubator import given


def grid(stage: Stage, *names: str, **fields) -> list[Criterion]:
    return [
        Criterion.objects.create(stage=stage, name=name, position=n, **fields)
        for n, name in enumerate(names, 1)
    ]


def confided(application: Application, reviewer=None, declared=True) -> ReviewAssignment:
    """A dossier given to read to somebody of the jury, who said that nothing binds them to it."""
    if reviewer is None:
        reviewer = given(application.call, "review_call")
    elif not application.call.grants.filter(user=reviewer, permission__codename="review_call").exists():
        from people.services import grant

        grant(user=reviewer, permission="review_call", target=application.call, given_by=None)
    return ReviewAssignment.objects.create(
        application=application,
        stage=application.stage,
        reviewer=reviewer,
        declared_at=clock.now() if declared else None,
    )


def typed(stage: Stage, *values, reasons=None) -> dict[int, Given]:
    """Marks in the order of the grid, as a form sends them."""
    criteria = list(stage.criteria.in_use())
    return {
        criterion.pk: Given(str(value), (reasons or {}).get(criterion.name, ""))
        for criterion, value in zip(criteria, values, strict=True)
    }


def read(assignment: ReviewAssignment, *values, comment="Solide.") -> Review:
    stage = assignment.stage
    low = {c.name: "C’est peu." for c in stage.criteria.in_use()}
    return give_review(
        assignment=assignment,
        actor=assignment.reviewer,
        key=uuid4(),
        marks=typed(stage, *values, reasons=low),
        comment=comment,
    )
