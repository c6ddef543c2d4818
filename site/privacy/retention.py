"""How long things are kept: rules that each application declares, applied by one command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Model, QuerySet

NOTICE = timedelta(days=30)


def _no_link(row: Any) -> str:
    return ""


@dataclass(frozen=True)
class Rule:
    """One kind of thing, kept so many months after the last sign of life.

    `stale(limit)` gives the rows whose last sign of life is at or before `limit`, annotated with
    `last_activity`. `let_go` deletes or anonymises one of them, in its own transaction. Where somebody may
    react, `person` names them (an account or an address): they are told thirty days before, with
    `describe(row)` and `link(row)`, and any sign of life since then starts the time again.
    """

    key: str
    label: str
    months: int
    since: str
    then: str
    stale: Callable[[datetime], QuerySet]
    let_go: Callable[[Any], Any]
    person: Callable[[Any], Any] | None = None
    describe: Callable[[Any], str] = str
    link: Callable[[Any], str] = _no_link

    def limit(self, at: datetime) -> datetime:
        """What has shown no sign of life since then has been kept long enough."""
        return at - relativedelta(months=self.months)

    @property
    def words(self) -> str:
        """« 24 mois après la dernière modification »."""
        length = (
            f"{self.months // 12} ans"
            if self.months % 12 == 0 and self.months > 12
            else f"{self.months} mois"
        )
        return f"{length} après {self.since}"

    def row(self, pk: str, limit: datetime) -> Model | None:
        """One row, locked, if it still is stale."""
        rows = self.stale(limit)
        rows.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        return rows.filter(pk=pk).first()


_RULES: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Declare how long something is kept; called by its application when it is ready."""
    _RULES[rule.key] = rule


def unregister(key: str) -> None:
    """Forget a rule."""
    _RULES.pop(key, None)


def rule_of(key: str) -> Rule | None:
    """The rule of that name, None when no application declares it any more."""
    return _RULES.get(key)


def rules() -> list[Rule]:
    """Every rule, by key."""
    return [_RULES[key] for key in sorted(_RULES)]


type Round = Callable[[bool], Iterable[str]]

_ROUNDS: dict[str, Round] = {}


def register_round(key: str, apply: Round) -> None:
    """Declare durations that differ from row to row: their application applies them itself.

    `apply(dry_run)` does it, or only counts, and says what in words. Called when the app is ready.
    """
    _ROUNDS[key] = apply


def rounds() -> list[Round]:
    """Every round, by key."""
    return [_ROUNDS[key] for key in sorted(_ROUNDS)]
