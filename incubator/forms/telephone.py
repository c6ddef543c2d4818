"""What was said on the telephone, as the team notes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from backoffice.choices import set_choices
from incubator.models import Application
from incubator.services.callbacks import around
from people.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PhoneNoteForm(forms.Form):
    """With whom, when, and what."""

    spoken_with = forms.ModelChoiceField(User.objects.none(), label=_("Avec"), empty_label=None)
    on = forms.DateField(label=_("Le"), widget=DAY)
    at = forms.TimeField(label=_("À"), widget=TIME)
    body = forms.CharField(
        label=_("Ce qui s’est dit"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Écrivez en quelques mots ce qui s’est dit.")},
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = application.call.place.zone
        there = clock.local(clock.now(), self.zone)
        set_choices(self.fields["spoken_with"], around(application))
        self.fields["spoken_with"].initial = application.owner_id
        self.fields["on"].initial, self.fields["at"].initial = there.date(), there.time()

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes: the hour is that of the place."""
        given = dict(self.cleaned_data)
        moment = datetime.combine(given.pop("on"), given.pop("at"), tzinfo=self.zone)
        return {**given, "spoken_at": moment}
