"""What is written to those who reported a need: that it arrived, and what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

import clock
from incubator.enums import IdeaStatus, NeedStatus
from incubator.models import IdeaStep, Need
from incubator.private_links import need_address
from reminders import services as reminders
from reminders.registry import Kind, register

RECEIVED = "need.received"
NEWS = "need.news"
IDEA_NEWS: dict[str, str] = {
    IdeaStatus.STUDYING: "Le comité a décidé d’étudier l’idée qui en est née.",
    IdeaStatus.SEEKING_HOLDER: "L’étude est finie, et le comité a décidé de chercher qui pourrait la porter.",
    IdeaStatus.TRANSFERRED: "Quelqu’un la porte désormais : elle va exister.",
    IdeaStatus.DROPPED: "Nous nous arrêtons là, pour une raison que voici.",
}
NEED_NEWS: dict[str, str] = {
    NeedStatus.HEARD: "Nous l’avons lu, et nous le gardons : d’autres disent peut-être la même chose.",
    NeedStatus.JOINED: "Il a fait naître une idée, que nous regardons maintenant de plus près.",
    NeedStatus.ANSWERED: "Une réponse existe peut-être déjà.",
}


def received(need: Need) -> None:
    """It arrived: an acknowledgement, with the private link."""
    _tell(RECEIVED, need, "")


def handled(need: Need) -> None:
    """The team looked at it: say so, except of what was set aside."""
    if need.status in NEED_NEWS:
        _tell(NEWS, need, f"besoin {need.status}")


def idea_moved(step: IdeaStep) -> None:
    """The idea made an important step: all those whose need it answers hear of it once."""
    for need in step.idea.needs.all():
        _tell(NEWS, need, f"idée {step.pk}")


def forgotten(need: Need) -> None:
    """They asked us to forget their address: nothing more leaves."""
    reminders.cancel(subject=need, kinds=[RECEIVED, NEWS], reason="adresse effacée à la demande")


def _tell(kind: str, need: Need, occurrence: str) -> None:
    if need.email:
        reminders.schedule(
            kind=kind, subject=need, recipient=need.email, due_at=clock.now(), occurrence=occurrence
        )
        reminders.wake()


def _find(subject_id: str) -> Need | None:
    try:
        return Need.objects.select_related("place", "idea").filter(pk=subject_id).first()
    except ValidationError:
        return None


def _still_true(need: Need, notice: Any) -> str | None:
    if not need.email:
        return "l’adresse a été effacée"
    source, _, which = notice.occurrence.partition(" ")
    if source == "besoin" and need.status != which:
        return "le besoin a changé d’état depuis"
    if source == "idée":
        step = IdeaStep.objects.filter(pk=which, idea=need.idea_id).first()
        if step is None or step.to_status != step.idea.status:
            return "l’idée a changé d’état depuis"
    return None


def _context(need: Need, notice: Any) -> dict[str, Any]:
    source = notice.occurrence.partition(" ")[0]
    idea = need.idea
    news = IDEA_NEWS.get(idea.status, "") if source == "idée" and idea else NEED_NEWS.get(need.status, "")
    words = idea.reason if source == "idée" and idea else need.answer
    return {
        "name": need.name,
        "need": str(need),
        "place": need.place.name,
        "news": news,
        "words": words,
        "link": need_address(need),
    }


def _sample() -> dict[str, Any]:
    return {
        "name": "Odile",
        "need": "Une laverie au Pré-l’Abbesse",
        "place": "La Caserne",
        "news": NEED_NEWS[NeedStatus.JOINED],
        "words": "",
        "link": settings.BASE_URL + "/besoins/",
    }


def register_need_kinds() -> None:
    """Say to the reminders what each notice about a need is (called when the app is ready)."""
    kinds = [(RECEIVED, "Votre signalement est arrivé", "need_received", True)]
    kinds += [(NEWS, "Ce que devient un besoin signalé", "need_news", False)]
    for key, label, template, essential in kinds:
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=_find,
                still_deserved=_still_true,
                context=_context,
                essential=essential,
                sample=_sample,
            )
        )
