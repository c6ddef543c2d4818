from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from people.models import Organisation, User
from spaces.models import Place, Space

OWN = "moi"


class FeedForm(forms.Form):
    """Which agenda to follow."""

    what = forms.ChoiceField(label=_("Quel agenda ?"))

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = [membership.organisation for membership in asker.active_memberships()]
        places = list(Place.objects.visible_to(asker))
        spaces = list(
            Space.objects.visible_to(asker).filter(is_archived=False).select_related("place").order_by("name")
        )
        self.subjects: dict[str, Organisation | Place | Space | None] = {OWN: None}
        groups: list[tuple[Any, Any]] = [(OWN, _("Mes réservations"))]
        for label, kind, found in [
            (_("Mes structures"), "structure", organisations),
            (_("Tout un lieu"), "lieu", places),
            (_("Un espace"), "espace", spaces),
        ]:
            named = {f"{kind}-{one.pk}": one for one in found}
            self.subjects |= named
            if named:
                groups.append((label, [(key, str(one)) for key, one in named.items()]))
        set_choices(self.fields["what"], groups)

    @property
    def subject(self) -> Organisation | Place | Space | None:
        """What was chosen; None for one's own bookings."""
        return self.subjects[self.cleaned_data["what"]]
