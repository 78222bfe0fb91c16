"""The same question in DuckDB's SQL, put together here and by nothing of ours."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import duckdb
import polars as pl

from benchmarks.answers.table import KINDS, folded
from tdpf.core.maps.area import Area
from tdpf.core.maps.box import Box
from tdpf.core.maps.circle import EARTH_M, Circle
from tdpf.core.tables.query import (
    Among,
    And,
    Checked,
    Compare,
    Contains,
    Filter,
    Formula,
    IsNull,
    Key,
    Like,
    Located,
    Measure,
    Not,
    Or,
    StartsWith,
)
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Constant, Folded, Term

Row = tuple[Any, ...]  # any kind of cell
_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_WRITTEN = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%dT%H"}


class Oracle:
    """A DuckDB that holds the table, NaN and infinities as blanks."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._columns = list(frame.columns)
        self._duck = duckdb.connect(config={"threads": 1})
        given = folded(frame)
        names = [f'"{name}"' for name in given.columns]
        types = {**KINDS, "_row": "integer", "_source_row": "integer"}
        types |= {"_lon": "number", "_lat": "number"}
        sql = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
        sql |= {"datetime": "TIMESTAMP"}
        made = ", ".join(f'"{n}" {sql.get(types.get(n, ""), "VARCHAR")}' for n in given.columns)
        self._duck.execute(f"CREATE TABLE t ({made})")
        marks = ", ".join("?" for _ in names)
        rows = [[_plain(cell) for cell in row] for row in given.iter_rows()]
        self._duck.executemany(f"INSERT INTO t VALUES ({marks})", rows)

    def answer(self, query: Checked) -> tuple[int, list[Row]]:
        """How many match in all, and the asked rows or groups."""
        where = " AND ".join(f"({part})" for part in _conditions(query)) or "TRUE"
        if query.groups is None:
            names = ", ".join(f'"{name}"' for name in query.columns or self._columns)
            order = [
                f'"{s.column}" {"DESC" if s.descending else "ASC"} NULLS LAST' for s in query.sort
            ]
            body = f"FROM t WHERE {where}"
            total = self._duck.execute(f"SELECT count(*) {body}").fetchall()[0][0]
            ask = f"SELECT {names} {body} ORDER BY {', '.join([*order, '_row'])}"
        else:
            keys = [_key(key) for key in query.groups.keys]
            measures = [_measure(measure) for measure in query.groups.measures]
            by = f"GROUP BY {', '.join(keys)}" if keys else ""
            ask = f"SELECT {', '.join([*keys, *measures])} FROM t WHERE {where} {by}"
            total = self._duck.execute(f"SELECT count(*) FROM ({ask})").fetchall()[0][0]
            places = ", ".join(f"{n} ASC NULLS LAST" for n in range(1, len(keys) + 1))
            ask += f" ORDER BY {places}" if places else ""
        limit = "" if query.limit is None else f" LIMIT {query.limit}"
        rows = self._duck.execute(f"{ask}{limit} OFFSET {query.offset}").fetchall()
        return total, rows


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(' ')}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def _conditions(query: Checked) -> list[str]:
    found = [] if query.where is None else [_filter(query.where)]
    if query.box:
        found.append(_box(query.box))
    if query.circle:
        found.append(_circle(query.circle))
    if query.area:
        found.append(_area(query.area))
    if query.text:
        found += [f"contains(_text, {_literal(word)})" for word in query.text.words]
    return found


def _filter(node: Filter) -> str:
    if isinstance(node, And | Or):
        sign = " AND " if isinstance(node, And) else " OR "
        return "(" + sign.join(_filter(part) for part in node.parts) + ")"
    if isinstance(node, Not):
        return f"(NOT {_filter(node.part)})"
    if isinstance(node, Formula):
        return f"({_term(node.left)} {_SIGNS[node.op]} {_term(node.right)})"
    if isinstance(node, Like):
        return f"({_term(node.term)} LIKE {_literal(node.pattern)} ESCAPE '\\')"
    if isinstance(node, Located):
        inside = _box(node.shape.boxes[0])
        return inside if node.relation == "intersects" else f"(NOT {inside})"
    cell = f'"{node.column}"'
    if isinstance(node, IsNull):
        return f"({cell} IS NULL)"
    if isinstance(node, Among):
        return f"({cell} IN ({', '.join(map(_literal, node.values))}))"
    if isinstance(node, Contains):
        return f"contains({cell}, {_literal(node.text)})"
    if isinstance(node, StartsWith):
        return f"starts_with({cell}, {_literal(node.text)})"
    assert isinstance(node, Compare)
    return f"({cell} {_SIGNS[node.op]} {_literal(node.value)})"


def _term(term: Term) -> str:
    if isinstance(term, ColumnTerm):
        return f'"{term.column}"'
    if isinstance(term, Constant):
        return _literal(term.value)
    if isinstance(term, Folded):
        return f"lower({_term(term.term)})"
    assert isinstance(term, Arithmetic)
    left, right = (f"CAST({_term(part)} AS DOUBLE)" for part in (term.left, term.right))
    if term.op == "/":
        return f"({left} / nullif({right}, 0))"
    return f"({left} {term.op} {right})"


def _box(box: Box) -> str:
    lon = f"_lon {{}} {_literal(box.west)} {{}} _lon <= {_literal(box.east)}"
    joined = "OR" if box.crosses_180 else "AND"
    return (
        f"(_lat >= {_literal(box.south)} AND _lat <= {_literal(box.north)} "
        f"AND ({lon.format('>=', joined)}))"
    )


def _circle(circle: Circle) -> str:
    half = f"pow(sin(radians(_lat - {circle.lat!r}) / 2), 2)"
    across = f"pow(sin(radians(_lon - {circle.lon!r}) / 2), 2)"
    square = f"{half} + cos(radians({circle.lat!r})) * cos(radians(_lat)) * {across}"
    return f"(2 * {EARTH_M!r} * asin(sqrt(least(1.0, {square}))) <= {circle.metres!r})"


def _area(area: Area) -> str:
    ring: Sequence[tuple[float, float]] = area.polygons[0][0]
    crossed = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        slope = (x2 - x1) / (y2 - y1)
        low, high = sorted((y1, y2))
        crossed.append(
            f"(_lat >= {low!r}::DOUBLE AND _lat < {high!r}::DOUBLE AND _lon < {x1!r}::DOUBLE + "
            f"(_lat - {y1!r}::DOUBLE) * {slope!r}::DOUBLE)::INT"
        )
    return f"((({' + '.join(crossed)}) % 2) = 1)"


def _key(key: Key) -> str:
    cell = f'"{key.column}"'
    if key.bucket is None:
        return cell
    if KINDS[key.column] == "datetime":
        cell = f"({cell} + INTERVAL 9 HOUR)"
    return f"strftime({cell}, '{_WRITTEN[key.bucket]}')"


def _measure(measure: Measure) -> str:
    if measure.column is None:
        return "count(*)"
    cell = f'"{measure.column}"'
    if measure.function == "distinct_count":
        return f"count(DISTINCT {cell})"
    return f"{measure.function}({cell})"
