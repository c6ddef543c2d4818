"""The small forms around a supported project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from incubator.forms.fields import Amount
from incubator.forms.numbers import read_amount, read_whole
from incubator.models import (
    FollowUp,
    Funder,
    FundingLine,
    Mentorship,
    Milestone,
    Project,
    SupportAgreement,
    SupportSession,
)
from people.models import User

MANY = 100_000_000
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LENGTHS = ((30, "30 min"), (60, "1 h"), (90, "1 h 30"), (120, "2 h"), (180, "3 h"))


class TimeForm(forms.Form):
    """Time given: its length is the button; the rest is for those who want to say more."""

    minutes = forms.IntegerField(min_value=5, max_value=600)
    on = forms.DateField(label=_("Un autre jour"), required=False, widget=DAY)
    note = forms.CharField(
        label=_("Ce qui s’est dit"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    funder = forms.ModelChoiceField(
        Funder.objects.none(),
        label=_("Financé par"),
        required=False,
        empty_label=_("personne en particulier"),
    )

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        set_choices(self.fields["funder"], Funder.objects.filter(place=project.place))

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes: another day counts from noon there."""
        cleaned = dict(self.cleaned_data)
        if (on := cleaned.pop("on")) is not None:
            cleaned["starts_at"] = datetime(on.year, on.month, on.day, 12, tzinfo=self.project.place.zone)
        return cleaned


class PlanForm(forms.Form):
    """A session to come."""

    on = forms.DateField(label=_("Le"), widget=DAY)
    at = forms.TimeField(label=_("À"), widget=TIME)
    minutes = forms.TypedChoiceField(label=_("Durée"), choices=LENGTHS, coerce=int, initial=60)
    where = forms.CharField(label=_("Où"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.project = project

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes: the hour is that of the place."""
        cleaned = dict(self.cleaned_data)
        zone = self.project.place.zone
        moment = datetime.combine(cleaned.pop("on"), cleaned.pop("at"), tzinfo=zone)
        return {**cleaned, "starts_at": moment}


class ShowForm(forms.Form):
    """What the public reads of a project, in its holders' words."""

    public_text = forms.CharField(
        label=_("Ce que le public lira"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    agrees = forms.BooleanField(
        label=_("Nous sommes d’accord pour que cette page soit publique"), required=False
    )


def _amount(label: Any, read: Any, invalid: str) -> Amount:
    """A number typed in French, which may be left out."""
    return Amount(
        read=read, minimum=0, maximum=MANY, label=label, required=False, error_messages={"invalid": invalid}
    )


class FiguresForm(forms.ModelForm):
    """The figures of a project at one moment. Only one answer is required: whether it lives."""

    is_active = forms.TypedChoiceField(
        label=_("L’activité existe-t-elle aujourd’hui ?"),
        choices=[("oui", _("Oui")), ("non", _("Non"))],
        coerce=lambda value: value == "oui",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites au moins si l’activité existe.")},
    )

    jobs = _amount(
        _("Emplois, en équivalent temps plein"), read_amount, "Écrivez un nombre, par exemple 1,5."
    )
    volunteers = _amount(_("Bénévoles"), read_whole, "Écrivez un nombre entier, par exemple 12.")
    people_served = _amount(
        _("Personnes qui s’en servent"), read_whole, "Écrivez un nombre entier, par exemple 240."
    )
    turnover = _amount(
        _("Ventes et cotisations sur un an, en euros"), read_amount, "Écrivez un montant, par exemple 12 400."
    )

    class Meta:
        model = FollowUp
        fields = ("is_active", "jobs", "volunteers", "people_served", "turnover", "words")


class AgreementForm(forms.ModelForm):
    """A convention."""

    class Meta:
        model = SupportAgreement
        fields = ("starts_on", "ends_on", "signed_on", "amount")
        widgets = dict.fromkeys(("starts_on", "ends_on", "signed_on"), DAY)


class MilestoneForm(forms.ModelForm):
    """A milestone."""

    class Meta:
        model = Milestone
        fields = ("title", "due_on")
        widgets = {"due_on": DAY}


class FundingForm(forms.ModelForm):
    """A line of funding."""

    class Meta:
        model = FundingLine
        fields = ("source", "kind", "amount", "status")


class MentorForm(forms.Form):
    """Somebody who will support the project, by their address; they sign in with a code."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    starts_on = forms.DateField(label=_("Depuis le"), widget=DAY)
    ends_on = forms.DateField(label=_("Jusqu’au"), widget=DAY, required=False)

    def row(self, mentor: User) -> Mentorship:
        """The mentorship that was asked for."""
        return Mentorship(
            mentor=mentor, starts_on=self.cleaned_data["starts_on"], ends_on=self.cleaned_data["ends_on"]
        )


class EndForm(forms.Form):
    """The end of a support."""

    on = forms.DateField(label=_("L’accompagnement finit le"), widget=DAY)
    stopped = forms.BooleanField(label=_("Le projet s’est arrêté en chemin"), required=False)


class MentorshipForm(forms.ModelForm):
    """From when until when somebody supports the project."""

    class Meta:
        model = Mentorship
        fields = ("starts_on", "ends_on")
        widgets = dict.fromkeys(("starts_on", "ends_on"), DAY)


class SessionForm(forms.ModelForm):
    """A session as it really was."""

    class Meta:
        model = SupportSession
        fields = ("starts_at", "minutes", "where", "note", "funder")
        widgets = {"starts_at": MOMENT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance.project.place
        self.zone = place.zone
        set_choices(self.fields["funder"], Funder.objects.filter(place=place))
        self.initial["starts_at"] = clock.local(self.instance.starts_at, self.zone)

    def clean_starts_at(self) -> datetime:
        """The hour typed is that of the place."""
        moment: datetime = self.cleaned_data["starts_at"]
        return moment.replace(tzinfo=self.zone)


# What may be corrected or taken off a project: its manager there, and its form.
CHANGES: dict[str, tuple[str, type[forms.ModelForm]]] = {
    "convention": ("agreements", AgreementForm),
    "jalon": ("milestones", MilestoneForm),
    "financement": ("funding", FundingForm),
    "rendez-vous": ("sessions", SessionForm),
    "parrainage": ("mentorships", MentorshipForm),
}
ROWS: dict[str, tuple[str, type[forms.ModelForm]]] = {
    "convention": ("Ajouter une convention", AgreementForm),
    "jalon": ("Ajouter un jalon", MilestoneForm),
    "financement": ("Ajouter un financement", FundingForm),
}
