from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import get_default_timezone

import clock
import journal
from meetings import notices, policies
from meetings.enums import BodyKind, MeetingStatus
from meetings.errors import DomainError, NobodyToCall, NotAllowed, WrongState
from meetings.models import Attendance, Body, BodyMember, Meeting
from meetings.services.locking import follow, held_by
from people.models import Subscription, User
from people.services import grant

NOT_UP_TO_DATE = "adhésion à renouveler"


@transaction.atomic
def establish(
    *,
    name: str,
    kind: str,
    by: User,
    quorum_percent: int = 0,
    proxies_per_holder: int = 0,
    only_up_to_date: bool = False,
    holds_decisions: bool | None = None,
) -> Body:
    """Found a body, whose meetings `by` holds from then on; found again, it is returned as it stands.

    The caller checks who may. A committee holds its decisions unless told otherwise.
    """
    held = kind == BodyKind.COMMITTEE if holds_decisions is None else holds_decisions
    body, _created = Body.objects.get_or_create(
        name=name,
        defaults={
            "kind": kind,
            "quorum_percent": quorum_percent,
            "proxies_per_holder": proxies_per_holder,
            "only_up_to_date": only_up_to_date,
            "holds_decisions": held,
        },
    )
    grant(user=by, permission="run_body", target=body, given_by=by)
    return body


@transaction.atomic
def prepare(
    *,
    body: Body,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    where: str = "",
    introduction: str = "",
    is_public: bool = False,
    secretary: User | None = None,
) -> Meeting:
    """Prepare a meeting of a body, under its rules; nobody is told yet. `secretary` keeps it, else `by`.

    Whoever runs the body may. Raises NotAllowed, and DomainError when it ends before it starts.
    """
    if not policies.may_prepare(by, body):
        raise NotAllowed
    _refuse_backwards(starts_at, ends_at)
    return Meeting.objects.create(
        body=body,
        title=title,
        slug=_slug(title, clock.local(starts_at, get_default_timezone()).date()),
        starts_at=starts_at,
        ends_at=ends_at,
        where=where,
        introduction=introduction,
        is_public=is_public,
        secretary=secretary or by,
        quorum_percent=body.quorum_percent,
        proxies_per_holder=body.proxies_per_holder,
        holds_decisions=body.holds_decisions,
    )


@transaction.atomic
def convene(*, meeting: Meeting, by: User) -> Meeting:
    """Call everybody who sits in the body on that day, and those already on the sheet; each is written to.

    Whoever lets their membership lapse is called without a voice where the body asks it. Convening again
    calls those who have joined since. Whoever holds the meeting may. Raises NotAllowed, WrongState,
    NobodyToCall.
    """
    found = held_by(meeting, by, MeetingStatus.DRAFT, MeetingStatus.CONVENED)
    _call_members(found)
    if not found.attendances.exists():
        raise NobodyToCall
    if found.convened_at is None:
        found.status, found.convened_at = MeetingStatus.CONVENED, clock.now()
        found.save(update_fields=["status", "convened_at"])
        journal.record(actor=by, action="meeting.convened", target=found)
    notices.convened(found)
    follow(meeting, found, "status", "convened_at")
    return found


@transaction.atomic
def reschedule(*, meeting: Meeting, by: User, starts_at: datetime, ends_at: datetime, where: str) -> Meeting:
    """Move a meeting to another hour or another place; those who were called are told.

    Whoever holds the meeting may, until it opens. Raises NotAllowed, WrongState, and DomainError when it
    ends before it starts.
    """
    found = held_by(meeting, by, MeetingStatus.DRAFT, MeetingStatus.CONVENED)
    _refuse_backwards(starts_at, ends_at)
    if (found.starts_at, found.ends_at, found.where) == (starts_at, ends_at, where):
        return found
    found.starts_at, found.ends_at, found.where = starts_at, ends_at, where
    found.save(update_fields=["starts_at", "ends_at", "where"])
    if found.status == MeetingStatus.CONVENED:
        notices.moved(found)
    follow(meeting, found, "starts_at", "ends_at", "where")
    return found


@transaction.atomic
def cancel(*, meeting: Meeting, by: User, reason: str) -> Meeting:
    """Call a meeting off; those who were called are told why.

    Whoever holds the meeting may, until it opens. Raises NotAllowed, WrongState, and DomainError without a
    reason.
    """
    found = held_by(meeting, by, MeetingStatus.DRAFT, MeetingStatus.CONVENED)
    if not reason.strip():
        raise DomainError("Dites pourquoi, en une phrase : elle sera envoyée.", field="reason")
    was = found.status
    found.status, found.cancel_reason = MeetingStatus.CANCELLED, reason.strip()
    found.save(update_fields=["status", "cancel_reason"])
    journal.record(actor=by, action="meeting.cancelled", target=found)
    if was == MeetingStatus.CONVENED:
        notices.cancelled(found)
    follow(meeting, found, "status", "cancel_reason")
    return found


def voice_of(member: BodyMember, day: date) -> tuple[bool, str]:
    """Whether somebody who sits in a body has a voice on that day, else why not."""
    if not member.has_vote:
        return False, "siège sans voix"
    if member.body.only_up_to_date and not is_up_to_date(member, day):
        return False, NOT_UP_TO_DATE
    return True, ""


def is_up_to_date(member: BodyMember, day: date) -> bool:
    """Whether the person, or the structure for which they sit, has paid a subscription that runs on that day."""
    theirs = Q(user=member.user_id)
    if member.organisation_id:
        theirs |= Q(organisation=member.organisation_id)
    return Subscription.objects.on(day).paid().filter(theirs).exists()


def _call_members(meeting: Meeting) -> None:
    day = clock.local(meeting.starts_at, get_default_timezone()).date()
    called = set(meeting.attendances.exclude(user=None).values_list("user", flat=True))
    members = (
        BodyMember.objects.filter(body=meeting.body, user__is_active=True)
        .on(day)
        .exclude(user__in=called)
        .select_related("user", "body")
        .order_by("pk")
    )
    rows = []
    for member in members:
        votes, why_not = voice_of(member, day)
        rows.append(
            Attendance(
                meeting=meeting,
                user=member.user,
                name=str(member.user),
                email=member.user.email,
                organisation_id=member.organisation_id,
                college_id=member.college_id,
                votes=votes,
                why_no_vote=why_not,
            )
        )
    Attendance.objects.bulk_create(rows)


def _refuse_backwards(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise WrongState(
            "La rencontre finit avant de commencer : corrigez l’une des deux heures.", field="ends"
        )


def _slug(title: str, day: date) -> str:
    """A readable address that no other meeting has."""
    base = f"{slugify(title)[:80].strip('-') or 'rencontre'}-{day:%Y-%m-%d}"
    taken = set(Meeting.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for n in range(len(taken) + 1) if (slug := f"{base}-{n + 1}" if n else base) not in taken
    )
