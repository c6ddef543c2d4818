"""Needs: reported by anyone, read by the team, forgotten when their author asks."""

from __future__ import annotations

from django.db import transaction

import journal
from incubator import idea_policies as policies
from incubator import need_notices
from incubator.enums import NeedStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.forms.pages import keepable
from incubator.models import Idea, IdeaScout, Need
from people.models import User
from spaces.models import Place


@transaction.atomic
def report_need(
    *,
    place: Place,
    what: str,
    where: str = "",
    whom: str = "",
    name: str = "",
    email: str = "",
    scout: IdeaScout | None = None,
) -> Need:
    """Keep what somebody says is missing; nobody sees it but the team. With an address, an
    acknowledgement leaves at once.

    For anyone: the page stands in the way of robots. Raises Refused when nothing is said.
    """
    words = keepable(what).strip()
    if not words:
        raise Refused("Dites-nous ce qui manque, en une phrase.")
    need = Need.objects.create(
        place=place,
        what=words,
        where=keepable(where).strip(),
        whom=keepable(whom).strip(),
        name=keepable(name).strip(),
        email=email.strip(),
        scout=scout,
    )
    need_notices.received(need)
    return need


@transaction.atomic
def read_need(
    *,
    need: Need,
    actor: User,
    status: str,
    title: str = "",
    answer: str = "",
    is_public: bool = False,
    idea: Idea | None = None,
) -> Need:
    """Say what becomes of a need: heard, joined to an idea (a new one when none is named), answered by
    something that exists, or set aside. Its author hears of it, unless it is set aside.

    For whoever works on the ideas of the place. Raises NotAllowed, Refused, WrongState.
    """
    locked = Need.objects.select_for_update(of=("self",)).select_related("place").get(pk=need.pk)
    if not policies.handles(actor, locked):
        raise NotAllowed("Il faut travailler sur les idées de ce lieu.")
    if status not in NeedStatus.values or status == NeedStatus.RECEIVED:
        raise Refused("Choisissez ce que devient ce besoin.")
    locked.title, locked.answer = title.strip()[:120], answer.strip()
    if is_public and (not locked.title or status == NeedStatus.DISCARDED):
        raise Refused("Pour le montrer, donnez-lui un titre qui ne dise rien de son auteur.")
    if status == NeedStatus.ANSWERED and not locked.answer:
        raise Refused("Dites ce qui existe déjà, et où le trouver.")
    if status == NeedStatus.JOINED:
        locked.idea = _idea_for(locked, idea, actor)
    elif locked.idea is not None:
        raise WrongState("Ce besoin a fait naître une idée : c’est elle qui avance maintenant.")
    is_news = status != locked.status
    locked.status, locked.is_public = status, is_public
    locked.save()
    if is_news:
        need_notices.handled(locked)
    return locked


@transaction.atomic
def forget_reporter(*, need: Need) -> None:
    """Erase the name and the address of whoever reported a need; what they said stays.

    For whoever holds its private address.
    """
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    locked.name, locked.email = "", ""
    locked.save(update_fields=["name", "email"])
    need_notices.forgotten(locked)
    journal.record(actor=None, action="need.reporter_forgotten", target=locked)


def _idea_for(need: Need, idea: Idea | None, actor: User) -> Idea:
    if idea is None and need.idea is not None:
        return need.idea
    if idea is None:
        if not need.title:
            raise Refused("Donnez un titre : ce sera celui de l’idée.")
        return Idea.objects.create(place=need.place, title=need.title, summary=need.what, lead=actor)
    if idea.place_id != need.place_id or not policies.handles(actor, idea):
        raise Refused("Choisissez une idée de ce lieu.")
    return idea
