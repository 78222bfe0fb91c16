"""A checked question → the text that runs, its tables replaced by names of ours."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from tdpf.core.sql.check import Question, rename
from tdpf.core.sql.columns import call_apart
from tdpf.core.sql.errors import SqlError


def rewritten(
    question: Question, names: Mapping[str, str], columns: Mapping[str, str], *, limit: int
) -> str:
    """Text for the engine that gives `limit` rows at most; `names` holds every table it reads.

    A table that is not in `names` is SqlError: what nobody resolved is never looked for.
    `columns` are those that go by another name (`told_apart`).
    """
    tree = question.tree.copy()
    asked = set(question.tables)
    for table in list(tree.find_all(exp.Table)):
        if table.name in asked:
            if table.name not in names:
                raise SqlError("sql-no-such-table", table.name)
            rename(table, names[table.name])
    call_apart(tree, columns)
    whole = exp.select("*").from_(tree.subquery("answer")).limit(limit)
    return whole.sql("duckdb", comments=False)
