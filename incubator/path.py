"""The road from a need to a project, told from wherever one stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

import clock
from incubator import wording
from incubator.enums import IDEA_ROAD, IdeaStatus, NeedStatus
from incubator.models import Idea, Need, Project

LABELS = {
    IdeaStatus.CAPTURED: "Un besoin, une idée",
    IdeaStatus.QUALIFIED: "L’idée se précise",
    IdeaStatus.STUDYING: "Étude d’opportunité",
    IdeaStatus.VALIDATED: "L’étude est faite",
    IdeaStatus.SEEKING_HOLDER: "On cherche qui la porte",
    IdeaStatus.TRANSFERRED: "Quelqu’un la porte",
}


@dataclass(frozen=True)
class PathStep:
    """One ring of the road."""

    label: str
    state: str
    href: str = ""
    note: str = ""


def road(idea: Idea, here: str = "") -> list[PathStep]:
    """Every step of an idea: those made with their day, the one where it stands, those to come.

    `here` is the page that tells it: no step leads back to it.
    """
    days = _days(idea)
    standing = IdeaStatus(idea.resume_status or idea.status)
    if standing == IdeaStatus.DROPPED:
        reached = [step for step in IDEA_ROAD if step in days]
        steps = [PathStep(LABELS[step], "done", _href(idea, step), _said(days[step])) for step in reached]
        return [*steps, PathStep("Nous nous sommes arrêtés là", "current")]
    rank = IDEA_ROAD.index(standing)
    steps = []
    for n, step in enumerate(IDEA_ROAD):
        over = n < rank or standing == IdeaStatus.TRANSFERRED
        state = "done" if over else ("current" if n == rank else "ahead")
        note = _said(days[step]) if step in days and n <= rank else ""
        href = _href(idea, step) if n <= rank else ""
        steps.append(PathStep(LABELS[step], state, "" if href == here else href, note))
    return steps


def origin(project: Project) -> Idea | None:
    """The public idea that a project makes live, if it comes from one."""
    return Idea.objects.published().with_path().filter(project=project).first()


def said_of(need: Need) -> str:
    """What became of a need, in one sentence for whoever reported it."""
    idea = need.idea
    if idea is None:
        return {
            NeedStatus.RECEIVED: "Nous l’avons bien reçu. L’équipe ne l’a pas encore lu.",
            NeedStatus.HEARD: "Nous l’avons lu et nous le gardons : d’autres disent peut-être la même chose.",
            NeedStatus.ANSWERED: "Une réponse existe peut-être déjà.",
        }.get(
            NeedStatus(need.status),
            "Nous l’avons lu, et nous ne pouvons rien en faire ici. Merci quand même.",
        )
    return {
        IdeaStatus.CAPTURED: "Il a fait naître une idée, que nous regardons de plus près.",
        IdeaStatus.QUALIFIED: "L’idée qui en est née est claire. Le comité dira s’il faut l’étudier.",
        IdeaStatus.STUDYING: "L’idée qui en est née est à l’étude.",
        IdeaStatus.VALIDATED: "L’étude est faite. Le comité dira s’il faut chercher qui la porte.",
        IdeaStatus.SEEKING_HOLDER: "Nous cherchons qui pourrait porter cette idée.",
        IdeaStatus.TRANSFERRED: "Quelqu’un porte désormais cette idée : elle va exister.",
        IdeaStatus.ON_HOLD: "L’idée qui en est née est en pause.",
        IdeaStatus.DROPPED: "Nous avons étudié l’idée, et nous nous sommes arrêtés là.",
    }[IdeaStatus(idea.status)]


def _days(idea: Idea) -> dict[IdeaStatus, date]:
    zone = idea.place.zone
    days = {IdeaStatus.CAPTURED: clock.local(idea.captured_at, zone).date()}
    for step in idea.steps.all():
        days[IdeaStatus(step.to_status)] = step.decided_on or clock.local(step.at, zone).date()
    return days


def _said(when: date) -> str:
    return wording.day(when)


def _href(idea: Idea, step: str) -> str:
    if step == IdeaStatus.SEEKING_HOLDER and idea.call is not None and idea.call.is_published:
        return idea.call.get_absolute_url()
    if step == IdeaStatus.TRANSFERRED and idea.project is not None and idea.project.is_public:
        return reverse("incubator:project", args=[idea.project_id])
    return ""
