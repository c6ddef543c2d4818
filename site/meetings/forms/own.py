from __future__ import annotations

from typing import Any

from django import forms

from backoffice.choices import set_choices
from meetings.enums import MAY_HOLD_A_PROXY
from meetings.models import Attendance

COMING, EXCUSED, PROXY = "coming", "excused", "proxy"


class AnswerForm(forms.Form):
    """Come, be excused, or let somebody speak for oneself."""

    answer = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    holder = forms.ModelChoiceField(
        Attendance.objects.none(), label="À qui donnez-vous pouvoir ?", required=False, empty_label="Choisir"
    )

    def __init__(self, *args: Any, attendance: Attendance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = attendance.meeting
        self.gives_proxies = attendance.votes and meeting.proxies_per_holder > 0
        choices = [(COMING, "Je viendrai"), (EXCUSED, "Je ne pourrai pas venir, excusez-moi")]
        if self.gives_proxies:
            choices.append((PROXY, "Je ne pourrai pas venir et je donne pouvoir"))
            set_choices(
                self.fields["holder"],
                (
                    meeting.attendances.voting()
                    .filter(presence__in=MAY_HOLD_A_PROXY)
                    .exclude(pk=attendance.pk)
                ),
            )
        else:
            del self.fields["holder"]
        set_choices(self.fields["answer"], choices)

    def clean(self) -> dict[str, Any]:
        """A proxy needs somebody to hold it."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == PROXY and not cleaned.get("holder") and "holder" not in self.errors:
            self.add_error("holder", "Choisissez qui parlera pour vous.")
        return cleaned
