from __future__ import annotations

from django.db import transaction

import clock
from meetings import policies
from meetings.enums import AWAITED, MeetingStatus, Presence
from meetings.errors import AlreadyCalled, DomainError, NotAllowed, NotThere, ProxyRefused
from meetings.models import Attendance, College, Meeting
from meetings.services.locking import held_by, locked
from people.models import Organisation, User

BEFORE = (MeetingStatus.DRAFT, MeetingStatus.CONVENED)
UNTIL_CLOSED = (*BEFORE, MeetingStatus.OPEN)


@transaction.atomic
def call(
    *,
    meeting: Meeting,
    by: User,
    user: User | None = None,
    name: str = "",
    email: str = "",
    organisation: Organisation | None = None,
    college: College | None = None,
    votes: bool = False,
) -> Attendance:
    """Put somebody on the sheet: a person with an account, or a name that has none.

    Whoever holds the meeting may, until it closes. Those who are called before `convene` are written to by
    it. Raises NotAllowed, WrongState, AlreadyCalled.
    """
    found = held_by(meeting, by, *UNTIL_CLOSED)
    if user is not None and found.attendances.filter(user=user).exists():
        raise AlreadyCalled(f"{user} est déjà sur la feuille.")
    name = str(user) if user else name.strip()
    if not name:
        raise DomainError("Écrivez le nom de cette personne.", field="name")
    if user is None and found.attendances.filter(user=None, name=name, organisation=organisation).exists():
        raise AlreadyCalled(f"{name} est déjà sur la feuille.")
    return Attendance.objects.create(
        meeting=found,
        user=user,
        name=name,
        email=user.email if user else email,
        organisation=organisation,
        college=college,
        votes=votes,
    )


@transaction.atomic
def uncall(*, attendance: Attendance, by: User) -> None:
    """Take somebody off the sheet, who was put there by mistake; before the meeting opens.

    Whoever holds the meeting may. Raises NotAllowed, WrongState, ProxyRefused when others count on them.
    """
    held_by(attendance.meeting, by, *BEFORE)
    if attendance.proxies.exists():
        raise ProxyRefused(f"{attendance} porte le pouvoir d’une autre personne : reprenez-le d’abord.")
    attendance.delete()


@transaction.atomic
def answer(*, attendance: Attendance, by: User | None, coming: bool) -> Attendance:
    """Say that one will come, or be excused; a proxy given before falls.

    The person themselves may, and whoever holds the meeting, until it opens; `by` is None for somebody
    without an account, who came by their private address. Excusing oneself drops the
    proxies one carried: those people are without an answer again. Raises NotAllowed, WrongState.
    """
    _theirs_or_holder(attendance, by, MeetingStatus.CONVENED)
    row = _row(attendance)
    if not coming:
        _drop_proxies(row, Presence.EXPECTED)
    return _settle(row, Presence.COMING if coming else Presence.EXCUSED)


@transaction.atomic
def attend(*, attendance: Attendance, by: User) -> Attendance:
    """See somebody come into the room, or come back; a proxy that they had given falls.

    Whoever holds the meeting may, from the convocation to the end. Raises NotAllowed, WrongState.
    """
    held_by(attendance.meeting, by, MeetingStatus.CONVENED, MeetingStatus.OPEN)
    row = _row(attendance)
    if row.is_in_the_room:
        return row
    row.arrived_at = row.arrived_at or clock.now()
    row.left_at = None
    return _settle(row, Presence.PRESENT)


@transaction.atomic
def leave(*, attendance: Attendance, by: User, proxy_to: Attendance | None = None) -> Attendance:
    """See somebody leave before the end; the proxies that they carried fall with them.

    `proxy_to` speaks for them from then on. Whoever holds the meeting may, while it is open. Raises
    NotAllowed, WrongState, NotThere, ProxyRefused.
    """
    meeting = held_by(attendance.meeting, by, MeetingStatus.OPEN)
    row = _row(attendance)
    if not row.is_in_the_room:
        raise NotThere(f"{row} n’est pas dans la salle.")
    _drop_proxies(row, Presence.EXCUSED)
    row.left_at = clock.now()
    if proxy_to is None:
        row.save(update_fields=["left_at"])
        return row
    return _represented(meeting, row, proxy_to)


@transaction.atomic
def give_proxy(*, attendance: Attendance, holder: Attendance, by: User | None) -> Attendance:
    """Let `holder` speak for somebody who will not be there.

    The person themselves may until the meeting opens, whoever holds it until it closes. Never to somebody
    excused, absent, gone or represented, nor without a voice, nor beyond the limit per holder. Raises
    NotAllowed, WrongState, ProxyRefused.
    """
    meeting = _theirs_or_holder(attendance, by, MeetingStatus.CONVENED, MeetingStatus.OPEN)
    row = _row(attendance)
    if row.is_in_the_room:
        raise ProxyRefused(f"{row} est dans la salle et vote pour soi : notez d’abord son départ.")
    if meeting.is_open and (by is None or not policies.may_run(by, meeting)):
        raise ProxyRefused(
            "La séance est ouverte : demandez à la personne qui la tient de noter votre pouvoir."
        )
    _drop_proxies(row, Presence.EXCUSED if meeting.is_open else Presence.EXPECTED)
    return _represented(meeting, row, holder)


@transaction.atomic
def take_back_proxy(*, attendance: Attendance, by: User) -> Attendance:
    """Take one's proxy back: without an answer again. The person or whoever holds the meeting, until it opens.

    Raises NotAllowed, WrongState.
    """
    _theirs_or_holder(attendance, by, MeetingStatus.CONVENED)
    row = _row(attendance)
    return _settle(row, Presence.EXPECTED) if row.presence == Presence.REPRESENTED else row


def _theirs_or_holder(attendance: Attendance, by: User | None, *states: str) -> Meeting:
    meeting = locked(attendance.meeting, *states)
    theirs = attendance.user_id == (by.pk if by else None)
    if not theirs and (by is None or not policies.may_run(by, meeting)):
        raise NotAllowed
    return meeting


def _row(attendance: Attendance) -> Attendance:
    """The line of the sheet as it stands; the meeting's lock is held."""
    return Attendance.objects.select_related("meeting").get(pk=attendance.pk)


def _settle(row: Attendance, presence: Presence) -> Attendance:
    row.presence, row.proxy_holder = presence, None
    if presence != Presence.PRESENT:
        row.arrived_at = row.left_at = None
    row.save(update_fields=["presence", "proxy_holder", "arrived_at", "left_at"])
    return row


def _represented(meeting: Meeting, row: Attendance, holder: Attendance) -> Attendance:
    holder = _row(holder)
    _refuse_proxy(meeting, row, holder)
    row.presence, row.proxy_holder = Presence.REPRESENTED, holder
    row.save(update_fields=["presence", "proxy_holder", "arrived_at", "left_at"])
    return row


def _refuse_proxy(meeting: Meeting, row: Attendance, holder: Attendance) -> None:
    if holder.pk == row.pk or holder.meeting_id != row.meeting_id:
        raise ProxyRefused("Choisissez une autre personne de la feuille.")
    if not meeting.proxies_per_holder:
        raise ProxyRefused("On ne donne pas de pouvoir dans cette instance.")
    if not row.votes:
        raise ProxyRefused(f"{row} n’a pas de voix à confier ({row.why_no_vote or 'siège sans voix'}).")
    if not holder.votes:
        raise ProxyRefused(f"{holder} n’a pas de voix : choisissez une personne qui vote.")
    there = holder.is_in_the_room if meeting.is_open else holder.presence in (*AWAITED, Presence.PRESENT)
    if not there:
        raise ProxyRefused(f"{holder} ne sera pas dans la salle : choisissez une personne présente.")
    carried = holder.proxies.exclude(pk=row.pk).count()
    if carried >= meeting.proxies_per_holder:
        limit = meeting.proxies_per_holder
        raise ProxyRefused(
            f"{holder} porte déjà {carried} pouvoir{'s' if carried > 1 else ''}, la limite est de {limit} : "
            "choisissez une autre personne."
        )


def _drop_proxies(row: Attendance, presence: Presence) -> None:
    """Whoever carries proxies and goes leaves these people unheard."""
    row.proxies.update(presence=presence, proxy_holder=None, arrived_at=None, left_at=None)
