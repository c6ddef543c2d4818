"""What the team says when it moves a dossier: a form for each transition that needs words."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from incubator.enums import Outcome, ReasonKind
from incubator.forms.widgets import SuggestedText
from incubator.models import Application, Call


def listed(call: Call, kind: ReasonKind) -> list[tuple[str, str]]:
    """The reasons that a call gives for this, after an empty one."""
    labels = call.reasons.filter(kind=kind).values_list("label", flat=True)
    return [("", "—"), *((label, label) for label in labels)]


def ways_out(call: Call) -> SuggestedText:
    """Where this call sends people, to choose from or to write otherwise."""
    labels = call.reasons.filter(kind=ReasonKind.REDIRECT).values_list("label", flat=True)
    return SuggestedText(list(labels))


class MoveForm(forms.Form):
    """A transition that needs nothing but a yes."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=application.status)

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class RequestChanges(MoveForm):
    """What is missing, until when, and which answers open again."""

    message = forms.CharField(
        label=_("Ce qui manque, en quelques mots"), widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = forms.DateField(label=_("Réponse attendue le"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = self.application.form_version.form.questions
        asked = [(question.key, question.asked) for question in questions]
        self.fields["unlocked"] = forms.MultipleChoiceField(
            label=_("Réponses à rouvrir"), choices=asked, widget=forms.CheckboxSelectMultiple
        )

    @property
    def payload(self) -> dict[str, Any]:
        """The end of that day, on the clock of the place."""
        payload = dict(self.cleaned_data)
        zone = self.application.call.place.zone
        return {**payload, "due_at": datetime.combine(payload.pop("due_on"), time(23, 59, 59), tzinfo=zone)}


class DeclareEligible(MoveForm):
    """Every criterion, ticked one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklist"] = forms.MultipleChoiceField(
            label=_("Vérifié"),
            choices=[(line, line) for line in self.application.call.criteria],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class DeclareIneligible(MoveForm):
    """Why it is outside the call, and where to go instead."""

    reason = forms.ChoiceField(label=_("Hors critères parce que…"))
    message = forms.CharField(
        label=_("Ce que la personne lira de plus"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    redirected_to = forms.CharField(label=_("Réorienté vers…"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["reason"], listed(self.application.call, ReasonKind.INELIGIBLE))
        self.fields["redirected_to"].widget = ways_out(self.application.call)


class HoldOutcome(MoveForm):
    """What the committee decided, told to nobody yet."""

    outcome = forms.ChoiceField(label=_("Décision du comité"), choices=Outcome)


class Publish(MoveForm):
    """The decision and its reasons, as they will be read."""

    outcome = forms.ChoiceField(label=_("Décision"), choices=Outcome)
    motivation = forms.CharField(
        label=_("Pourquoi, tel que la personne le lira"), widget=forms.Textarea(attrs={"rows": 5})
    )
    rank = forms.IntegerField(
        label=_("Rang"), required=False, min_value=1, help_text=_("Pour la liste d’attente seulement.")
    )
    reason = forms.ChoiceField(
        label=_("Non retenu parce que…"),
        required=False,
        help_text=_(
            "Pour les dossiers non retenus : comptée dans les chiffres de l’appel, et dite dans le courriel."
        ),
    )
    redirected_to = forms.CharField(
        label=_("Réorienté vers…"),
        max_length=200,
        required=False,
        help_text=_("Pour les dossiers non retenus."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].initial = self.application.pending_outcome or None
        set_choices(self.fields["reason"], listed(self.application.call, ReasonKind.REJECTED))
        self.fields["redirected_to"].widget = ways_out(self.application.call)


class GiveMoreTime(MoveForm):
    """Until when the place is kept."""

    until = forms.DateField(
        label=_("À confirmer avant la fin du"), widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def payload(self) -> dict[str, Any]:
        """The end of that day, on the clock of the place."""
        payload = dict(self.cleaned_data)
        day = payload.pop("until")
        zone = self.application.call.place.zone
        return {**payload, "confirm_before": datetime.combine(day, time(23, 59, 59), tzinfo=zone)}


class WithReason(MoveForm):
    """Words that stay in the history."""

    reason = forms.CharField(label=_("Pourquoi"), widget=forms.Textarea(attrs={"rows": 3}))


class Decline(MoveForm):
    """Why somebody gives their place back, when the team says it for them."""

    reason = forms.ChoiceField(label=_("Place rendue parce que…"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["reason"], listed(self.application.call, ReasonKind.DECLINED))


FORMS: dict[str, type[MoveForm]] = {
    "request_changes": RequestChanges,
    "declare_eligible": DeclareEligible,
    "declare_ineligible": DeclareIneligible,
    "hold_outcome": HoldOutcome,
    "publish": Publish,
    "decline": Decline,
    "give_more_time": GiveMoreTime,
    "close": WithReason,
    "reopen": WithReason,
}
