"""What the team says when it moves an idea, and the writing of a study."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from incubator.models import Idea, OpportunityStudy, Project
from meetings.enums import HELD
from meetings.models import Body, Meeting
from meetings.services.deciding import UNTIL_CLOSED
from people.models import Organisation, User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IdeaMoveForm(forms.Form):
    """A step that needs nothing but a yes."""

    def __init__(self, *args: Any, idea: Idea, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.idea, self.user = idea, user
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=idea.status)


class Decided(IdeaMoveForm):
    """The committee said yes, on a day."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("Le comité qui l’a décidé"), required=False, empty_label="—"
    )
    decided_on = forms.DateField(label=_("ou la date de ce comité"), widget=DAY, required=False)
    note = forms.CharField(
        label=_("Ce que le comité a dit"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.filter(status__in=HELD, starts_at__lte=clock.now())
        set_choices(
            self.fields["meeting"],
            held.filter(body__in=Body.objects.run_by(self.user)),
        )


class Reasoned(IdeaMoveForm):
    """Words that stay, and that those who reported the need may read."""

    reason = forms.CharField(label=_("Pourquoi"), widget=forms.Textarea(attrs={"rows": 3}))


class HandOver(IdeaMoveForm):
    """Who carries it now: a project of the house, or a structure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.filter(application__call__place=self.idea.place, idea__isnull=True)
        if self.idea.call_id is not None:
            projects = projects.filter(application__call=self.idea.call_id)
        self.fields["project"] = forms.ModelChoiceField(
            projects, label=_("Un projet accompagné"), required=False, empty_label="—"
        )
        self.fields["holder"] = forms.ModelChoiceField(
            Organisation.objects.all(), label=_("ou une structure"), required=False, empty_label="—"
        )


IDEA_FORMS: dict[str, type[IdeaMoveForm]] = {
    "study": Decided,
    "seek_holder": Decided,
    "transfer": HandOver,
    "hold": Reasoned,
    "drop": Reasoned,
    "reopen": Reasoned,
}


class CommitteeForm(forms.Form):
    """The meeting that will decide: one that this person holds and that is not over."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        rows = Meeting.objects.run_by(user).filter(status__in=UNTIL_CLOSED).order_by("starts_at")
        self.fields["meeting"] = forms.ModelChoiceField(rows, label=_("La rencontre"), empty_label=None)


class StudyForm(forms.Form):
    """A study, chapter after chapter."""

    due_on = forms.DateField(label=_("Attendue le"), required=False, widget=DAY)
    public_summary = forms.CharField(
        label=_("Résumé pour le public"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    is_summary_public = forms.BooleanField(label=_("Montrer ce résumé sur le site"), required=False)

    def __init__(self, data: Any = None, *, study: OpportunityStudy) -> None:
        initial = {
            "due_on": study.due_on,
            "public_summary": study.public_summary,
            "is_summary_public": study.is_summary_public,
        }
        super().__init__(data, initial=initial)
        self.sections = list(study.sections.all())
        written = {
            f"chapter-{section.pk}": forms.CharField(
                label=section.title,
                help_text=section.hint,
                initial=section.body,
                required=False,
                widget=forms.Textarea(attrs={"rows": 8}),
            )
            for section in self.sections
        }
        self.fields = {**written, **self.fields}

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = dict(self.cleaned_data)
        chapters = {section.pk: cleaned.pop(f"chapter-{section.pk}") for section in self.sections}
        return {"chapters": chapters, **cleaned}


class PartnerForm(forms.Form):
    """Somebody around a study."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Une structure que la maison connaît"),
        required=False,
        empty_label=_("aucune"),
    )
    name = forms.CharField(label=_("ou son nom"), max_length=150, required=False)
    part = forms.CharField(label=_("Ce qu’elle apporte"), max_length=200, required=False)
