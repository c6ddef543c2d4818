"""Something is broken: said by anyone, looked at, followed and settled by the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import clock
import vault.errors
import vault.services
from bookings import policies, report_notices
from bookings.enums import ClosureKind
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, Closure, Report, ReportWord
from bookings.models.report import ReportStatus
from bookings.services.closures import close_spaces
from people.models import User
from spaces.models import Place, Space
from spaces.services import ledger
from vault.kinds import PICTURES

LONGEST_CLOSURE = timedelta(days=366)
HEAVIEST_PHOTO = 12 * vault.services.MEGA


class PhotoRefused(BookingRefused):
    """What was sent with a report is no picture that opens."""


@transaction.atomic
def report(
    *,
    place: Place,
    what: str,
    urgency: str,
    space: Space | None = None,
    where: str = "",
    booking: Booking | None = None,
    reporter: User | None = None,
    email: str = "",
    photo: UploadedFile | None = None,
) -> Report:
    """Say that something is wrong somewhere; the team is written to. For anyone, with an account or without.

    Raises BookingRefused when nothing is said, PhotoRefused for a file that is no picture.
    """
    if not what.strip():
        raise BookingRefused([Refusal("what", "Dites en quelques mots ce qui ne va pas.")])
    made = Report.objects.create(
        place=place,
        space=space,
        booking=booking,
        what=what.strip(),
        where=where.strip(),
        urgency=urgency,
        reporter=reporter,
        email="" if reporter else email.strip().lower(),
    )
    if photo is not None:
        try:
            vault.services.store(
                upload=photo,
                owner=made,
                uploaded_by=reporter,
                allowed=PICTURES,
                field="photo",
                max_size=HEAVIEST_PHOTO,
                bare=True,
            )
        except vault.errors.Refused as refused:
            raise PhotoRefused([Refusal("photo", refused.message)]) from refused
    report_notices.reported(made)
    return made


@transaction.atomic
def assign(*, report: Report, actor: User, to: User) -> Report:
    """Give a report to somebody of the team, oneself included, who is told. For managers of the place.

    Raises NotAllowed, also for a person who does not manage the place; AlreadyDecided once it has ended.
    """
    report = _followed(report, actor)
    if not policies.manages(to, report.place):
        raise NotAllowed(f"{to} ne gère pas ce lieu.")
    report.assigned_to = to
    report.status = ReportStatus.FOLLOWED
    report.save(update_fields=["assigned_to", "status"])
    if to != actor:
        report_notices.assigned(report)
    return report


@transaction.atomic
def say(*, report: Report, text: str, actor: User | None, is_note: bool = False) -> ReportWord:
    """Add a word to a report: the team to whoever reported, who is told of it, or a note for the team alone.

    `actor` is None for somebody who came by the private link. For managers of the place, and whoever
    reported; only managers write notes. Raises NotAllowed, BookingRefused for an empty word.
    """
    by_team = actor is not None and policies.manages(actor, report.place)
    if actor is not None and not by_team and report.reporter != actor:
        raise NotAllowed("Ce signalement n’est pas le vôtre.")
    if is_note and not by_team:
        raise NotAllowed("Les notes sont celles de l’équipe.")
    if not text.strip():
        raise BookingRefused([Refusal("text", "Écrivez un mot.")])
    word = ReportWord.objects.create(
        report=report, author=actor, by_team=by_team, is_note=is_note, text=text.strip()
    )
    if not is_note:
        report_notices.said(report, word)
    return word


@transaction.atomic
def settle(*, report: Report, actor: User, text: str = "") -> Report:
    """Say that it is done; whoever reported is told, with a word if there is one. For managers.

    Raises NotAllowed, AlreadyDecided.
    """
    report = _followed(report, actor)
    if text.strip():
        ReportWord.objects.create(report=report, author=actor, by_team=True, text=text.strip())
    report.status, report.ended_at = ReportStatus.CLOSED, clock.now()
    report.save(update_fields=["status", "ended_at"])
    report_notices.settled(report)
    return report


@transaction.atomic
def dismiss(*, report: Report, actor: User) -> Report:
    """Set aside what is no report: spam, a joke. Nobody is told. For managers. Raises NotAllowed, AlreadyDecided."""
    report = _followed(report, actor)
    report.status, report.ended_at = ReportStatus.DISMISSED, clock.now()
    report.save(update_fields=["status", "ended_at"])
    return report


@transaction.atomic
def reopen(*, report: Report, actor: User) -> Report:
    """Take up again what was thought settled, or was set aside too quickly. For managers. Raises NotAllowed."""
    report = _locked(report)
    if not policies.manages(actor, report.place):
        raise NotAllowed("Seule la gestion du lieu suit les signalements.")
    if not report.is_open:
        report.status, report.ended_at = ReportStatus.FOLLOWED, None
        report.save(update_fields=["status", "ended_at"])
    return report


@ledger.retry_deadlock
@transaction.atomic
def close_for(*, report: Report, actor: User, until: datetime, reason: str) -> Closure:
    """Close the space of a report from now on, as an incident. For managers.

    Raises what `close_spaces` does: SlotTaken with every booking that stands in the way, nothing is
    closed then. Raises BookingRefused for a report without a space, or an end in the past or in more than a year.
    """
    if report.space is None:
        raise BookingRefused([Refusal("space", "Dites d’abord de quel espace il s’agit.")])
    now = clock.now().replace(second=0, microsecond=0)
    if not now < until <= now + LONGEST_CLOSURE:
        raise BookingRefused([Refusal("until", "Choisissez une fin à venir, d’ici un an.")])
    spaces: Sequence[Space] = [report.space]
    closure = close_spaces(
        spaces=spaces,
        starts_at=now,
        ends_at=until,
        kind=ClosureKind.INCIDENT,
        reason=reason,
        actor=actor,
    )
    report = _followed(report, actor)
    report.closure, report.status = closure, ReportStatus.FOLLOWED
    report.save(update_fields=["closure", "status"])
    return closure


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place", "space", "reporter")
        .get(pk=report.pk)
    )


def _followed(report: Report, actor: User) -> Report:
    report = _locked(report)
    if not policies.manages(actor, report.place):
        raise NotAllowed("Seule la gestion du lieu suit les signalements.")
    if not report.is_open:
        raise AlreadyDecided(f"Ce signalement est déjà {report.get_status_display()}.")
    return report
