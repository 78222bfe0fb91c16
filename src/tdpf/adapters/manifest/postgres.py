"""The manifest in PostgreSQL through psycopg; a lost connection is opened anew once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tdpf.adapters.manifest.sql import Row


class PostgresConnection:
    def __init__(self, url: str) -> None:
        self._url = url
        self._psycopg = self._connect()

    def rows(self, sql: str, values: Sequence[object]) -> list[Row]:
        import psycopg

        try:
            return self._fetch(sql, values)
        except psycopg.OperationalError:
            if not self._psycopg.closed:
                raise
            self._psycopg = self._connect()
            return self._fetch(sql, values)

    def close(self) -> None:
        self._psycopg.close()

    def _connect(self) -> Any:  # Any: psycopg is an optional extra
        import psycopg

        return psycopg.connect(self._url, autocommit=True, connect_timeout=10)

    def _fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        rows: list[Row] = self._psycopg.execute(sql, [_askable(one) for one in values]).fetchall()
        return rows


def _askable(value: object) -> object:
    """PostgreSQL takes no NUL in a text, not even to say that nothing is called so."""
    return value.replace("\0", "\uffff") if isinstance(value, str) else value


class PostgresConnector:
    placeholder = "%s"

    def __init__(self, url: str) -> None:
        self._url = url

    def connect(self) -> PostgresConnection:
        return PostgresConnection(self._url)

    def time_text(self, value: object) -> str:
        assert isinstance(value, datetime)
        return value.astimezone(UTC).isoformat()
