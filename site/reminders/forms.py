from django import forms

from reminders.models import Pace, Preference


class PaceForm(forms.ModelForm[Preference]):
    """Three choices that anybody can understand."""

    pace = forms.ChoiceField(label="Quand vous écrire", choices=Pace, widget=forms.RadioSelect)

    class Meta:
        model = Preference
        fields = ["pace"]
