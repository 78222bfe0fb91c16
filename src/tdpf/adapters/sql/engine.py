"""One statement on a locked engine of its own: no files but its tables, no settings, no network."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import duckdb

from tdpf.adapters.sql.base import Bounds, SqlAnswer, SqlTable
from tdpf.adapters.sql.cells import INSTANT, answer_of
from tdpf.core.sql import Question, SqlError, rewritten, told_apart, words_of

_AT_START: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "true",
}


def open_engine() -> duckdb.DuckDBPyConnection:
    """An empty engine. It costs 10 to 20 ms, so a worker opens the next one while it is idle."""
    engine = duckdb.connect(":memory:", config=_AT_START)
    engine.execute("set TimeZone = 'Asia/Tokyo'")
    return engine


def run(
    engine: duckdb.DuckDBPyConnection,
    question: Question,
    tables: Mapping[str, SqlTable],
    bounds: Bounds,
) -> SqlAnswer:
    """The answer; the engine is of no use to anybody afterwards."""
    names = {name: f"t{number}" for number, name in enumerate(tables)}
    apart = told_apart((table.columns for table in tables.values()), words_of(question.tree))
    text = rewritten(question, names, apart, limit=bounds.rows + 1)
    _lock(engine, {names[name]: table for name, table in tables.items()}, apart, bounds)
    timer = threading.Timer(bounds.seconds, engine.interrupt)
    timer.start()
    try:
        columns = [
            (str(row[0]), str(row[1])) for row in engine.execute(f"describe {text}").fetchall()
        ]
        engine.execute(_with_counted_instants(text, columns))
        asked = [(_in_words(name, apart), kind) for name, kind in columns]
        return answer_of(asked, engine.fetchmany, bounds)
    except duckdb.InterruptException as error:
        raise SqlError("sql-too-slow", f"{bounds.seconds:g}") from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise SqlError("sql-too-big", f"{bounds.memory_mb} MB") from error
    except duckdb.Error as error:
        raise SqlError("sql-failed", _in_words(_said(error, names), apart)) from error
    finally:
        timer.cancel()


def _with_counted_instants(text: str, columns: Sequence[tuple[str, str]]) -> str:
    """Instants as microseconds: the engine's own Python values need a library for time zones."""
    instants = dict.fromkeys(_name(name) for name, kind in columns if kind == INSTANT)
    if not instants:
        return text
    counted = ", ".join(f"epoch_us({name}) as {name}" for name in instants)
    return f"select * replace ({counted}) from ({text})"  # noqa: S608 — quoted names


def _lock(
    engine: duckdb.DuckDBPyConnection,
    tables: Mapping[str, SqlTable],
    apart: Mapping[str, str],
    bounds: Bounds,
) -> None:
    """Views over the files, then no way to any other file, then no way to change that."""
    paths = ", ".join(_text(table.path) for table in tables.values())
    engine.execute(f"set memory_limit = '{bounds.memory_mb}MB'")
    engine.execute(f"set allowed_paths = [{paths}]")
    engine.execute("set enable_external_access = false")
    for name, table in tables.items():
        columns = ", ".join(_name(apart.get(column, column)) for column in table.columns)
        engine.execute(
            f"create view {_name(name)} as select {columns} "  # noqa: S608 — quoted, and ours
            f"from {_file(engine, table, apart)}"
        )
    engine.execute("set lock_configuration = true")


def _file(engine: duckdb.DuckDBPyConnection, table: SqlTable, apart: Mapping[str, str]) -> str:
    """The file, with its columns by names that the engine does not mix up."""
    reading = f"read_parquet({_text(table.path)})"
    if apart.keys().isdisjoint(table.columns):
        return reading
    schema = f"select name from parquet_schema({_text(table.path)})"  # noqa: S608 — quoted
    ((_root,), *names) = engine.execute(schema).fetchall()
    columns = ", ".join(_name(apart.get(name, name)) for (name,) in names)
    return f"{reading} as file({columns})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _said(error: Exception, names: Mapping[str, str]) -> str:
    """The engine's first line in the asker's names: it knows nothing that the asker may not."""
    line = str(error).splitlines()[0] if str(error) else type(error).__name__
    for asked, ours in names.items():
        line = line.replace(f'"{ours}"', f'"{asked}"')
    return line[:300]


def _in_words(text: str, apart: Mapping[str, str]) -> str:
    """A text of the engine with the columns' own names."""
    for name, ours in apart.items():
        text = text.replace(ours, name)
    return text
