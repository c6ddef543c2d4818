from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.choices import set_choices
from bookings.agenda import Choice, Plan
from bookings.forms.booking import RoomForm
from bookings.forms.days import day_field
from bookings.forms.holidays import NOTHING_LEFT, HolidaysForm
from bookings.recurrence import Recurrence, RuleRefused, default_end, with_end
from bookings.wallclock import lasting
from spaces.models import Space

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY, FORTNIGHTLY, MONTHLY, WORKDAYS = "weekly", "fortnightly", "monthly", "workdays"
KEEP, SKIP, MOVE, ELSEWHERE = "keep", "skip", "move", "elsewhere"


class RegularForm(HolidaysForm, RoomForm):
    """A room, again and again: from which day, at what rhythm, until when, holidays or not."""

    rhythm = forms.ChoiceField(
        label=_("Tous les combien ?"),
        choices=[
            (WEEKLY, _("Chaque semaine, le même jour")),
            (FORTNIGHTLY, _("Une semaine sur deux")),
            (MONTHLY, _("Chaque mois, le même jour (le premier lundi, par exemple)")),
            (WORKDAYS, _("Du lundi au vendredi")),
        ],
        initial=WEEKLY,
    )
    until = day_field(_("Jusqu’au"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Premier jour")
        self.fields["title"].help_text = _("Les autres liront « Réservé » sur le planning.")
        del self.fields["is_public"]
        if self.space.seat_count:
            self.fields["attendees"].help_text = _("La salle entière sera retenue.")

    def clean(self) -> dict[str, Any]:
        """Add `plan`, what the preview and the service take."""
        cleaned = super().clean()
        if not {"start", "end", "until", "rhythm", "attendees"} <= cleaned.keys():
            return cleaned
        if cleaned["until"] < cleaned["day"]:
            self.add_error("until", _("La fin vient avant le premier jour : choisissez une date plus tard."))
            return cleaned
        try:
            cleaned["plan"] = self._plan(cleaned)
            if not cleaned["plan"].recurrence.days():
                self.add_error("until", NOTHING_LEFT)
        except RuleRefused as refused:
            self.add_error("until", refused.message)
        return cleaned

    def _plan(self, cleaned: dict[str, Any]) -> Plan:
        recurrence = Recurrence(
            rule=with_end(
                rule_of(cleaned["rhythm"], cleaned["day"]), until=cleaned["until"], zone=self.place.zone
            ),
            first_day=cleaned["day"],
            starts=cleaned["starts"],
            zone=self.place.zone,
        )
        return self.without_holidays(
            Plan(
                space=self.space,
                recurrence=recurrence,
                # Not the real length of the first date: the hour may change on that night.
                duration=lasting(cleaned["starts"], cleaned["ends"]),
                attendees=cleaned["attendees"],
                layout=cleaned.get("layout", ""),
            )
        )


def rule_of(rhythm: str, first: date) -> str:
    """The RFC 5545 rule, still without an end, of a rhythm that begins on that day."""
    weekday = DAYS[first.weekday()]
    rank = (first.day - 1) // 7 + 1
    return {
        WEEKLY: f"FREQ=WEEKLY;BYDAY={weekday}",
        FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
        MONTHLY: f"FREQ=MONTHLY;BYDAY={rank if rank < 5 else -1}{weekday}",
        WORKDAYS: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    }[rhythm]


def usual_end(first: date) -> date:
    """31 August, unless that is too near to be a season."""
    end = default_end(first)
    return end if end - first > timedelta(days=28) else default_end(end + timedelta(days=1))


ACTS = [
    (KEEP, _("la garder")),
    (SKIP, _("la sauter")),
    (MOVE, _("changer d’heure")),
    (ELSEWHERE, _("changer de salle")),
]


class DateForm(forms.Form):
    """What to do with one date of the preview."""

    act = forms.ChoiceField(
        label=_("Que faire de cette date ?"),
        choices=ACTS,
        initial=KEEP,
        required=False,
    )
    starts = forms.TimeField(
        label=_("Autre heure"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"),
    )
    space = forms.ChoiceField(label=_("Autre salle"), required=False)

    def __init__(self, *args: Any, rooms: list[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(room.pk): room for room in rooms}
        # Plain choices: forty dates must not ask forty times which rooms there are.
        named = ((pk, room.name) for pk, room in self.rooms.items())
        set_choices(self.fields["space"], [("", _("Laquelle ?")), *named])

    def clean(self) -> dict[str, Any]:
        """Whoever changes the hour or the room says to which."""
        cleaned = super().clean() or self.cleaned_data
        wanted = {
            MOVE: ("starts", _("Dites à quelle heure.")),
            ELSEWHERE: ("space", _("Dites quelle salle.")),
        }
        name, question = wanted.get(cleaned.get("act", ""), ("", ""))
        if name and name not in self.errors and not cleaned.get(name):
            self.add_error(name, question)
        return cleaned

    def cannot_be_kept(self) -> None:
        """Ask for a decision, where keeping the date as it is would be refused."""
        others = [choice for choice in ACTS if choice[0] != KEEP]
        set_choices(self.fields["act"], [(KEEP, _("à décider")), *others])

    def choice(self) -> Choice:
        """The decision, as the plan takes it."""
        if not self.is_valid():
            return Choice()
        act = self.cleaned_data["act"]
        starts: time | None = self.cleaned_data["starts"] if act == MOVE else None
        space = self.rooms.get(self.cleaned_data["space"]) if act == ELSEWHERE else None
        return Choice(skip=act == SKIP, starts=starts, space=space)


def decided_in(data: Any, days: Iterable[date], rooms: list[Space]) -> dict[date, DateForm]:
    """What was decided for each date of the preview that came back."""
    return {
        day: DateForm(data, prefix=prefix_of(day), rooms=rooms)
        for day in days
        if f"{prefix_of(day)}-act" in data
    }


def prefix_of(day: date) -> str:
    """The name under which one date's decision travels."""
    return f"d{day:%Y%m%d}"
