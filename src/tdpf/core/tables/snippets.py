"""How a program reads a table: the same words in pages, in OpenAPI and in the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

_CLIENT = '''import json
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


def rows(table, *, site="{site}", **question):
    """Each row as a dict, as it arrives."""
    address = f"{{site}}/api/v1/tables/{{quote(table)}}/records.ndjson?{{urlencode(question)}}"
    with urlopen(Request(address, headers={{"Accept-Language": "en"}}), timeout=60) as answer:
        for line in answer:
            yield json.loads(line)
'''
_DUCKDB = """from urllib.request import urlretrieve

import duckdb

urlretrieve("{records}.parquet", "table.parquet")
print(duckdb.read_parquet("table.parquet").limit(5))
"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code that runs as it stands; `lang` is what OpenAPI readers call its language."""

    label: str
    lang: str
    code: str


def python_client(site_url: str) -> str:
    """A function that gives the rows of any table, of the standard library alone."""
    return _CLIENT.format(site=site_url)


def snippets(site_url: str, table: str) -> tuple[Snippet, ...]:
    """The first rows, or all of them, in the ways that people ask for most."""
    records = f"{site_url}/api/v1/tables/{quote(table)}/records"
    client = f'{python_client(site_url)}\n\nfor row in rows("{table}", limit=5):\n    print(row)\n'
    return (
        Snippet("curl", "Shell", f"curl '{records}?limit=5'\n"),
        Snippet("Python", "Python", client),
        Snippet("pandas", "Python", _frame("pandas", records)),
        Snippet("polars", "Python", _frame("polars", records)),
        Snippet("DuckDB", "Python", _DUCKDB.format(records=records)),
        Snippet("JavaScript", "JavaScript", _javascript(records)),
    )


def _frame(library: str, records: str) -> str:
    return (
        f'import {library}\n\ntable = {library}.read_parquet("{records}.parquet")\n'
        "print(table.head())\n"
    )


def _javascript(records: str) -> str:
    return (
        f'const answer = await fetch("{records}?limit=5");\n'
        "const { records } = await answer.json();\nconsole.table(records);\n"
    )
