"""Check a query once against a table: real names, typed values, operators that make sense."""

from __future__ import annotations

import datetime as dt
import math
import re

import msgspec

from tdpf.core.maps.circle import Circle
from tdpf.core.tables.errors import (
    BadValue,
    CannotCombine,
    NoPositions,
    OperatorNotForKind,
)
from tdpf.core.tables.find import find_column
from tdpf.core.tables.groupcheck import check_groups, group_column
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.query import (
    DISTANCE,
    Among,
    And,
    Checked,
    Compare,
    Contains,
    Filter,
    Formula,
    Grouping,
    IsNull,
    Like,
    Located,
    Not,
    Or,
    Query,
    Sort,
    StartsWith,
    Text,
)
from tdpf.core.tables.schema import Column, Kind
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Folded, Term, Value

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DISTANCE = "_distance"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def check(query: Query, layout: Layout) -> Checked:
    """The same question in the table's own names and types, or the QueryError that says why not."""
    for parameter, place in (("bbox", query.box), ("near", query.circle), ("within", query.area)):
        if place is not None and not layout.has_position:
            raise NoPositions(parameter)
    names = query.columns and tuple(
        find_column(name, layout, "select").name for name in query.columns
    )
    where = None if query.where is None else _filter(query.where, layout)
    groups = query.groups and check_groups(query.groups, layout)
    if groups and query.columns is not None:
        raise CannotCombine("select", "group_by")
    return Checked(
        columns=names,
        where=where,
        box=query.box,
        sort=tuple(_sort(key, groups, query.circle, layout) for key in query.sort),
        limit=query.limit,
        offset=query.offset,
        text=query.text and Text(query.text.words, layout.searched()),
        circle=query.circle,
        area=query.area,
        groups=groups,
        has_reach=layout.geometry is not None,
    )


def _sort(key: Sort, groups: Grouping | None, circle: Circle | None, layout: Layout) -> Sort:
    if groups is None:
        if key.column == _DISTANCE and layout.find(_DISTANCE) is None:
            if circle is None:
                raise BadValue("sort", key.column, "near-first")
            return Sort(DISTANCE, key.descending)
        return Sort(find_column(key.column, layout, "sort").name, key.descending)
    return Sort(group_column(key.column, groups, layout), key.descending)


def _filter(node: Filter, layout: Layout) -> Filter:
    if isinstance(node, And | Or):
        return type(node)(tuple(_filter(part, layout) for part in node.parts))
    if isinstance(node, Not):
        return Not(_filter(node.part, layout))
    if isinstance(node, Located):
        if not layout.has_position:
            raise NoPositions("filter")
        return node
    if isinstance(node, Formula):
        return Formula(_term(node.left, layout), node.op, _term(node.right, layout))
    if isinstance(node, Like):
        return Like(_term(node.term, layout), node.pattern)
    column = find_column(node.column, layout, node.column)
    if isinstance(node, IsNull):
        return IsNull(column.name)
    if isinstance(node, Contains | StartsWith):
        if column.kind != "text":
            word = "contains" if isinstance(node, Contains) else "startswith"
            raise OperatorNotForKind(node.column, word, column.kind, column.name)
        return type(node)(column.name, node.text)
    if isinstance(node, Among):
        return Among(column.name, tuple(typed(v, column, node.column) for v in node.values))
    if column.kind == "boolean" and node.op not in {"eq", "ne"}:
        raise OperatorNotForKind(node.column, node.op, column.kind, column.name)
    return Compare(column.name, node.op, typed(node.value, column, node.column))


def _term(term: Term, layout: Layout) -> Term:
    if isinstance(term, ColumnTerm):
        return ColumnTerm(find_column(term.column, layout, term.column).name)
    if isinstance(term, Folded):
        return msgspec.structs.replace(term, term=_term(term.term, layout))
    if isinstance(term, Arithmetic):
        return Arithmetic(term.op, _term(term.left, layout), _term(term.right, layout))
    return term


def typed(value: Value, column: Column, parameter: str) -> Value:
    """The value as its column holds it: from text as URLs carry it, or from a typed literal."""
    found = _from_text(value, column.kind) if isinstance(value, str) else _literal(value, column)
    if found is None:
        raise BadValue(parameter, str(value), column.kind)
    return found


def _from_text(text: str, kind: Kind) -> Value | None:
    if kind == "text":
        return text
    if kind == "boolean":
        return _BOOLEANS.get(text.lower())
    if kind == "integer":
        return _integer(text)
    if kind == "number":
        return _number(text)
    return _date(text) if kind == "date" else _datetime(text)


def _literal(value: Value, column: Column) -> Value | None:
    kind = column.kind
    if isinstance(value, bool):
        return value if kind == "boolean" else None
    if isinstance(value, int | float):
        if kind == "number":
            return float(value)
        if kind != "integer" or not math.isfinite(value) or value != int(value):
            return None
        return _integer(str(int(value)))
    if isinstance(value, dt.datetime):
        return _utc(value) if kind == "datetime" else None
    return value if kind == "date" else None


def _integer(text: str) -> int | None:
    if not _INTEGER.fullmatch(text) or len(text) > 20:
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _number(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def _date(text: str) -> dt.date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _datetime(text: str) -> dt.datetime | None:
    # A plus sign that was not percent-encoded arrives as a blank: 09:00:00 09:00.
    repaired = re.sub(r" (\d\d:?\d\d)$", r"+\1", text) if "T" in text else text
    try:
        return _utc(dt.datetime.fromisoformat(repaired))
    except ValueError:
        return None


def _utc(moment: dt.datetime) -> dt.datetime | None:
    """An instant without an offset could be any of 24 hours: it is no value."""
    if moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None
