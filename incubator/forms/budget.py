"""The budget table: charges and resources side by side, with rows of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incubator import wording
from incubator.forms.numbers import read_amount
from incubator.forms.schema import Question

SIDES = {"charges": _("Charges"), "resources": _("Ressources")}
MAX_EXTRA = 20
MAX_LABEL = 80


@dataclass(frozen=True)
class Line:
    """A row of the table, as typed."""

    name: str
    label: str
    amount: str
    is_extra: bool = False

    @property
    def value(self) -> Decimal | None:
        """What it adds up; None when it is empty or cannot be read."""
        try:
            return read_amount(self.amount)
        except ValueError:
            return None

    @property
    def shown(self) -> str:
        """What was typed, written as the totals are; as it was typed when it cannot be read."""
        return self.amount if self.value is None else wording.grouped(self.value)

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed is no amount that a budget takes."""
        try:
            value = read_amount(self.amount)
        except ValueError:
            return True
        return (value is not None and value < 0) or (self.is_extra and bool(value) and not self.label.strip())


@dataclass(frozen=True)
class Side:
    """One half of the table."""

    key: str
    title: str
    lines: list[Line]

    @property
    def total(self) -> Decimal:
        """The sum of what can be read."""
        return sum((line.value or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def total_shown(self) -> str:
        """That sum, in words of the page."""
        return wording.euros(self.total)


def sides(question: Question, value: Mapping[str, Any] | None) -> list[Side]:
    """The table as it stands, from what was stored."""
    value = value if isinstance(value, Mapping) else {}
    amounts = value.get("amounts") or {}
    extra = value.get("extra") or {}
    return [
        Side(
            key,
            str(title),
            [
                Line(row["key"], row["label"], str(amounts.get(row["key"], "")))
                for row in question.options.get(key, ())
            ]
            + [
                Line(f"{key}-{n}", str(row.get("label", "")), str(row.get("amount", "")), is_extra=True)
                for n, row in enumerate(extra.get(key) or [])
            ],
        )
        for key, title in SIDES.items()
    ]


class BudgetWidget(forms.Widget):
    """Two tables, navigable row by row; « Ajouter une ligne » works without JavaScript."""

    template_name = "incubator/widgets/budget.html"
    use_fieldset = True

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """Read the rows of the form, and the rows that people added."""
        value: dict[str, Any] = {"amounts": {}, "extra": {}}
        for key in SIDES:
            for row in self.question.options.get(key, ()):
                value["amounts"][row["key"]] = data.get(f"{name}-{row['key']}", "")
            prefix = re.compile(rf"{re.escape(name)}-{key}-(\d{{1,2}})-label")
            rows = sorted(int(found[1]) for field in data if (found := prefix.fullmatch(field)))
            value["extra"][key] = [
                {
                    "label": data.get(f"{name}-{key}-{n}-label", "")[:MAX_LABEL],
                    "amount": data.get(f"{name}-{key}-{n}-amount", ""),
                }
                for n in rows[:MAX_EXTRA]
            ]
            if data.get("ajouter") == name and len(rows) < MAX_EXTRA:
                value["extra"][key].append({"label": "", "amount": ""})
        return value

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing of the table was posted."""
        return not any(field.startswith(f"{name}-") for field in data)

    def format_value(self, value: Any) -> Any:
        """The table itself is drawn by the template."""
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template both sides with their totals."""
        context = super().get_context(name, value, attrs)
        context["widget"]["sides"] = [
            {"key": side.key, "title": side.title, "lines": side.lines, "total": side.total_shown}
            for side in sides(self.question, value)
        ]
        return context

    def id_for_label(self, id_: str) -> str:
        """Its label heads a group, not one input."""
        return ""


class BudgetAnswer(forms.Field):
    """A budget whose amounts can be read, and which balances where the call asks so."""

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(widget=BudgetWidget(question), **options)
        self.question = question

    def clean(self, value: Any) -> Any:
        """Refuse what is empty, unreadable, or does not balance."""
        table = sides(self.question, value)
        lines = [line for side in table for line in side.lines]
        if any(line.is_wrong for line in lines):
            raise ValidationError(
                "Écrivez des montants en chiffres, par exemple 1 200, et un intitulé à chaque ligne ajoutée.",
                code="invalid",
            )
        if self.required and not any(line.value for line in lines):
            raise ValidationError(self.error_messages["required"], code="required")
        gap = table[0].total - table[1].total
        if gap and self.question.options.get("must_balance"):
            raise self._gap(gap)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the table differs from what was stored."""
        return initial != data

    @staticmethod
    def _gap(gap: Decimal) -> ValidationError:
        amount = wording.euros(abs(gap))
        if gap > 0:
            message = f"Il manque {amount} de ressources, ou il y a {amount} de charges en trop."
        else:
            message = f"Il y a {amount} de ressources en trop, ou il manque {amount} de charges."
        error = ValidationError(message, code="gap")
        error.summary = f"Les charges et les ressources ont {amount} d’écart"  # type: ignore[attr-defined]
        return error
