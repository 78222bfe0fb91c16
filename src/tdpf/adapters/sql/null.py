"""No SQL: for servers whose operator has not turned it on."""

from __future__ import annotations

from tdpf.adapters.sql.base import Bounds, Resolve, SqlAnswer, Wanted
from tdpf.core.sql.errors import SqlError


class NoSql:
    def ask(
        self, text: str, resolve: Resolve, bounds: Bounds, *, is_wanted: Wanted = lambda: True
    ) -> SqlAnswer:
        del text, resolve, bounds, is_wanted
        raise SqlError("sql-off")

    def close(self) -> None: ...
