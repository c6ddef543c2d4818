"""What is written around a project: a session planned, one tomorrow, figures to give."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

import clock
from incubator import wording
from incubator.enums import SessionStatus
from incubator.figures_links import figures_address
from incubator.models import FollowUp, SupportSession
from reminders import services as reminders
from reminders.registry import Kind, register

PLANNED = "support.session_planned"
TOMORROW = "support.session_tomorrow"
FIGURES = "support.figures"
DAY = timedelta(days=1)
ASKED_AT = time(9)
AGAIN_AFTER = (timedelta(0), timedelta(days=14), timedelta(days=35))


def planned(session: SupportSession) -> None:
    """A session was planned: say so, and once more the day before when there is a day before."""
    owner = session.project.application.owner
    now = clock.now()
    if owner.has_address:
        reminders.schedule(
            kind=PLANNED, subject=session, recipient=owner, due_at=now, expires_at=session.starts_at
        )
    if session.starts_at - DAY > now:
        for person in {owner, session.given_by}:
            if not person.has_address:
                continue
            reminders.schedule(
                kind=TOMORROW,
                subject=session,
                recipient=person,
                due_at=session.starts_at - DAY,
                expires_at=session.starts_at,
            )
    reminders.wake()


def settled(session: SupportSession) -> None:
    """It took place, or will not: nobody is reminded of it."""
    reminders.cancel(
        subject=session,
        kinds=[PLANNED, TOMORROW],
        reason=f"rendez-vous {session.get_status_display()}",
    )


def figures_wanted(follow_up: FollowUp) -> None:
    """Ask on the day, and twice more while nothing comes. Of the days already gone, only the last counts."""
    project, now = follow_up.project, clock.now()
    if not project.application.owner.has_address:
        return
    begun = datetime.combine(follow_up.due_on, ASKED_AT, tzinfo=project.place.zone)
    moments = [begun + later for later in AGAIN_AFTER]
    for rank, moment in enumerate(moments, 1):
        if moment < now and rank < len(moments) and moments[rank] <= now:
            continue
        reminders.schedule(
            kind=FIGURES,
            subject=follow_up,
            recipient=project.application.owner,
            due_at=max(moment, now),
            occurrence=str(rank),
        )


def figures_given(follow_up: FollowUp) -> None:
    """They came: nothing more is asked."""
    reminders.cancel(subject=follow_up, kinds=[FIGURES], reason="chiffres donnés")


def _session(subject_id: str) -> SupportSession | None:
    rows = SupportSession.objects.select_related("project__application__call__place", "given_by")
    return rows.filter(pk=subject_id).first() if subject_id.isdecimal() else None


def _follow_up(subject_id: str) -> FollowUp | None:
    rows = FollowUp.objects.select_related("project__application__call__place", "project__application__owner")
    return rows.filter(pk=subject_id).first() if subject_id.isdecimal() else None


def _still_planned(session: SupportSession, notice: Any) -> str | None:
    return None if session.status == SessionStatus.PLANNED else "le rendez-vous n’est plus prévu"


def _still_wanted(follow_up: FollowUp, notice: Any) -> str | None:
    return None if follow_up.answered_at is None else "les chiffres sont arrivés"


def _of_session(session: SupportSession, notice: Any) -> dict[str, Any]:
    project = session.project
    person = notice.recipient
    return {
        "name": person.get_short_name() if person else "",
        "project": project.name,
        "with": session.given_by.get_full_name(),
        "when": wording.moment(project.application.call, session.starts_at),
        "where": session.where,
        "link": settings.BASE_URL + reverse("incubator:support", args=[project.pk]),
    }


def _of_figures(follow_up: FollowUp, notice: Any) -> dict[str, Any]:
    project = follow_up.project
    return {
        "name": project.application.owner.get_short_name(),
        "project": project.name,
        "moment": follow_up.get_moment_display(),
        "again": notice.occurrence != "1",
        "link": figures_address(follow_up),
    }


def _session_sample() -> dict[str, Any]:
    return {
        "name": "Nadia",
        "project": "La laverie du Pré-l’Abbesse",
        "with": "Mireille Thomas",
        "when": "mardi 12 janvier 2027, 14 h",
        "where": "Salle du Clain",
        "link": settings.BASE_URL + "/mes-dossiers/",
    }


def _figures_sample() -> dict[str, Any]:
    return {
        "name": "Nadia",
        "project": "La laverie du Pré-l’Abbesse",
        "moment": "un an après",
        "again": False,
        "link": settings.BASE_URL + "/chiffres/",
    }


def register_project_kinds() -> None:
    """Say to the reminders what each notice around a project is (called when the app is ready)."""
    rows: list[tuple[str, str, str, Any, Any, Any, Any]] = [
        (PLANNED, "Rendez-vous d’accompagnement prévu", "session_planned", _session, _still_planned,
         _of_session, _session_sample),
        (TOMORROW, "Rendez-vous d’accompagnement demain", "session_tomorrow", _session, _still_planned,
         _of_session, _session_sample),
        (FIGURES, "Chiffres de suivi à donner", "figures", _follow_up, _still_wanted, _of_figures,
         _figures_sample),
    ]  # fmt: skip
    for key, label, template, find, still_deserved, context, sample in rows:
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=find,
                still_deserved=still_deserved,
                context=context,
                sample=sample,
            )
        )
