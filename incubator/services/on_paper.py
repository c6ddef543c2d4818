"""A dossier that came on paper, for somebody with or without an account: entered by the team, read like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import clock
import journal
import vault.services
from incubator import deadlines, policies, wording
from incubator.enums import Status
from incubator.errors import NotAllowed, NotWritable, Refused
from incubator.models import Application, Call
from incubator.policies import ON_PAPER
from incubator.services.writing import begin, lock_numbers
from people.models import User
from people.services import open_account, open_account_without_address


@transaction.atomic
def enter_on_paper(
    *,
    call: Call,
    actor: User,
    title: str,
    name: str,
    received_at: datetime,
    scans: Sequence[UploadedFile],
    email: str = "",
    phone: str = "",
) -> Application:
    """Give a dossier received on paper its number and keep its scan; its answers are written out afterwards.

    The deadline is that of everybody, judged by the moment when the paper arrived. For the team of the call.
    Raises NotAllowed, NotWritable, Refused, vault.errors.Refused and NotKept; then nothing is kept.
    """
    if not policies.may_handle(actor, call):
        raise NotAllowed("Il faut instruire cet appel pour y entrer un dossier.")
    _in_time(call, received_at)
    if not scans:
        raise Refused("Joignez le papier numérisé : c’est lui qui fait foi.")
    sequence = lock_numbers(call)
    owner = (
        open_account(email=email, name=name, phone=phone)
        if email
        else open_account_without_address(name=name, phone=phone)
    )
    if Application.objects.filter(call=call, owner=owner, status=Status.DRAFT).exists():
        raise Refused(
            f"{owner} a déjà commencé un dossier pour cet appel : il suffit de le terminer, appelez cette personne."
        )
    application = begin(call, sequence, owner, title, on_paper_since=received_at)
    for scan in scans:
        vault.services.store(upload=scan, owner=application, uploaded_by=actor, field=ON_PAPER)
    journal.record(actor=actor, action="application.entered_on_paper", target=application)
    return application


def _in_time(call: Call, received_at: datetime) -> None:
    if received_at > clock.now():
        raise Refused("Ce papier n’est pas encore arrivé : vérifiez le jour et l’heure.")
    if not deadlines.has_opened(call, received_at):
        raise NotWritable(f"Cet appel n’ouvrait que le {wording.moment(call, call.opens_at)}.")
    if deadlines.is_over(call, received_at):
        raise NotWritable(
            f"Cet appel a fermé le {wording.moment(call, call.closes_at)} : un papier arrivé après ne peut pas "
            "être pris, comme un dossier en ligne."
        )
