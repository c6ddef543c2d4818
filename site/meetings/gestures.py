"""The gestures of whoever holds a meeting: for each, its words, its form, the service it calls."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from meetings import services
from meetings.enums import Choice, MeetingStatus
from meetings.forms import holding as forms
from meetings.models import Meeting
from people.models import User

DRAFT, CONVENED, OPEN, CLOSED, SIGNED = (
    MeetingStatus.DRAFT,
    MeetingStatus.CONVENED,
    MeetingStatus.OPEN,
    MeetingStatus.CLOSED,
    MeetingStatus.SIGNED,
)


@dataclass(frozen=True)
class Gesture:
    """One gesture: `when` says in which states its button is offered."""

    label: str
    form: type[forms.GestureForm]
    do: Callable[[Meeting, User, Any], Any]
    when: Collection[str]
    done: str = "C’est noté."


def _vote(meeting: Meeting, by: User, form: Any) -> Any:
    facts = dict(form.cleaned_data)
    reason = facts.pop("reason")
    if facts["choice"] == Choice.RECUSED:
        del facts["choice"]
        return services.recuse(by=by, reason=reason, **facts)
    return services.vote(by=by, **facts)


def _record(meeting: Meeting, by: User, form: Any) -> Any:
    facts = form.cleaned_data
    return services.record(
        decision=facts["decision"],
        by=by,
        outcome=facts["outcome"],
        note=facts["note"],
        reason=facts.get("reason", ""),
        hands=form.hands,
    )


def _on_row(verb: Callable[..., Any], **more: Any) -> Callable[[Meeting, User, Any], Any]:
    return lambda _meeting, by, form: verb(attendance=form.cleaned_data["attendance"], by=by, **more)


def _on_meeting(verb: Callable[..., Any]) -> Callable[[Meeting, User, Any], Any]:
    return lambda meeting, by, form: verb(meeting=meeting, by=by, **form.cleaned_data)


GESTURES = {
    "convoquer": Gesture(
        "Convoquer",
        forms.GestureForm,
        _on_meeting(services.convene),
        (DRAFT, CONVENED),
        "Les convocations partent, chaque personne en reçoit une.",
    ),
    "deplacer": Gesture("Déplacer", forms.MoveForm, _on_meeting(services.reschedule), (DRAFT, CONVENED)),
    "annuler": Gesture(
        "Annuler la rencontre", forms.CancelForm, _on_meeting(services.cancel), (DRAFT, CONVENED)
    ),
    "appeler": Gesture(
        "Mettre sur la feuille",
        forms.CallForm,
        lambda meeting, by, form: services.call(meeting=meeting, by=by, **form.facts),
        (DRAFT, CONVENED, OPEN),
    ),
    "retirer": Gesture("Retirer de la feuille", forms.RowForm, _on_row(services.uncall), (DRAFT, CONVENED)),
    "arrivee": Gesture("Est là", forms.RowForm, _on_row(services.attend), (CONVENED, OPEN)),
    "excuse": Gesture("S’excuse", forms.RowForm, _on_row(services.answer, coming=False), (CONVENED,)),
    "depart": Gesture("S’en va", forms.RowForm, _on_row(services.leave), (OPEN,)),
    "pouvoir": Gesture(
        "Noter un pouvoir",
        forms.ProxyForm,
        lambda _meeting, by, form: services.give_proxy(by=by, **form.cleaned_data),
        (CONVENED, OPEN),
    ),
    "ouvrir": Gesture(
        "Ouvrir la séance",
        forms.GestureForm,
        _on_meeting(services.open_meeting),
        (CONVENED,),
        "La séance est ouverte.",
    ),
    "poser": Gesture("Mettre aux voix", forms.PutForm, _on_meeting(services.put), (DRAFT, CONVENED, OPEN)),
    "voter": Gesture("Noter cette voix", forms.VoteForm, _vote, (DRAFT, CONVENED, OPEN)),
    "oter": Gesture(
        "Retirer cette question",
        forms.QuestionForm,
        lambda _meeting, by, form: services.withdraw_question(by=by, **form.cleaned_data),
        (DRAFT, CONVENED, OPEN),
        "La question est retirée.",
    ),
    "decider": Gesture("Noter la décision", forms.RecordForm, _record, (OPEN,)),
    "publier": Gesture(
        "Publier toutes les décisions",
        forms.GestureForm,
        _on_meeting(services.publish),
        (OPEN, CLOSED),
        "Toutes les décisions sont publiées.",
    ),
    "lever": Gesture(
        "Lever la séance", forms.GestureForm, _on_meeting(services.adjourn), (OPEN,), "La séance est levée."
    ),
    "point": Gesture(
        "Ajouter à l’ordre du jour",
        forms.ItemForm,
        _on_meeting(services.write_item),
        (DRAFT, CONVENED, OPEN, CLOSED),
    ),
    "action": Gesture(
        "Ajouter au plan d’action",
        forms.ActionForm,
        lambda meeting, by, form: services.add_action(meeting=meeting, by=by, **form.facts),
        (DRAFT, CONVENED, OPEN, CLOSED),
    ),
    "document": Gesture(
        "Joindre ce fichier",
        forms.DocumentForm,
        _on_meeting(services.add_document),
        (DRAFT, CONVENED, OPEN, CLOSED, SIGNED),
    ),
    "rediger": Gesture(
        "Garder le compte rendu",
        forms.MinutesForm,
        lambda meeting, by, form: services.write_minutes(
            meeting=meeting, by=by, text=form.cleaned_data["minutes"]
        ),
        (OPEN, CLOSED),
    ),
    "signer": Gesture(
        "Signer le compte rendu",
        forms.GestureForm,
        _on_meeting(services.sign),
        (CLOSED,),
        "Le compte rendu est signé.",
    ),
}
