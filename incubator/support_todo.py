"""What the team of the incubator has to do this week besides dossiers: read, call back, note, study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

import clock
from backoffice.tasks import Task, register_source
from incubator import wording
from incubator.enums import IdeaStatus, SessionStatus
from incubator.models import CallBack, Need, OpportunityStudy, Project, SupportSession

MOST = 10


def _needs(user: Any, today: date, last_day: date) -> Iterator[Task]:
    waiting = Need.objects.handled_by(user).to_read().count()
    if waiting:
        yield Task(
            due=today,
            title=f"Lire {wording.counted(waiting, 'besoin signalé', 'besoins signalés')}",
            what="Celles et ceux qui ont laissé une adresse attendent un mot.",
            href=reverse("needs:index"),
            label="Lire",
        )


def _calls(user: Any, today: date, last_day: date) -> Iterator[Task]:
    waiting = CallBack.objects.visible_to(user).waiting().select_related("application", "asked_by")
    for asked in waiting[:MOST]:
        yield Task(
            due=today,
            title=f"Rappeler {asked.asked_by}",
            what=f"{asked.phone}{f', {asked.when}' if asked.when else ''}, dossier {asked.application.number}.",
            href=reverse("wagtailadmin_home") + "#panel-dossiers",
        )


def _sessions(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Sessions whose hour went by without anybody saying whether they took place."""
    past = SupportSession.objects.filter(
        given_by=user.pk,
        status=SessionStatus.PLANNED,
        starts_at__lt=clock.now(),
        project__in=Project.objects.supported_by(user),
    )
    for session in past.select_related("project").order_by("starts_at")[:MOST]:
        yield Task(
            due=session.starts_at.date(),
            title=f"Dire si le rendez-vous a eu lieu : {session.project}",
            what="Ses heures ne comptent pas tant que personne ne l’a dit.",
            href=session.project.get_absolute_url(),
            label="Le dire",
        )


def _studies(user: Any, today: date, last_day: date) -> Iterator[Task]:
    rows = OpportunityStudy.objects.visible_to(user).filter(
        due_on__lte=last_day, idea__status=IdeaStatus.STUDYING
    )
    for study in rows.select_related("idea").order_by("due_on", "pk")[:MOST]:
        yield Task(
            due=study.due_on or today,
            title=f"Finir l’étude « {study.idea} »",
            what="Le comité l’attend.",
            href=reverse("incubator_study", args=[study.idea_id]),
            label="L’écrire",
        )


def register_sources() -> None:
    """Say what this part of the house gives to do (called when the app is ready)."""
    for name, source in (
        ("needs", _needs),
        ("callbacks", _calls),
        ("support sessions", _sessions),
        ("studies", _studies),
    ):
        register_source(name, source)
