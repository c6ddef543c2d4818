"""Supporting a project: what is promised, the time given, the days together, and its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

import clock
import journal
import vault.services
from incubator import project_notices
from incubator import project_policies as policies
from incubator.enums import Moment, ProjectStatus, SessionStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.forms.pages import keepable
from incubator.models import (
    CollectiveDay,
    DayAttendance,
    FollowUp,
    Funder,
    Milestone,
    Project,
    SupportSession,
)
from people.models import User
from vault.models import PrivateFile

CONVENTION = "convention"
SHORTEST, LONGEST = 5, 600
DAYS_TO_UNDO = 2
# How long after the entry and the exit, in months, each figure is asked.
AFTER_EXIT = {Moment.EXIT: 0, Moment.M12: 12, Moment.M24: 24, Moment.M36: 36}
ENTRY_AFTER = timedelta(days=14)


@transaction.atomic
def write_on_project(*, project: Project, actor: User, row: models.Model) -> models.Model:
    """Keep a convention, a milestone, a mentor, a line of funding of a project.

    For the team. Raises NotAllowed, Refused with what is wrong in the row.
    """
    locked = _lock(project)
    if not policies.runs(actor, locked):
        raise NotAllowed("Il faut suivre ce projet pour y écrire.")
    row.project = locked  # type: ignore[attr-defined]
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save()
    return row


@transaction.atomic
def keep_convention(*, project: Project, actor: User, upload: UploadedFile) -> PrivateFile:
    """Keep the signed convention with the project. For the team. Raises NotAllowed, vault.errors.Refused."""
    locked = _lock(project)
    if not policies.runs(actor, locked):
        raise NotAllowed("Il faut suivre ce projet pour y déposer sa convention.")
    return vault.services.store(
        upload=upload, owner=locked, uploaded_by=actor, allowed={"pdf"}, field=CONVENTION
    )


@transaction.atomic
def reach(*, milestone: Milestone, actor: User, on: date | None) -> Milestone:
    """Say that a milestone was reached, or not after all. For those who hold the project and the team.

    Raises NotAllowed, Refused when the day is to come.
    """
    project = _lock(milestone.project)
    if not (policies.holds(actor, project) or policies.runs(actor, project)):
        raise NotAllowed("Ce jalon n’est pas le vôtre.")
    if on is not None and on > clock.today(project.place.zone):
        raise Refused("Ce jour n’est pas encore venu.")
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    return milestone


@transaction.atomic
def note_session(
    *,
    project: Project,
    actor: User,
    minutes: int,
    starts_at: datetime | None = None,
    note: str = "",
    funder: Funder | None = None,
) -> SupportSession:
    """Note time that was given, now unless another moment is said. For the team and the mentors.

    The same length noted again by the same person within a minute is the same tap.
    Raises NotAllowed, Refused, WrongState.
    """
    locked = _lock(project)
    now = clock.now()
    _may_support(actor, locked)
    _is_a_length(minutes)
    if funder is not None and funder.place_id != locked.place.pk:
        raise Refused("Choisissez un financeur de ce lieu.")
    begun = starts_at or now - timedelta(minutes=minutes)
    if begun > now:
        raise Refused("Ce moment n’est pas encore venu : prévoyez plutôt un rendez-vous.")
    twice = locked.sessions.held().filter(
        given_by=actor, minutes=minutes, noted_at__gt=now - timedelta(minutes=1)
    )
    if starts_at is None and (same := twice.first()) is not None:
        return same
    return SupportSession.objects.create(
        project=locked,
        given_by=actor,
        starts_at=begun,
        minutes=minutes,
        status=SessionStatus.HELD,
        note=keepable(note).strip(),
        funder=funder,
        noted_at=now,
    )


@transaction.atomic
def plan_session(
    *, project: Project, actor: User, starts_at: datetime, minutes: int, where: str = ""
) -> SupportSession:
    """Plan a session; those who hold the project are told, and reminded the day before.

    For the team and the mentors. Raises NotAllowed, Refused, WrongState.
    """
    locked = _lock(project)
    _may_support(actor, locked)
    _is_a_length(minutes)
    if starts_at <= clock.now():
        raise Refused("Choisissez un moment à venir.")
    session = SupportSession.objects.create(
        project=locked, given_by=actor, starts_at=starts_at, minutes=minutes, where=where.strip()[:120]
    )
    project_notices.planned(session)
    return session


@transaction.atomic
def settle_session(*, session: SupportSession, actor: User, status: str, minutes: int = 0) -> SupportSession:
    """Say what became of a planned session, or take back one just noted.

    For whoever gives it and the team; one noted more than two days ago stays, for hours are reported.
    Raises NotAllowed, Refused, WrongState.
    """
    locked = (
        SupportSession.objects.select_for_update(of=("self",))
        .select_related("project__application__call__place")
        .get(pk=session.pk)
    )
    if locked.given_by_id != actor.pk and not policies.runs(actor, locked.project):
        raise NotAllowed("Ce rendez-vous n’est pas le vôtre.")
    if status not in (SessionStatus.HELD, SessionStatus.MISSED, SessionStatus.CANCELLED):
        raise Refused("Dites si le rendez-vous a eu lieu.")
    late = locked.noted_at < clock.now() - timedelta(days=DAYS_TO_UNDO)
    if locked.status == SessionStatus.CANCELLED or (locked.status != SessionStatus.PLANNED and late):
        raise WrongState("Ce rendez-vous est déjà noté : ses heures sont comptées.")
    if status == SessionStatus.HELD and locked.starts_at > clock.now():
        raise Refused("Ce rendez-vous n’a pas encore eu lieu.")
    if minutes:
        _is_a_length(minutes)
        locked.minutes = minutes
    locked.status, locked.noted_at = status, clock.now()
    locked.save(update_fields=["status", "minutes", "noted_at"])
    project_notices.settled(locked)
    return locked


@transaction.atomic
def sign_attendance(*, day: CollectiveDay, project: Project, person: User, actor: User) -> DayAttendance:
    """Write that somebody came, by their own hand during the day, or by the team from the sheet.

    Signing twice changes nothing. Raises NotAllowed, Refused (not this cohort, not this day).
    """
    if project.cohort_id != day.cohort_id:
        raise Refused("Ce projet n’est pas de cette promotion.")
    if not policies.holds(person, project):
        raise Refused(f"{person} ne porte pas ce projet.")
    if person.pk == actor.pk:
        _is_that_day(day)
    elif not policies.runs(actor, project):
        raise NotAllowed("Chacun signe pour soi.")
    attendance, _ = DayAttendance.objects.get_or_create(
        day=day, person=person, defaults={"project": project, "signed_by": actor, "signed_at": clock.now()}
    )
    return attendance


@transaction.atomic
def show_project(*, project: Project, actor: User, public_text: str, agrees: bool) -> Project:
    """Give a project its public page, in its holders' words, or take it back. For those who hold it.

    Raises NotAllowed, Refused.
    """
    locked = _lock(project)
    if not policies.holds(actor, locked):
        raise NotAllowed("Seules les personnes qui portent le projet décident de sa page publique.")
    words = keepable(public_text).strip()
    if agrees and not words:
        raise Refused("Écrivez quelques lignes : ce sont elles que le public lira.")
    locked.public_text, locked.is_public = words, agrees
    locked.public_agreed_at = clock.now() if agrees else None
    locked.save(update_fields=["public_text", "is_public", "public_agreed_at"])
    journal.record(actor=actor, action="project.shown" if agrees else "project.hidden", target=locked)
    return locked


@transaction.atomic
def end_support(*, project: Project, actor: User, on: date, stopped: bool = False) -> Project:
    """Close the support; the exit figures are asked that day, and those of one, two and three years after.

    For the team. Raises NotAllowed, Refused, WrongState.
    """
    locked = _lock(project)
    if not policies.runs(actor, locked):
        raise NotAllowed("Il faut suivre ce projet pour clore son accompagnement.")
    if locked.status != ProjectStatus.SUPPORTED:
        raise WrongState("L’accompagnement de ce projet est déjà clos.")
    if on < clock.local(locked.started_at, locked.place.zone).date():
        raise Refused("L’accompagnement ne peut pas finir avant d’avoir commencé.")
    locked.status = ProjectStatus.STOPPED if stopped else ProjectStatus.FINISHED
    locked.ended_on = on
    locked.save(update_fields=["status", "ended_on"])
    for moment, months in AFTER_EXIT.items():
        _ask_on(locked, moment, months_after(on, months))
    journal.record(actor=actor, action="project.support_ended", target=locked, stopped=stopped)
    return locked


@transaction.atomic
def begin_follow_up(*, project: Project) -> None:
    """Ask the entry figures two weeks after the project begins. For whoever founds it."""
    begun = clock.local(project.started_at + ENTRY_AFTER, project.place.zone).date()
    _ask_on(project, Moment.ENTRY, begun)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none (29 February)."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, day.day - 4, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def _ask_on(project: Project, moment: str, due_on: date) -> None:
    follow_up, created = FollowUp.objects.get_or_create(
        project=project, moment=moment, defaults={"due_on": due_on}
    )
    if created:
        project_notices.figures_wanted(follow_up)


def _lock(project: Project) -> Project:
    return (
        Project.objects.select_for_update(of=("self",))
        .select_related("application__call__place", "application__owner", "cohort")
        .get(pk=project.pk)
    )


def _may_support(actor: User, project: Project) -> None:
    if not policies.supports(actor, project):
        raise NotAllowed("Il faut accompagner ce projet.")
    if project.status != ProjectStatus.SUPPORTED:
        raise WrongState("L’accompagnement de ce projet est clos.")


def _is_a_length(minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused("Un rendez-vous dure de 5 minutes à 10 heures.")


def _is_that_day(day: CollectiveDay) -> None:
    zone = day.place.zone
    if clock.today(zone) != clock.local(day.starts_at, zone).date():
        raise Refused("On signe le jour même. Passé ce jour, demandez à l’équipe.")
