"""The form with which a call is composed in the back office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from incubator import jury_notices
from incubator.models import Call
from incubator.presets import simple_call
from incubator.services import recall_drafts, usual_reasons
from people.services import grant


class CallForm(WagtailAdminModelForm):
    """A new call starts from « appel simple », and whoever opened it manages it."""

    def clean_closes_at(self) -> datetime:
        """Close at the end of the minute that was typed: « 23 h 59 » includes all of 23 h 59."""
        moment: datetime = self.cleaned_data["closes_at"]
        return moment.replace(second=59, microsecond=0)

    def save(self, commit: bool = True) -> Call:
        """Give a new call its first form and its first manager; move the recalls with the calendar."""
        is_new = self.instance._state.adding
        if is_new and not self.instance.form_blocks:
            self.instance.form_blocks = simple_call()
        call: Call = super().save(commit=commit)
        if commit and not is_new and "closes_at" in self.changed_data:
            recall_drafts(call=call, is_later=call.closes_at > self.initial["closes_at"])
        if commit and not is_new:
            jury_notices.recall(call)
        if is_new and commit and self.for_user is not None:
            grant(user=self.for_user, permission="manage_call", target=call, given_by=self.for_user)
            usual_reasons(call=call)
        return call

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_published" in self.fields and self.instance.form_version_id is None:
            self.fields["is_published"].disabled = True
            self.fields["is_published"].help_text = "Publiez d’abord le formulaire."
