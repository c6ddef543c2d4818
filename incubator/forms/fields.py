"""A Django field for each type of question. `build` is the only way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.html import escape

from incubator.enums import FieldType
from incubator.forms.budget import BudgetAnswer
from incubator.forms.numbers import read_amount, read_whole
from incubator.forms.schema import Question
from incubator.forms.widgets import FilesWidget, LabelledWidget
from incubator.forms.words import bound, count_words
from people.numbers import DigitsFormField, check_siren
from vault.models import PrivateFile

MISSING = "Il manque une réponse."
ORGANISATION_KINDS = [
    ("", "Choisissez"),
    ("association", "Association"),
    ("cooperative", "Coopérative"),
    ("company", "Entreprise"),
    ("collective", "Collectif sans statut"),
    ("public", "Collectivité ou établissement public"),
    ("none", "Pas encore de structure"),
]


class LongText(forms.CharField):
    """A text within a number of words; what is too long is kept whole and said."""

    widget = forms.Textarea

    def __init__(self, *, word_limit: int | None = None, short: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.word_limit, self.short = word_limit, short

    def validate(self, value: str) -> None:
        """Say how many words to take out."""
        super().validate(value)
        if self.word_limit is None or (over := count_words(value) - self.word_limit) <= 0:
            return
        words = "1 mot" if over == 1 else f"{over} mots"
        error = ValidationError(f"Retirez {words}. Votre texte est gardé en entier.", code="words")
        error.summary = f"{self.short} dépasse la limite de {self.word_limit} mots"  # type: ignore[attr-defined]
        raise error


class Amount(forms.Field):
    """A number typed in French, within bounds."""

    def __init__(
        self,
        *,
        read: Callable[[str], Decimal | int | None],
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        # A year or a count takes no comma: the telephone then shows its plain figures.
        keys = "numeric" if read is read_whole else "decimal"
        super().__init__(widget=forms.TextInput(attrs={"inputmode": keys, "autocomplete": "off"}), **options)
        self.read, self.minimum, self.maximum = read, minimum, maximum

    def to_python(self, value: Any) -> Decimal | int | None:
        """Read it, or say how to write it."""
        try:
            number = self.read(str(value or ""))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        low = self.minimum is not None and number is not None and number < self.minimum
        high = self.maximum is not None and number is not None and number > self.maximum
        if low or high:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class Files(forms.Field):
    """Files already in the vault, by number; new ones come in through the service."""

    def __init__(
        self, *, max_files: int, kept: Mapping[str, PrivateFile], accept: str, **options: Any
    ) -> None:
        super().__init__(widget=FilesWidget(kept=kept, multiple=max_files > 1, accept=accept), **options)
        self.max_files, self.kept = max_files, kept

    def clean(self, value: Any) -> list[str]:
        """Count those that are there."""
        numbers = [number for number in (value or ()) if number in self.kept]
        if self.required and not numbers:
            raise ValidationError(self.error_messages["required"], code="required")
        return numbers


def build(question: Question, kept: Mapping[str, PrivateFile]) -> forms.Field:
    """The Django field of a question. `kept` are the dossier's files, by number."""
    message = str(question.options.get("message") or MISSING)
    options: dict[str, Any] = {
        "label": question.asked,
        # The field template trusts help texts; this one comes from an editor.
        "help_text": escape(bound(question.help or "")),
        "required": question.required,
        "error_messages": {"required": message},
    }
    return _BUILDERS[FieldType(question.type)](question, options, kept)


def _text(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    return forms.CharField(max_length=question.options.get("max_length") or 200, **options)


def _long_text(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    limit = question.options.get("word_limit")
    return LongText(word_limit=limit, short=named(question), **options)


def _choice(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    if question.options.get("as_list"):
        return forms.ChoiceField(choices=[("", "Choisissez"), *question.choices], **options)
    return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **options)


def _multiple(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **options)


def _number(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    message = question.options.get("message") or "Écrivez un nombre entier, par exemple 12."
    options["error_messages"]["invalid"] = message
    bounds = {name: question.options.get(name) for name in ("minimum", "maximum")}
    return Amount(read=read_whole, **bounds, **options)


def _money(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    maximum = question.options.get("maximum")
    options["error_messages"]["invalid"] = (
        f"Écrivez un montant en euros, {maximum} au plus."
        if maximum
        else "Écrivez un montant, par exemple 1 200."
    )
    return Amount(
        read=read_amount, minimum=0, maximum=Decimal(maximum) if maximum is not None else None, **options
    )


def _date(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    options["error_messages"]["invalid"] = "Écrivez une date, par exemple 29/01/2027."
    return forms.DateField(
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )


def _file(question: Question, options: dict[str, Any], kept: Mapping[str, PrivateFile]) -> forms.Field:
    mine = {number: file for number, file in kept.items() if file.field == question.key}
    accept = "image/*" if question.options.get("pictures_only") else ""
    return Files(max_files=question.options.get("max_files", 1), kept=mine, accept=accept, **options)


def _organisation(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    kinds = forms.ChoiceField(choices=ORGANISATION_KINDS, required=question.required)
    return Composite(
        [
            Line("Nom", forms.CharField(max_length=150, required=question.required), "Écrivez son nom."),
            Line("Forme", kinds, "Choisissez sa forme."),
            Line("SIREN, s’il y en a un", DigitsFormField(required=False, validators=[check_siren])),
        ],
        **options,
    )


def _address(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    postcode = RegexValidator(r"^\d{5}$", "Le code postal a cinq chiffres.")
    code = DigitsFormField(required=question.required, validators=[postcode])
    return Composite(
        [
            Line("Rue", forms.CharField(max_length=200, required=question.required), "Écrivez la rue."),
            Line("Code postal", code, "Écrivez le code postal."),
            Line(
                "Commune", forms.CharField(max_length=100, required=question.required), "Écrivez la commune."
            ),
        ],
        **options,
    )


def _budget(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    return BudgetAnswer(question, **options)


def _consent(question: Question, options: dict[str, Any], kept: Any) -> forms.Field:
    if not question.options.get("message"):
        options["error_messages"]["required"] = "Sans cet accord, le dossier ne peut pas être déposé."
    return forms.BooleanField(**options)


@dataclass(frozen=True)
class Line:
    """One line of an answer, and what is said when it is left empty."""

    label: str
    field: forms.Field
    missing: str = ""


class Composite(forms.MultiValueField):
    """An answer in several lines, each with its own label."""

    def __init__(self, lines: Sequence[Line], **options: Any) -> None:
        fields = [line.field for line in lines]
        for line in lines:
            line.field.error_messages["incomplete"] = line.missing
        widget = LabelledWidget([field.widget for field in fields], [line.label for line in lines])
        super().__init__(fields, widget=widget, require_all_fields=False, **options)

    def compress(self, values: list[Any]) -> list[Any]:
        """Keep the lines as they are."""
        return values

    def clean(self, value: Any) -> Any:
        """Report what is missing in the words of the question rather than line by line."""
        lines = value if isinstance(value, list) else []
        if self.required and not any(str(line or "").strip() for line in lines):
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(lines)


_BUILDERS: dict[FieldType, Callable[[Question, dict[str, Any], Any], forms.Field]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _long_text,
    FieldType.CHOICE: _choice,
    FieldType.MULTIPLE: _multiple,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.FILE: _file,
    FieldType.ORGANISATION: _organisation,
    FieldType.ADDRESS: _address,
    FieldType.BUDGET: _budget,
    FieldType.CONSENT: _consent,
}


def named(question: Question) -> str:
    """What a sentence calls it: « L’année de démarrage », or its label in quotes."""
    short = question.short
    return short[:1].upper() + short[1:] if short else bound(f"« {question.label} »")


def file_numbers(answer: Any) -> list[UUID]:
    """The numbers of the files of an answer; what is no number is left out."""
    numbers = []
    for text in answer if isinstance(answer, list) else ():
        try:
            numbers.append(UUID(str(text)))
        except ValueError:
            continue
    return numbers
