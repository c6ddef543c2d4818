"""What the team of the incubator has to do this week read, call back, write out, chase, note, sign, study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse

import clock
from backoffice.tasks import Task, register_source
from incubator import pipeline, wording
from incubator.enums import IdeaStatus, ProjectStatus, SessionStatus, Status
from incubator.models import (
    Application,
    CallBack,
    Milestone,
    Need,
    OpportunityStudy,
    Project,
    SupportAgreement,
    SupportSession,
)

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


def _papers(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """What came on paper and nobody wrote out yet."""
    rows = Application.objects.handled_by(user).filter(status=Status.DRAFT).order_by("on_paper_since", "pk")
    for dossier in rows.select_related("owner")[:MOST]:
        yield Task(
            due=today,
            title=f"Saisir le dossier papier {dossier.number}",
            what=f"{dossier.title}, {dossier.owner}.",
            href=dossier.get_absolute_url(),
            label="Le saisir",
        )


def _late(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Dossiers that wait beyond a date, call by call."""
    rows = pipeline.late(Application.objects.handled_by(user), today).order_by()
    for found in rows.values("call", "call__title").annotate(count=Count("pk")).order_by("call"):
        waiting = wording.counted(found["count"], "dossier", "dossiers")
        yield Task(
            due=today,
            title=f"Relancer : {waiting} en retard",
            what=f"Appel « {found['call__title']} » : un complément, une lecture ou une confirmation attendus.",
            href=f"{reverse('incubator_table', args=[found['call']])}?retard=on",
            label="Les voir",
        )


def _milestones(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Milestones of supported projects that are due this week, or went by."""
    rows = Milestone.objects.filter(
        reached_on__isnull=True,
        due_on__lte=last_day,
        project__in=Project.objects.supported_by(user).filter(status=ProjectStatus.SUPPORTED),
    )
    for row in rows.select_related("project").order_by("due_on", "pk")[:MOST]:
        yield Task(
            due=row.due_on,
            title=f"Jalon : {row.title}",
            what=f"Projet « {row.project} ».",
            href=row.project.get_absolute_url(),
            label="Voir",
        )


def _agreements(user: Any, today: date, last_day: date) -> Iterator[Task]:
    """Conventions that began without a signature."""
    rows = SupportAgreement.objects.filter(
        signed_on__isnull=True, starts_on__lte=last_day, project__in=Project.objects.handled_by(user)
    )
    for row in rows.select_related("project").order_by("starts_on", "pk")[:MOST]:
        yield Task(
            due=row.starts_on,
            title=f"Faire signer la convention : {row.project}",
            what="Elle commence sans signature.",
            href=reverse("projects:inspect", args=[row.project_id]),
            label="Voir",
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
        ("papers", _papers),
        ("late dossiers", _late),
        ("milestones", _milestones),
        ("support agreements", _agreements),
        ("support sessions", _sessions),
        ("studies", _studies),
    ):
        register_source(name, source)
