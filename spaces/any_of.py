"""Many ids in one parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Func, Value


class AnyOf(Func):
    """`filter(AnyOf("space_id", ids))`: one array for all the ids, where `IN` would bind and read each apart."""

    template = "(%(expressions)s::bigint[]))"
    arg_joiner = " = ANY("

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        self._ids = list(ids)
        array = Value("{" + ",".join(map(str, self._ids)) + "}")
        super().__init__(column, array, output_field=BooleanField())

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """As `IN` does, ask nothing of nobody."""
        if not self._ids:
            raise EmptyResultSet
        return super().as_sql(*args, **kwargs)
