"""What happens to the notices meanwhile: written, cancelled, moved; and the verdict at the end."""

import statistics
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Max

from people.models import Organisation
from reminders.models import Notice, Outcome
from reminders.services import cancel, schedule
from tests.chaos.apps import KIND

FIRST, SECOND = "1", "2"


@dataclass
class Taken:
    """What was cancelled or moved: `notices` before their departure, `late` while their mail was leaving."""

    notices: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    moved: int = 0


def write(count: int, seconds: float) -> list[int]:
    """Write the notices, falling due evenly over some seconds from PostgreSQL's now."""
    subjects = Organisation.objects.bulk_create(
        Organisation(name=f"Structure {number}", presentation=FIRST) for number in range(count)
    )
    now = database_now()
    for number, subject in enumerate(subjects):
        schedule(
            kind=KIND,
            subject=subject,
            recipient=f"personne{number}@caserne.example",
            due_at=now + timedelta(seconds=5 + seconds * number / count),
            occurrence=FIRST,
        )
    return [subject.pk for subject in subjects]


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def upset(number: int, subject_id: int, taken: Taken) -> None:
    """Cancel or move what a notice tells, in one transaction; through a restart of the database."""
    while True:
        try:
            with transaction.atomic():
                done = _upset(number, subject_id)
        except (OperationalError, InterfaceError):
            connection.close()
            continue
        pk, in_time, moved = done
        (taken.notices if in_time else taken.late).add(pk)
        taken.moved += moved
        return


def _upset(number: int, subject_id: int) -> tuple[int, bool, bool]:
    subject = Organisation.objects.select_for_update().get(pk=subject_id)
    rows = Notice.objects.filter(kind=KIND, subject_id=str(subject_id), occurrence=FIRST)
    notice = rows.select_for_update().get()
    in_time = notice.outcome == Outcome.WAITING and notice.sending_at is None
    if number % 2:
        subject.status = Organisation.Status.FORMER
        subject.save()
        # Once in two the application forgets to take its notice back: the sweep must judge by itself.
        if number % 4 == 1:
            cancel(subject=subject, kinds=[KIND], reason="annulée")
        return notice.pk, in_time, False
    subject.presentation = SECOND
    subject.save()
    cancel(subject=subject, kinds=[KIND], reason="déplacée")
    schedule(
        kind=KIND,
        subject=subject,
        recipient=notice.email,
        due_at=notice.due_at + timedelta(seconds=10),
        occurrence=SECOND,
    )
    return notice.pk, in_time, True


def waiting() -> int:
    """How many notices have no outcome yet; -1 while the database is away."""
    try:
        return Notice.objects.waiting().count()
    except (OperationalError, InterfaceError):
        connection.close()
        return -1


@dataclass
class Verdict:
    """The figures of a trial, and the promises it broke."""

    figures: dict[str, object]
    broken: list[str]


def judge(*, written: int, taken: Taken, accepted: dict[str, int], kills: int) -> Verdict:
    """Compare the ledger with what the mail server received."""
    outcomes = {
        outcome: set(Notice.objects.filter(outcome=outcome).values_list("pk", flat=True))
        for outcome in Outcome
    }
    names = dict(Notice.objects.exclude(message_id="").values_list("pk", "message_id"))
    received = {pk: accepted.get(name, 0) for pk, name in names.items()}
    # Leaving when it was cancelled, then refused by the mail server: the next try judged it anew.
    spared = taken.late & outcomes[Outcome.SKIPPED]
    deserving = written + taken.moved - len(taken.notices) - len(spared)
    sent, doubt = outcomes[Outcome.SENT], outcomes[Outcome.IN_DOUBT]
    lateness = _lateness()
    broken = []
    if twice := [name for name, times in accepted.items() if times > 1]:
        broken.append(f"{len(twice)} Message-ID reçus deux fois")
    if strangers := set(accepted) - set(names.values()):
        broken.append(f"{len(strangers)} courriels reçus dont le registre ne sait rien")
    if len(sent) + len(doubt) != deserving:
        broken.append(f"envoyés {len(sent)} + dans le doute {len(doubt)} ≠ méritants {deserving}")
    if len(doubt) > kills:
        broken.append(f"{len(doubt)} doutes pour {kills} kill -9")
    if lost := [pk for pk in sent if received.get(pk) != 1]:
        broken.append(f"{len(lost)} notés envoyés que le serveur de courriel n’a pas reçus")
    if wrong := [pk for pk in taken.notices | spared if received.get(pk)]:
        broken.append(f"{len(wrong)} rappels reçus pour ce qui était annulé ou déplacé avant sa prise")
    broken += [
        f"encore en attente : {notice}, {notice.attempts} essais, « {notice.reason} »"
        for notice in Notice.objects.waiting()[:5]
    ]
    figures = {
        "rappels écrits": written,
        "annulés ou déplacés avant leur prise": len(taken.notices),
        "annulés ou déplacés pendant leur départ, ou après": len(taken.late),
        "dont refusés puis écartés à l’essai suivant": len(spared),
        "méritants": deserving,
        "envoyés": len(sent),
        "dans le doute": len(doubt),
        "dont reçus": sum(received.get(pk, 0) for pk in doubt),
        "encore en attente": len(outcomes[Outcome.WAITING]),
        "échoués": len(outcomes[Outcome.FAILED]),
        "essais du rappel le plus malchanceux": Notice.objects.aggregate(most=Max("attempts"))["most"],
        "retard médian (s)": f"{statistics.median(lateness):.1f}" if lateness else "—",
        "retard au 95e centile (s)": f"{lateness[int(len(lateness) * 0.95)]:.1f}" if lateness else "—",
        "pire retard (s)": f"{lateness[-1]:.1f}" if lateness else "—",
    }
    return Verdict(figures, broken)


def _lateness() -> list[float]:
    rows = Notice.objects.filter(outcome=Outcome.SENT).annotate(late=F("sent_at") - F("due_at"))
    return sorted(late.total_seconds() for late in rows.values_list("late", flat=True))
