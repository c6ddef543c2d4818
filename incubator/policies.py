"""Who may do what, one question at a time. Lists are the business of the querysets."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from incubator.enums import FieldType
from incubator.models import Application, Call
from people.access import SIGNED_IN, STAFF
from spaces.models import Place

if TYPE_CHECKING:
    from people.access import Visitor
    from vault.models import PrivateFile


# Where the scan of a paper dossier is kept: never shown to the jury, it is signed.
ON_PAPER = "papier"


class Actor(Enum):
    """In what capacity somebody moves a dossier."""

    OWNER = "owner"
    OFFICER = "officer"
    MANAGER = "manager"
    # Until meetings have secretaries of their own, whoever manages the call keeps the minutes.
    SECRETARY = "secretary"


def acts_as(actor: Actor, user: Visitor, application: Application) -> bool:
    """Whether this person has that capacity for this dossier. Nobody judges what they write themselves."""
    if not SIGNED_IN(user):
        return False
    if actor is Actor.OWNER:
        return application.owner_id == user.pk
    calls = Call.objects.filter(pk=application.call_id)
    team = calls.handled_by(user) if actor is Actor.OFFICER else calls.managed_by(user)
    return not takes_part(user, application) and team.exists()


def stands_in(user: Visitor, application: Application) -> bool:
    """Whether this person holds the pen of somebody whose dossier came on paper: the team of the call."""
    return application.on_paper_since is not None and acts_as(Actor.OFFICER, user, application)


def may_give_address(user: Visitor, application: Application) -> bool:
    """Whether this person may say where to write to somebody whose dossier came on paper.

    Once that person signed in, their address is theirs to change.
    """
    owner = application.owner
    is_known = owner.has_address and owner.last_login is not None
    return not is_known and stands_in(user, application)


def may_move(actor: Actor, user: Visitor, application: Application) -> bool:
    """Whether this person may make the moves of that capacity; on paper, the team makes those of the owner."""
    return acts_as(actor, user, application) or (actor is Actor.OWNER and stands_in(user, application))


def takes_part(user: Visitor, application: Application) -> bool:
    """Whether this person owns the dossier or has any part in writing it."""
    return Application.objects.filter(pk=application.pk).shared_with(user).exists()


def may_write(user: Visitor, application: Application) -> bool:
    """Whether this person may change answers, the dossier's state permitting."""
    return Application.objects.filter(pk=application.pk).written_by(user).exists()


def may_invite(user: Visitor, application: Application) -> bool:
    """Only the owner opens the dossier to others."""
    return acts_as(Actor.OWNER, user, application)


def handles_a_call(user: Visitor) -> bool:
    """Whether this person is officer or manager of any call."""
    return STAFF(user) and _handles(user)


def works_on_calls(user: Visitor) -> bool:
    """Whether this person handles a call, or manages a place where one may be opened."""
    return STAFF(user) and (_handles(user) or may_open_a_call(user))


def may_open_a_call(user: Visitor) -> bool:
    """Whoever manages a place may open a call there, and then manages it."""
    return SIGNED_IN(user) and Place.objects.managed_by(user).exists()


def may_manage(user: Visitor, call: Call) -> bool:
    """Whether this person manages the call."""
    return Call.objects.filter(pk=call.pk).managed_by(user).exists()


def may_handle(user: Visitor, call: Call) -> bool:
    """Whether this person is an officer or a manager of the call."""
    return Call.objects.filter(pk=call.pk).handled_by(user).exists()


def may_write_to(user: Visitor, application: Application) -> bool:
    """Whether this person may send a message about the dossier: its writers and the team, not its readers."""
    return may_write(user, application) or acts_as(Actor.OFFICER, user, application)


def may_read_file(user: Visitor, file: PrivateFile) -> bool:
    """Writers see what they sent, the team what was handed in, the jury what its stage shows."""
    found = Application.objects.filter(pk=file.owner_id)
    if found.shared_with(user).exists():
        return True
    if found.handled_by(user).exists():
        return file.field == ON_PAPER or any(
            str(file.pk) in (answers.get(file.field) or [])
            for answers in found.get().revisions.values_list("answers", flat=True)
        )
    given = found.assigned_to(user).select_related("stage").first()
    if given is None or given.stage is None or given.stage.is_anonymous:
        return False
    last = given.revisions.select_related("form_version").order_by("-number").first()
    if last is None:
        return False
    question = last.form_version.form.question(file.field)
    return (
        question is not None
        and question.type == FieldType.FILE
        and not question.hidden_from_jury
        and str(file.pk) in (last.answers.get(file.field) or [])
    )


def _handles(user: Visitor) -> bool:
    """Asked once per loaded user: the menu of the back office asks it for every entry."""
    if not hasattr(user, "_handles_a_call"):
        user._handles_a_call = Call.objects.handled_by(user).exists()  # type: ignore[union-attr]
    return bool(user._handles_a_call)  # type: ignore[union-attr]
