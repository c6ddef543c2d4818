"""One small form per gesture of whoever holds a meeting; each offers only what belongs to that meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import get_default_timezone

import clock
from backoffice.choices import set_choices
from meetings.enums import AWAITED, MAY_HOLD_A_PROXY, Choice, ItemKind, Presence
from meetings.models import Attendance, Decision, Meeting
from meetings.registry import outcomes_of, reasons_of
from people.models import Organisation, User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 3})


class GestureForm(forms.Form):
    """What a gesture asks; `key` tells one on the page from another of its kind."""

    def __init__(self, *args: Any, meeting: Meeting, key: str = "", **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{key or type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if "attendance" in self.fields:
            set_choices(self.fields["attendance"], Attendance.objects.filter(meeting=meeting))
        if "decision" in self.fields:
            set_choices(self.fields["decision"], Decision.objects.filter(meeting=meeting))


class RowForm(GestureForm):
    """Somebody of the sheet."""

    attendance = forms.ModelChoiceField(Attendance.objects.none(), widget=forms.HiddenInput)


class CancelForm(GestureForm):
    reason = forms.CharField(label="Pourquoi (ce sera envoyé)", max_length=300, required=False)


class MoveForm(GestureForm):
    """Another hour, another place."""

    starts_at = forms.DateTimeField(label="Commence le", widget=MOMENT)
    ends_at = forms.DateTimeField(label="Finit vers", widget=MOMENT)
    where = forms.CharField(label="Où", max_length=200, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        zone = get_default_timezone()
        kwargs.setdefault(
            "initial",
            {
                "starts_at": clock.local(meeting.starts_at, zone),
                "ends_at": clock.local(meeting.ends_at, zone),
                "where": meeting.where,
            },
        )
        super().__init__(*args, meeting=meeting, **kwargs)


class CallForm(GestureForm):
    """Somebody more on the sheet, with an account or without."""

    name = forms.CharField(label="Prénom et nom", max_length=150)
    email = forms.EmailField(
        label="Adresse électronique", required=False, help_text="Celle d’un compte le retrouve."
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Structure", required=False)
    votes = forms.BooleanField(label="A une voix", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["organisation"], Organisation.objects.order_by("name"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes: the account behind the address, when there is one."""
        facts = dict(self.cleaned_data)
        email = facts["email"]
        facts["user"] = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        return facts


class ProxyForm(GestureForm):
    """Who speaks for whom."""

    attendance = forms.ModelChoiceField(Attendance.objects.none(), label="Qui ne sera pas là")
    holder = forms.ModelChoiceField(Attendance.objects.none(), label="Donne pouvoir à")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        voting = meeting.attendances.voting()
        there = (Presence.PRESENT,) if meeting.is_open else MAY_HOLD_A_PROXY
        # Whoever is posted by hand is refused by the service, in words: the whole sheet is taken.
        self.fields["attendance"].widget.choices = [
            (row.pk, str(row)) for row in voting.filter(presence__in=(*AWAITED, Presence.EXCUSED))
        ]
        set_choices(self.fields["holder"], meeting.attendances.all())
        self.fields["holder"].widget.choices = [
            (row.pk, str(row)) for row in voting.filter(presence__in=there, left_at__isnull=True)
        ]


class PutForm(GestureForm):
    title = forms.CharField(label="Question mise aux voix", max_length=250)


class QuestionForm(GestureForm):
    """A question put by mistake, or for which there is nobody left to vote."""

    decision = forms.ModelChoiceField(Decision.objects.none(), widget=forms.HiddenInput)


class VoteForm(GestureForm):
    """The voice of one person."""

    decision = forms.ModelChoiceField(Decision.objects.none(), widget=forms.HiddenInput)
    attendance = forms.ModelChoiceField(Attendance.objects.none(), label="Qui")
    choice = forms.ChoiceField(label="Voix", choices=Choice)
    reason = forms.CharField(label="Si récusation, pourquoi", max_length=250, required=False)

    def __init__(self, *args: Any, people: Sequence[Attendance] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is not None:
            # The sheet is read once for all the questions of the page.
            self.fields["attendance"].widget.choices = [(row.pk, str(row)) for row in people]


class RecordForm(GestureForm):
    """What was decided, and the hands counted in the room."""

    decision = forms.ModelChoiceField(Decision.objects.none(), widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="Issue")
    votes_for = forms.IntegerField(label="Pour", min_value=0, required=False)
    votes_against = forms.IntegerField(label="Contre", min_value=0, required=False)
    votes_abstained = forms.IntegerField(label="Abstentions", min_value=0, required=False)
    reason = forms.ChoiceField(label="Raison, pour un refus", required=False)
    note = forms.CharField(label="Ce qui est décidé", widget=LINES, required=False)

    def __init__(
        self,
        *args: Any,
        question: Decision | None = None,
        reasons: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if question is None:
            wanted = str(self.data.get("decision", ""))
            rows = Decision.objects.filter(meeting=self.meeting)
            question = rows.filter(pk=wanted).first() if wanted.isdecimal() else None
        set_choices(self.fields["outcome"], outcomes_of(question) if question else [])
        if reasons is None:
            reasons = reasons_of([question])[question.pk] if question else []
        if reasons:
            set_choices(self.fields["reason"], [("", "—"), *((reason, reason) for reason in reasons)])
        else:
            del self.fields["reason"]

    @property
    def hands(self) -> dict[str, int] | None:
        """The hands counted, None when nobody counted."""
        counted = {choice: self.cleaned_data[f"votes_{choice}"] for choice in ("for", "against", "abstained")}
        return None if set(counted.values()) == {None} else {name: n or 0 for name, n in counted.items()}


class ItemForm(GestureForm):
    """A line of the agenda."""

    kind = forms.ChoiceField(label="Nature", choices=ItemKind)
    letter = forms.CharField(label="Lettre", max_length=1, required=False)
    title = forms.CharField(label="Intitulé", max_length=200)
    text = forms.CharField(label="Ce qu’il en ressort", widget=LINES, required=False)


class ActionForm(GestureForm):
    """What somebody will do."""

    what = forms.CharField(label="Quoi", max_length=250)
    who = forms.CharField(label="Qui", max_length=150, required=False)
    email = forms.EmailField(label="Adresse de son compte, pour le lui rappeler", required=False)
    due_on = forms.DateField(label="Pour le", widget=DAY, required=False)

    def clean_email(self) -> User | None:
        """The person behind the address; an address that reminds nobody is said, not kept quiet."""
        email = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and person is None:
            raise forms.ValidationError(
                "Personne n’a de compte à cette adresse. Laissez la case vide : le plan d’action dira qui, sans rappel."
            )
        return person

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        facts = dict(self.cleaned_data)
        facts["user"] = facts.pop("email")
        return facts


class DocumentForm(GestureForm):
    """A file."""

    upload = forms.FileField(label="Fichier")
    title = forms.CharField(label="Intitulé", max_length=150, required=False)
    is_public = forms.BooleanField(label="Pour tout le monde", required=False)


class MinutesForm(GestureForm):
    """The text of the minutes."""

    minutes = forms.CharField(label="Compte rendu", widget=forms.Textarea(attrs={"rows": 12}), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"minutes": meeting.minutes})
        super().__init__(*args, meeting=meeting, **kwargs)


class PrepareForm(forms.ModelForm):
    """A new meeting of a body that one runs."""

    class Meta:
        model = Meeting
        fields = ("body", "title", "starts_at", "ends_at", "where", "introduction", "is_public")
        widgets: ClassVar[dict[str, Any]] = {"starts_at": MOMENT, "ends_at": MOMENT, "introduction": LINES}

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["body"], bodies)
