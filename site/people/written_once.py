"""Questions about what a person holds, put into SQL once per process.

Every list asks which of its rows its reader may see. Building that question with the ORM each time takes longer than
PostgreSQL takes to answer it (decision 0026).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Expression, QuerySet

# Who and when, while the SQL is being written: nobody's number, and a day before every other.
SOMEBODY, SOME_DAY = -1, date.min


class Written(Expression):
    """A subquery whose SQL is written already, to stand on the right of an `__in`."""

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__()
        self.sql, self.params = sql, params

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """As written: it names nothing of the query around it."""
        return self.sql, self.params


def written_once(question: Callable[..., QuerySet]) -> Callable[..., Written]:
    """Make of a queryset on one person (by number) and one day a subquery that costs nothing to build again.

    Whatever else the queryset is built from becomes part of its SQL, which is kept: a permission, a model, a role;
    never what a request says.
    """

    @cache
    def written(*fixed: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = question(SOMEBODY, SOME_DAY, *fixed).query.sql_with_params()
        return f"({sql})", params

    def asked(person: int, day: date, *fixed: Any) -> Written:
        sql, params = written(*fixed)
        said = {SOMEBODY: person, SOME_DAY: day}
        return Written(sql, tuple(said.get(param, param) for param in params))

    return asked
