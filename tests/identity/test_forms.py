"""A form says what is wrong once at the top, and again beside each field, to eyes and ears alike."""

from django import forms
from django.template import engines


class VisitForm(forms.Form):
    name = forms.CharField(
        label="Votre nom",
        help_text="Comme sur la <b>sonnette</b>.",
        error_messages={"required": "Écrivez votre nom."},
    )
    floor = forms.ChoiceField(label="Étage", choices=[("1", "1er"), ("2", "2e")], widget=forms.RadioSelect)
    note = forms.CharField(label="Un mot", required=False)
    agreed = forms.BooleanField(label="J’ai lu le règlement")
    token = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "La page est trop vieille."}
    )

    def clean(self):
        if self.cleaned_data.get("name") == "Personne":
            raise forms.ValidationError("Personne n’habite ici.")


def flat(html):
    return " ".join(str(html).split())


def test_an_untouched_form_says_nothing_wrong():
    html = flat(VisitForm())
    assert "error-summary" not in html
    assert "aria-invalid" not in html
    assert '<label class="field__label" for="id_name">Votre nom</label>' in html
    assert '<p class="field__help" id="id_name_helptext">Comme sur la <b>sonnette</b>.</p>' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_what_may_be_left_out_says_so():
    assert 'Un mot <span class="field__optional">(facultatif)</span>' in flat(VisitForm())


def test_an_error_is_beside_its_field_and_tied_to_it():
    html = flat(VisitForm({"floor": "1", "agreed": "on", "token": "x"}))
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "Un point à revoir" in html
    assert '<a href="#id_name">Votre nom</a> : Écrivez votre nom.' in html


def test_the_summary_counts_points_and_leads_to_the_first_choice_of_a_group():
    html = flat(VisitForm({"token": "x"}))
    assert "3 points à revoir" in html
    assert '<a href="#id_floor_0">Étage</a>' in html
    assert '<fieldset class="field__group" aria-describedby="id_floor_error">' in html


def test_what_concerns_the_whole_form_and_hidden_fields_is_said_too():
    html = flat(VisitForm({"name": "Personne", "floor": "1", "agreed": "on"}))
    assert "<p>Personne n’habite ici.</p>" in html
    assert "<p>La page est trop vieille.</p>" in html


def test_a_box_stands_before_its_words():
    html = flat(VisitForm())
    assert html.index('id="id_agreed"') < html.index('<label for="id_agreed">J’ai lu le règlement</label>')


def test_rows_are_named_after_their_shape():
    form = VisitForm({})
    assert [form[name].css_classes() for name in ("name", "floor", "agreed")] == [
        "field field--line field--wrong",
        "field field--group field--wrong",
        "field field--check field--wrong",
    ]


def test_a_field_alone_is_drawn_as_in_the_form():
    html = flat(
        engines["django"]
        .from_string('{% include "components/field.html" with field=form.note only %}')
        .render({"form": VisitForm()})
    )
    assert html.startswith('<div class="field field--line">')
    assert html.count("<input") == 1


def test_labels_carry_no_colon():
    assert str(VisitForm()["note"].label_tag()) == '<label for="id_note">Un mot</label>'


def test_errors_are_escaped():
    form = VisitForm({})
    form.add_error("name", "<script>")
    assert "<script>" not in str(form)
