"""What the incubator writes to people, and when: each kind of notice, and the moments that schedule them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from incubator import deadlines, place_notices, wording
from incubator.enums import Status
from incubator.form_changes import compare
from incubator.models import Application, Collaborator, Message, Transition
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register

if TYPE_CHECKING:
    from incubator.guards import Move

RECEIPT = "application.receipt"
NOT_SUBMITTED = "application.not_submitted"
CHANGES = "application.changes_requested"
DECISION = "application.decision"
INVITATION = "application.invitation"
MESSAGE = "application.message"
CHANGES_DUE = "application.changes_due"
CONFIRM = "application.confirm_before"
EXTENDED = "application.extended"
FORM_CHANGED = "application.form_changed"
ERASED_SOON = "application.erased_soon"

BEFORE_CLOSING = {
    "7 jours": timedelta(days=7),
    "48 heures": timedelta(hours=48),
    "3 heures": timedelta(hours=3),
}
BEFORE_ANSWERING = {"48 heures": timedelta(hours=48), "3 heures": timedelta(hours=3)}
# Between how long ahead, and what gave the date.
SINCE = "|"
BEFORE_CONFIRMING = {"7 jours": timedelta(days=7), "48 heures": timedelta(hours=48)}


def begun(application: Application) -> None:
    """Somebody began a dossier: say three times, and no more, that it is not handed in yet."""
    now = clock.now()
    for occurrence, ahead in BEFORE_CLOSING.items():
        due_at = application.call.closes_at - ahead
        if due_at > now:
            reminders.schedule(
                kind=NOT_SUBMITTED,
                subject=application,
                recipient=application.owner,
                due_at=due_at,
                occurrence=occurrence,
                expires_at=deadlines.last_moment(application),
            )


def handed_in(move: Move, log: Transition) -> None:
    """It arrived: a receipt at once, and nothing more about handing in."""
    reminders.cancel(
        subject=move.application, kinds=[NOT_SUBMITTED, CHANGES, CHANGES_DUE], reason="dossier déposé"
    )
    _now(RECEIPT, move.application, move.application.owner, str(log.pk))


def changes_requested(move: Move, log: Transition) -> None:
    """Something is missing, with a date."""
    _now(CHANGES, move.application, move.application.owner, str(log.pk))
    _before(CHANGES_DUE, move.application, move.application.changes_due_at, BEFORE_ANSWERING)


def decided(move: Move, log: Transition) -> None:
    """The answer, whichever it is: one decision, one mail."""
    _now(DECISION, move.application, move.application.owner, str(log.pk))
    if move.application.status == Status.SELECTED:
        _before(CONFIRM, move.application, move.application.confirm_before, BEFORE_CONFIRMING)
        place_notices.offered(move.application)


def given_more_time(move: Move, log: Transition) -> None:
    """A place may be confirmed until later: say so now, and remind of the new date."""
    place_notices.given_more_time(move.application, log)
    _before(CONFIRM, move.application, move.application.confirm_before, BEFORE_CONFIRMING, str(log.pk))


def closed(move: Move, log: Transition) -> None:
    """The team closed it: its owner hears of it, unless it was never handed in."""
    if move.application.submitted_at is not None:
        decided(move, log)


def nothing_more_to_ask(application: Application) -> None:
    """The dossier came to an end: nobody is reminded of it any more."""
    reminders.cancel(
        subject=application,
        kinds=[NOT_SUBMITTED, CHANGES, CHANGES_DUE, CONFIRM, EXTENDED, FORM_CHANGED, *place_notices.KINDS],
        reason=f"dossier {application.get_status_display()}",
    )


def extended(application: Application) -> None:
    """The call closes later: whoever has a draft hears of it, once per date."""
    _now(EXTENDED, application, application.owner, _closing(application))


def form_changed(application: Application, was: int, now: int) -> None:
    """The form of a draft is a newer one: its owner hears what changes for them."""
    _now(FORM_CHANGED, application, application.owner, f"{was}-{now}")


def erased_soon(application: Application, on: datetime) -> None:
    """Nobody touched it for so long that it will be forgotten on that day."""
    _now(ERASED_SOON, application, application.owner, on.date().isoformat())


def forget(application: Application) -> None:
    """The dossier is being forgotten: nothing more is said of it."""
    kinds = [NOT_SUBMITTED, CHANGES, CHANGES_DUE, CONFIRM, EXTENDED, FORM_CHANGED, ERASED_SOON]
    kinds += [RECEIPT, DECISION, INVITATION, MESSAGE]
    reminders.cancel(subject=application, kinds=kinds, reason="dossier effacé")


def invited(collaborator: Collaborator) -> None:
    """Somebody was asked to take part."""
    application = collaborator.application
    _now(INVITATION, application, collaborator.user, str(collaborator.pk))


def written(message: Message) -> None:
    """The team wrote: mail is a copy, the message stays on the dossier."""
    _now(MESSAGE, message.application, message.application.owner, str(message.pk))


def _now(kind: str, application: Application, recipient: User, occurrence: str) -> None:
    if not recipient.has_address:
        return
    reminders.schedule(
        kind=kind, subject=application, recipient=recipient, due_at=clock.now(), occurrence=occurrence
    )
    reminders.wake()


def _before(
    kind: str,
    application: Application,
    when: datetime | None,
    moments: dict[str, timedelta],
    again: str = "",
) -> None:
    """Remind so long before a date; what is already past is not said. `again` names a date that replaces one."""
    for occurrence, ahead in moments.items():
        if application.owner.has_address and when is not None and when - ahead > clock.now():
            reminders.schedule(
                kind=kind,
                subject=application,
                recipient=application.owner,
                due_at=when - ahead,
                occurrence=f"{occurrence}{SINCE}{again}" if again else occurrence,
                expires_at=when,
            )


def _closing(application: Application) -> str:
    return application.call.closes_at.astimezone(UTC).isoformat()


def _find(subject_id: str) -> Application | None:
    try:
        rows = Application.objects.select_related("call__place", "owner", "stage")
        return rows.filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _while_draft(application: Application, notice: Any) -> str | None:
    return None if application.status == Status.DRAFT else "le dossier n’est plus un brouillon"


def _while_asked(application: Application, notice: Any) -> str | None:
    return None if application.status == Status.CHANGES_REQUESTED else "le complément n’est plus attendu"


def _while_selected(application: Application, notice: Any) -> str | None:
    if application.status != Status.SELECTED:
        return "la place est confirmée, ou rendue"
    return place_notices.replaced(application, notice.occurrence.partition(SINCE)[2])


def _still_that_date(application: Application, notice: Any) -> str | None:
    if notice.occurrence != _closing(application):
        return "la date a encore changé"
    return _while_draft(application, notice)


def _still_untouched(application: Application, notice: Any) -> str | None:
    announced = application.erasure_announced_at
    if application.anonymised_at or announced is None or application.saved_at > announced:
        return "le dossier a été repris, ou est déjà effacé"
    return None


def _still_so(application: Application, notice: Any) -> str | None:
    log = application.transitions.filter(pk=notice.occurrence).first()
    if log is None or (notice.kind == DECISION and log.to_status != application.status):
        return "la décision a changé depuis"
    return None


def _still_in(application: Application, notice: Any) -> str | None:
    here = application.collaborators.filter(pk=notice.occurrence).exists()
    return None if here else "l’invitation a été retirée"


def _always(application: Application, notice: Any) -> str | None:
    return None


def _context(application: Application, notice: Any) -> dict[str, Any]:
    call = application.call
    due = application.changes_due_at
    confirm = application.confirm_before
    context = {
        "name": application.owner.get_short_name(),
        "title": application.title,
        "number": application.number,
        "call": call.title,
        "status": application.status,
        "closes": wording.moment(call, call.closes_at),
        "ahead": notice.occurrence.partition(SINCE)[0],
        "readers": wording.people(call.readers) if call.readers else "",
        "read_by": wording.day(call.read_by) if call.read_by else "",
        "answers_on": wording.day(call.answers_on) if call.answers_on else "",
        "contact": call.contact_name,
        "phone": call.contact_phone,
        "hours": call.contact_hours,
        "message": "",
        "due": wording.moment(call, due) if due else "",
        "motivation": application.motivation,
        "reason": application.reason,
        "redirected_to": application.redirected_to,
        "confirm_before": wording.moment(call, confirm) if confirm else "",
        "link": settings.BASE_URL + reverse("incubator:dossier", kwargs={"pk": application.pk}),
    }
    if notice.kind == FORM_CHANGED:
        context["changes"] = _changes(application, notice.occurrence)
    if notice.kind == ERASED_SOON:
        context["due"] = wording.day(date.fromisoformat(notice.occurrence))
    if notice.kind == CHANGES:
        log = application.transitions.filter(pk=notice.occurrence).first()
        context["message"] = log.payload.get("message", "") if log else ""
    if notice.kind == MESSAGE:
        said = application.messages.filter(pk=notice.occurrence).first()
        context["message"] = said.body if said else ""
    if notice.kind == INVITATION:
        guest = application.collaborators.select_related("user").filter(pk=notice.occurrence).first()
        context["host"] = context["name"]
        context["name"] = guest.user.get_short_name() if guest else ""
    return context


def _changes(application: Application, versions: str) -> list[str]:
    was, _, now = versions.partition("-")
    rows = {str(row.number): row.form for row in application.call.form_versions.filter(number__in=[was, now])}
    return compare(rows[was], rows[now]).sentences if len(rows) == 2 else []


def _sample() -> dict[str, Any]:
    return {
        "name": "Nadia",
        "host": "Nadia",
        "title": "La laverie du Pré-l’Abbesse",
        "number": "27-014",
        "call": "Services de proximité",
        "status": Status.SELECTED,
        "closes": "vendredi 29 janvier 2027, 23 h 59",
        "ahead": "48 heures",
        "readers": "Trois personnes",
        "read_by": "vendredi 12 mars 2027",
        "answers_on": "samedi 20 mars 2027",
        "contact": "Fatou",
        "phone": "05 36 49 12 27",
        "hours": "le matin",
        "message": "Il nous manque le devis des machines.",
        "changes": ["Nouvelle question : « Le local est-il trouvé ? », obligatoire."],
        "due": "lundi 8 février 2027, 12 h",
        "motivation": "Le besoin est là, et vous l’avez montré.",
        "reason": "",
        "redirected_to": "",
        "confirm_before": "mardi 6 avril 2027, 12 h",
        "link": settings.BASE_URL + "/mes-dossiers/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice of this department is (called when the app is ready)."""
    kinds = [
        (RECEIPT, "Votre dossier est arrivé", "receipt", _still_so, True),
        (NOT_SUBMITTED, "Dossier pas encore déposé", "not_submitted", _while_draft, False),
        (CHANGES, "Complément demandé", "changes_requested", _while_asked, True),
        (DECISION, "Décision sur un dossier", "decision", _still_so, True),
        (INVITATION, "Invitation à un dossier", "invitation", _still_in, True),
        (MESSAGE, "Message de l’équipe", "message", _always, False),
        (CHANGES_DUE, "Complément bientôt dû", "changes_due", _while_asked, False),
        (CONFIRM, "Place à confirmer", "confirm_before", _while_selected, True),
        (EXTENDED, "Appel prolongé", "extended", _still_that_date, True),
        (FORM_CHANGED, "Formulaire d’un appel modifié", "form_changed", _while_draft, True),
        (ERASED_SOON, "Dossier bientôt effacé", "erased_soon", _still_untouched, True),
    ]
    for key, label, template, still_deserved, essential in kinds:
        register(
            Kind(
                key=key,
                label=label,
                template=f"incubator/mail/{template}",
                find=_find,
                still_deserved=still_deserved,
                context=_context,
                essential=essential,
                sample=_sample,
            )
        )
