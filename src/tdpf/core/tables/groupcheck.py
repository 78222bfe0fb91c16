"""Check a grouping against a table: real names, and functions that make sense for their column."""

from __future__ import annotations

from tdpf.core.tables.errors import OperatorNotForKind, RepeatedParameter, UnknownColumn
from tdpf.core.tables.find import find_column
from tdpf.core.tables.layout import Layout, near
from tdpf.core.tables.query import Function, Grouping, Key, Measure
from tdpf.core.tables.schema import Kind

_NUMBERS: frozenset[Kind] = frozenset({"integer", "number"})
_ORDERED: frozenset[Kind] = _NUMBERS | {"text", "date", "datetime"}
_FITTING: dict[Function, frozenset[Kind]] = {
    "sum": _NUMBERS,
    "avg": _NUMBERS,
    "min": _ORDERED,
    "max": _ORDERED,
    "distinct_count": _ORDERED | {"boolean"},
}


def check_groups(groups: Grouping, layout: Layout) -> Grouping:
    """The same grouping in the table's own names."""
    found = Grouping(
        tuple(_key(key, layout) for key in groups.keys),
        tuple(_measure(measure, layout) for measure in groups.measures),
    )
    names = found.names()
    if len(set(names)) < len(names):
        raise RepeatedParameter("group_by" if found.measures else "distinct")
    return found


def group_column(asked: str, groups: Grouping, layout: Layout) -> str:
    """The column of the answer that is meant: `名称`, `日付:month`, `面積:sum` or `count`."""
    names = groups.names()
    if asked in names:
        return asked
    bare, mark, last = asked.rpartition(":")
    for text, end in ((asked, ""), (bare, mark + last)):
        column = layout.find(text)
        if column is not None and column.name + end in names:
            return column.name + end
    raise UnknownColumn("sort", asked, near(asked, names) or names[:3])


def _key(key: Key, layout: Layout) -> Key:
    column = find_column(key.column, layout, "group_by")
    is_instant = column.kind == "datetime"
    if key.bucket and not is_instant and (column.kind != "date" or key.bucket == "hour"):
        raise OperatorNotForKind("group_by", key.bucket, column.kind, column.name)
    return Key(column.name, key.bucket)


def _measure(measure: Measure, layout: Layout) -> Measure:
    if measure.column is None:
        return measure
    column = find_column(measure.column, layout, measure.function)
    if column.kind not in _FITTING[measure.function]:
        raise OperatorNotForKind(measure.function, measure.function, column.kind, column.name)
    return Measure(measure.function, column.name)
