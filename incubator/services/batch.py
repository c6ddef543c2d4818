"""Moving many dossiers at once, and seeing beforehand exactly what would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

import clock
from incubator.errors import DomainError
from incubator.models import Application
from incubator.transitions import transition
from people.models import User
from reminders.mail import compose, new_message_id
from reminders.models import Notice
from reminders.registry import kind_of

MOST = 200

AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True)
class Mail:
    """A mail as it would leave."""

    to: str
    subject: str
    body: str


@dataclass
class Outcome:
    """What a batch did, or would do."""

    moved: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, str]] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)


@transaction.atomic
def move_many(*, applications: Iterable[Application], name: str, actor: User, **payload: Any) -> Outcome:
    """Move each dossier that may be; those refused stay where they are, with the reason.

    Whoever may make the move on one may make it on many: `transition` asks for each. At most 200 at once.
    """
    found = Outcome()
    for application in sorted(applications, key=lambda one: one.pk)[:MOST]:
        try:
            with transaction.atomic():
                moved = transition(
                    application=application, name=name, actor=actor, seen=application.status, **payload
                )
        except DomainError as error:
            found.refused.append((application, error.message))
        else:
            found.moved.append(moved)
    return found


def rehearse(deed: Callable[[], Any], about: Iterable[Application]) -> Outcome:
    """Do it, read what would leave about these dossiers, and undo it all: what is previewed is what is sent.

    Nobody is woken, since nothing is committed. Raises what `deed` raises.
    """
    outcome = Outcome()
    with transaction.atomic():
        notices = Notice.objects.filter(
            kind__startswith="application.", subject_id__in=[str(one.pk) for one in about]
        )
        before = set(notices.values_list("pk", flat=True))
        found = deed()
        if isinstance(found, Outcome):
            outcome = found
        # What is written for later is a reminder, not a mail that leaves with the decision.
        leaving = notices.filter(due_at__lte=clock.now() + AT_ONCE)
        new = [notice for notice in leaving.order_by("pk") if notice.pk not in before]
        outcome.mails = [mail for notice in new if (mail := _written(notice))]
        transaction.set_rollback(True)
    return outcome


def _written(notice: Notice) -> Mail | None:
    kind = kind_of(notice.kind)
    subject = kind.find(notice.subject_id) if kind else None
    if kind is None or subject is None or kind.still_deserved(subject, notice) is not None:
        return None
    mail = compose(
        kind=kind,
        context=kind.context(subject, notice),
        address=notice.email,
        message_id=new_message_id(),
        at=clock.now(),
    )
    words = str(mail.body).partition("\n-- \n")[0].strip()
    return Mail(notice.email, str(mail.subject), words)
