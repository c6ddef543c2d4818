"""Answering the figures of a project: once, by a signed address that expires, or from its page."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

import clock
from incubator import project_notices
from incubator.errors import Refused, WrongState
from incubator.forms.pages import keepable
from incubator.models import FollowUp


@transaction.atomic
def answer_follow_up(
    *,
    follow_up: FollowUp,
    is_active: bool | None,
    jobs: Decimal | None = None,
    volunteers: int | None = None,
    people_served: int | None = None,
    turnover: Decimal | None = None,
    words: str = "",
) -> FollowUp:
    """Keep the figures of a project at one moment; nothing more is asked for it.

    For whoever holds its address, and those who hold the project. Raises Refused, WrongState.
    """
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("project").get(pk=follow_up.pk)
    if locked.answered_at is not None:
        raise WrongState("Ces chiffres sont déjà arrivés, merci. Pour les corriger, écrivez-nous.")
    if is_active is None:
        raise Refused("Dites au moins si l’activité existe.")
    locked.is_active, locked.jobs, locked.volunteers = is_active, jobs, volunteers
    locked.people_served, locked.turnover = people_served, turnover
    locked.words, locked.answered_at = keepable(words).strip(), clock.now()
    locked.save()
    project_notices.figures_given(locked)
    return locked
