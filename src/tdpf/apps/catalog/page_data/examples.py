"""How to read a table from a program: the same first rows in curl, Python and JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote


class Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CodeExample:
    language: str
    code: str


def for_table(site_url: str, table: Named) -> tuple[CodeExample, ...]:
    records = f"{site_url}/api/v1/tables/{quote(table.name)}/records"
    return (
        CodeExample("curl", f"curl '{records}?limit=5'"),
        CodeExample(
            "Python",
            f'import polars as pl\n\ntable = pl.read_parquet("{records}.parquet")\n'
            "print(table.head())",
        ),
        CodeExample(
            "JavaScript",
            f'const answer = await fetch("{records}?limit=5");\n'
            "const { records } = await answer.json();\nconsole.table(records);",
        ),
    )
