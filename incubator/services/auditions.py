"""Auditions: half-days with their room, who is heard when, the convocations, and what the holder answers.

Every verb takes the lock of the stage first: two officers who fill the same slot wait for one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

import clock
from incubator import audition_notices, policies
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.forms.pages import keepable
from incubator.models import Application, Audition, AuditionDay, Stage
from incubator.policies import Actor
from incubator.services.company import write_message
from people.models import User
from spaces.enums import ClaimKind
from spaces.models import Space
from spaces.services import ledger
from spaces.services.ledger import Hold


@transaction.atomic
def plan_auditions(
    *,
    stage: Stage,
    by: User,
    starts_at: datetime,
    minutes: int,
    count: int,
    space: Space | None = None,
    where: str = "",
) -> AuditionDay:
    """Open a run of slots, and hold its room when there is one. For the team of the call.

    Raises NotAllowed, Refused, and what the ledger refuses (a room already taken, with the hours).
    """
    locked = _lock(stage, by)
    day = AuditionDay(
        stage=locked, starts_at=starts_at, minutes=minutes, count=count, space=space, where=where.strip()
    )
    _to_come(day)
    if space is not None:
        day.claim = ledger.occupy(kind=ClaimKind.AUDITION, holds=[_hold(day, space)])
    day.save()
    return day


@transaction.atomic
def move_auditions(
    *,
    day: AuditionDay,
    by: User,
    starts_at: datetime,
    minutes: int,
    count: int,
    space: Space | None,
    where: str,
) -> AuditionDay:
    """Another hour, another room: those who were convoked are told of it, once. For the team of the call.

    Raises NotAllowed, Refused (more people than slots), and what the ledger refuses.
    """
    _lock(day.stage, by)
    found = AuditionDay.objects.select_for_update(of=("self",)).with_room().get(pk=day.pk)
    before = (found.starts_at, found.minutes, found.space_id, found.where)
    found.starts_at, found.minutes, found.count = starts_at, minutes, count
    found.space, found.where = space, where.strip()
    _to_come(found)
    if found.auditions.filter(position__gte=count).exists():
        raise Refused("Des personnes sont placées dans les créneaux que vous retirez : déplacez-les d’abord.")
    _rehold(found)
    found.save()
    if before != (found.starts_at, found.minutes, found.space_id, found.where):
        for audition in found.auditions.with_slot().filter(convoked_at__isnull=False).order_by("pk"):
            audition.day = found
            _say_again(audition)
    return found


@transaction.atomic
def call_off_auditions(*, day: AuditionDay, by: User) -> None:
    """Give the room back; whoever was convoked is told, and waits for another slot. For the team of the call.

    Raises NotAllowed.
    """
    _lock(day.stage, by)
    for audition in day.auditions.with_slot().order_by("pk"):
        _unseat(audition)
    if day.claim is not None:
        ledger.release(claim=day.claim)
    day.delete()


@transaction.atomic
def seat(*, application: Application, day: AuditionDay, position: int, by: User) -> Audition:
    """Put a dossier in a slot, or move it there; told at once if it was convoked. For the team of the call.

    Raises NotAllowed, WrongState (not in that stage any more), Refused (slot taken).
    """
    _lock(day.stage, by)
    dossier = _heard(application, day.stage)
    if not 0 <= position < day.count:
        raise Refused("Ce créneau n’existe pas.")
    audition, _new = Audition.objects.with_slot().get_or_create(stage=day.stage, application=dossier)
    if (audition.day_id, audition.position) == (day.pk, position):
        return audition
    if day.auditions.filter(position=position).exists():
        raise Refused("Ce créneau est déjà pris.")
    audition.day, audition.position = day, position
    audition.wish, audition.confirmed_at = "", None
    if audition.convoked_at is None:
        audition.save()
    else:
        _say_again(audition)
    return audition


@transaction.atomic
def unseat(*, audition: Audition, by: User) -> None:
    """Take a dossier out of its slot; told if it was convoked. For the team of the call. Raises NotAllowed."""
    _lock(audition.stage, by)
    _unseat(Audition.objects.with_slot().get(pk=audition.pk))


@transaction.atomic
def spread(*, stage: Stage, by: User) -> list[Audition]:
    """« Répartir »: those who have no slot take the free ones to come, in the order of their numbers.

    Nobody is told yet. For the team of the call. Raises NotAllowed, Refused (nobody waits, no slot is free).
    """
    locked = _lock(stage, by)
    waiting = list(waiting_for_a_slot(locked))
    if not waiting:
        raise Refused("Tous les dossiers de cette étape ont un créneau.")
    free = list(free_slots(locked))
    if not free:
        raise Refused("Aucun créneau n’est libre : ouvrez d’abord une séance.")
    return [
        seat(application=application, day=day, position=position, by=by)
        for application, (day, position) in zip(waiting, free, strict=False)
    ]


@transaction.atomic
def convoke(*, stage: Stage, by: User) -> list[Audition]:
    """Tell everyone who has a slot to come and was not told yet: once, however often it is asked.

    For the team of the call. Raises NotAllowed.
    """
    locked, now = _lock(stage, by), clock.now()
    told = list(Audition.objects.with_slot().filter(stage=locked).to_convoke(now).order_by("pk"))
    for audition in told:
        audition.convoked_at = now
        audition.save(update_fields=["convoked_at"])
        audition_notices.convoked(audition)
    return told


@transaction.atomic
def confirm_audition(*, audition: Audition, by: User) -> Audition:
    """« J’y serai. » For the owner of the dossier. Raises NotAllowed, WrongState."""
    found = _of_its_owner(audition, by)
    found.confirmed_at, found.wish = clock.now(), ""
    found.save(update_fields=["confirmed_at", "wish"])
    return found


@transaction.atomic
def ask_another_slot(*, audition: Audition, by: User, why: str) -> Audition:
    """« Je ne peux pas à cette heure-là »: the slot stays until the team finds another; a message tells why.

    For the owner of the dossier. Raises NotAllowed, WrongState, Refused (nothing said).
    """
    found = _of_its_owner(audition, by)
    words = keepable(why).strip()
    if not words:
        raise Refused("Dites-nous quand vous pourriez venir.")
    if len(words) > 500:
        raise Refused("Dites-le en 500 signes au plus.")
    found.wish, found.confirmed_at = words, None
    found.save(update_fields=["wish", "confirmed_at"])
    write_message(
        application=found.application, actor=by, body=f"Je demande un autre créneau d’audition. {words}"
    )
    return found


def waiting_for_a_slot(stage: Stage) -> Iterable[Application]:
    """Dossiers read in this stage that have no slot, in the order of their numbers."""
    seated = Audition.objects.filter(stage=stage, day__isnull=False)
    rows = Application.objects.filter(stage=stage, status=Status.UNDER_REVIEW).select_related("owner")
    return rows.exclude(pk__in=seated.values("application")).order_by("number")


def free_slots(stage: Stage) -> Iterable[tuple[AuditionDay, int]]:
    """Slots to come that nobody has, in order."""
    now = clock.now()
    taken = set(Audition.objects.filter(stage=stage, day__isnull=False).values_list("day", "position"))
    for day in stage.audition_days.with_room().order_by("starts_at", "pk"):
        for position in range(day.count):
            if day.slot(position) > now and (day.pk, position) not in taken:
                yield day, position


def _lock(stage: Stage, by: User) -> Stage:
    locked = Stage.objects.select_for_update(of=("self",)).select_related("call__place").get(pk=stage.pk)
    if not policies.may_handle(by, locked.call):
        raise NotAllowed("Il faut instruire cet appel pour organiser ses auditions.")
    return locked


def _to_come(day: AuditionDay) -> None:
    if day.starts_at <= clock.now():
        raise Refused("Cette heure est déjà passée : choisissez-en une à venir.")


def _hold(day: AuditionDay, space: Space) -> Hold:
    return Hold(space, day.starts_at, day.ends_at)


def _rehold(day: AuditionDay) -> None:
    """The ledger follows the day: another room, other hours, none any more."""
    if day.space is None:
        if day.claim is not None:
            ledger.release(claim=day.claim)
            day.claim = None
    elif day.claim is None:
        day.claim = ledger.occupy(kind=ClaimKind.AUDITION, holds=[_hold(day, day.space)])
    else:
        ledger.reoccupy(claim=day.claim, holds=[_hold(day, day.space)])


def _heard(application: Application, stage: Stage) -> Application:
    found = Application.objects.select_related("owner").get(pk=application.pk)
    if found.status != Status.UNDER_REVIEW or found.stage_id != stage.pk:
        raise WrongState(f"{found.number} n’est plus en lecture dans cette étape.")
    return found


def _say_again(audition: Audition) -> None:
    audition.sequence += 1
    audition.wish, audition.confirmed_at = "", None
    audition.save()
    audition_notices.moved(audition)


def _unseat(audition: Audition) -> None:
    audition.day, audition.position, audition.confirmed_at = None, None, None
    if audition.convoked_at is not None:
        audition.sequence += 1
    audition.save()
    if audition.convoked_at is not None:
        audition_notices.cancelled(audition)


def _of_its_owner(audition: Audition, by: User) -> Audition:
    found = Audition.objects.select_for_update(of=("self",)).with_slot().get(pk=audition.pk)
    if not policies.may_move(Actor.OWNER, by, found.application):
        raise NotAllowed("Seule la personne qui porte le dossier répond pour l’audition.")
    if not Audition.objects.standing().filter(pk=found.pk, convoked_at__isnull=False).exists():
        raise WrongState("Cette audition n’a plus de créneau.")
    starts_at = found.starts_at
    if starts_at is not None and starts_at <= clock.now():
        raise WrongState("Cette audition est passée.")
    return found
