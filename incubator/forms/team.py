"""What the team chooses when it works on many dossiers at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from incubator.enums import Outcome, ReasonKind, Status
from incubator.forms.moves import listed, ways_out
from incubator.models import Application, Call, Stage
from incubator.pipeline import late_dossiers
from meetings.models import Decision


class FilterForm(forms.Form):
    """Which dossiers of the call to show."""

    q = forms.CharField(label=_("Numéro, projet, personne"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False)
    etape = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Étape"), required=False, empty_label=_("toutes")
    )
    motif = forms.ChoiceField(label=_("Raison"), required=False)
    retard = forms.BooleanField(label=_("En retard seulement"), required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        states = [(Status.DRAFT, _("sur papier, à saisir")), *Status.choices[1:]]
        set_choices(self.fields["etat"], [("", _("tous")), *states])
        set_choices(self.fields["etape"], call.stages.all())
        given = call.applications.exclude(reason="").order_by("reason").values_list("reason", flat=True)
        set_choices(self.fields["motif"], [("", _("toutes")), *((r, r) for r in given.distinct())])

    def narrowed(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        """The rows that were asked for; what is not understood is not asked."""
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("q"):
            rows = rows.filter(
                Q(number__icontains=words) | Q(title__icontains=words) | Q(owner__name__icontains=words)
            )
        if asked.get("etat"):
            rows = rows.filter(status=asked["etat"])
        if asked.get("etape"):
            rows = rows.filter(stage=asked["etape"])
        if asked.get("motif"):
            rows = rows.filter(reason=asked["motif"])
        return rows.filter(pk__in=late_dossiers(self.call)) if asked.get("retard") else rows


class BatchForm(forms.Form):
    """One move for several dossiers, with the words that all of them get."""

    geste = forms.ChoiceField(
        label=_("Geste"),
        choices=[
            ("declare_eligible", _("Déclarer recevables : tous les critères sont vérifiés")),
            ("advance", _("Passer à l’étape suivante")),
            ("declare_ineligible", _("Déclarer hors critères")),
            ("publish", _("Publier la décision")),
            ("close", _("Clore")),
        ],
    )
    outcome = forms.ChoiceField(label=_("Décision"), choices=[("", "—"), *Outcome.choices], required=False)
    reason = forms.ChoiceField(label=_("Hors critères, ou non retenus, parce que…"), required=False)
    words = forms.CharField(
        label=_("Ce que chaque personne lira"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    redirected_to = forms.CharField(label=_("Réorientés vers…"), max_length=200, required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        groups = [
            (kind.label, listed(call, kind)[1:]) for kind in (ReasonKind.INELIGIBLE, ReasonKind.REJECTED)
        ]
        set_choices(self.fields["reason"], [("", "—"), *groups])
        self.fields["redirected_to"].widget = ways_out(call)

    @property
    def payload(self) -> dict[str, Any]:
        """What the service takes for this move."""
        given = self.cleaned_data
        match given["geste"]:
            case "declare_eligible":
                return {"checklist": self.call.criteria}
            case "declare_ineligible":
                return {
                    "reason": given["reason"],
                    "message": given["words"],
                    "redirected_to": given["redirected_to"],
                }
            case "publish":
                return {
                    "outcome": given["outcome"],
                    "motivation": given["words"],
                    "reason": given["reason"],
                    "redirected_to": given["redirected_to"],
                }
            case "close":
                return {"reason": given["words"]}
        return {}


class ShareForm(forms.Form):
    """How many people read each dossier of a stage."""

    etape = forms.ModelChoiceField(Stage.objects.none(), label=_("Étape"), empty_label=None)
    combien = forms.IntegerField(label=_("Personnes par dossier"), min_value=1, max_value=9, initial=3)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["etape"], call.stages.all())


class JurorForm(forms.Form):
    """Somebody who joins the jury, by their address; they get a link and a code."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    email = forms.EmailField(label=_("Adresse électronique"))


class SittingForm(forms.Form):
    """When the committee meets about a stage."""

    etape = forms.ModelChoiceField(Stage.objects.none(), label=_("Étape"), empty_label=None)
    quand = forms.DateTimeField(
        label=_("Quand"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ou = forms.CharField(label=_("Où"), max_length=200, required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        set_choices(self.fields["etape"], call.stages.all())

    @property
    def hours(self) -> tuple[datetime, datetime]:
        """Two hours, on the clock of the place."""
        start = self.cleaned_data["quand"].replace(tzinfo=self.call.place.zone)
        return start, start + timedelta(hours=2)


class DecideForm(forms.Form):
    """What the committee decided of one dossier; `reasons` are those of the call."""

    outcome = forms.ChoiceField(
        label=_("Décision"),
        choices=Outcome,
        error_messages={"required": _("Choisissez ce que le comité a décidé.")},
    )
    motivation = forms.CharField(
        label=_("Pourquoi, tel que la personne le lira"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Écrivez pourquoi : la personne lira ces mots.")},
    )
    reason = forms.ChoiceField(
        label=_("Non retenu parce que…"),
        required=False,
        error_messages={"invalid_choice": _("« %(value)s » n’est pas une raison de cet appel.")},
    )
    pour = forms.IntegerField(label=_("Pour"), min_value=0, required=False)
    contre = forms.IntegerField(label=_("Contre"), min_value=0, required=False)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, required=False)

    def __init__(self, *args: Any, decision: Decision, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["auto_id"] = f"decision-{decision.pk}-%s"
        kwargs["initial"] = {
            "outcome": decision.outcome,
            "motivation": decision.note,
            "reason": decision.reason,
            "pour": decision.votes_for,
            "contre": decision.votes_against,
            "abstentions": decision.votes_abstained,
        }
        super().__init__(*args, **kwargs)
        set_choices(self.fields["reason"], reasons)

    @property
    def hands(self) -> dict[str, int] | None:
        """The voices counted in the room; None when nobody counted."""
        given = self.cleaned_data
        counts = (given["pour"], given["contre"], given["abstentions"])
        if all(count is None for count in counts):
            return None
        return dict(zip(("for", "against", "abstained"), (count or 0 for count in counts), strict=True))
