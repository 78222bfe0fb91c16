"""`filters` of datastore_search → the filter tree of our tables.

`{"a": v}` equal · `{"a": [v, w]}` any of · `{"a": {"gt|gte|lt|lte|eq|in": v}}` · `"$and"` and
`"$or"` hold lists of such objects. At most ten levels and a hundred operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tdpf.core.catalog.ckan.datastore_values import column_of, from_json, instant
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.query import (
    Among,
    And,
    Compare,
    Comparison,
    Filter,
    IsNull,
    Or,
    Value,
)
from tdpf.core.tables.schema import Column

JSON = Any  # what JSON can hold

DEEPEST, MOST = 10, 100
_COMPARISONS: dict[str, Comparison] = {
    "eq": "eq",
    "gt": "gt",
    "gte": "ge",
    "lt": "lt",
    "lte": "le",
}


def read_filters(given: JSON, layout: Layout) -> Iterator[Filter]:
    """One filter for each condition, all of which must hold."""
    tree = from_json(given, "filters")
    if tree is None or tree == "":
        return
    count = [0]
    yield from _object(tree, layout, 1, count)


def _object(node: JSON, layout: Layout, depth: int, count: list[int]) -> Iterator[Filter]:
    if not isinstance(node, dict):
        raise Invalid({"filters": ["Not a json object"]})
    if depth > DEEPEST:
        raise Invalid({"filters": [f"nested more than {DEEPEST} deep"]})
    for name, value in node.items():
        count[0] += 1
        if count[0] > MOST:
            raise Invalid({"filters": [f"more than {MOST} operations"]})
        if name in {"$and", "$or"}:
            yield _group(name, value, layout, depth, count)
        else:
            yield from _conditions(column_of(name, layout, "filters"), value)


def _group(name: str, value: JSON, layout: Layout, depth: int, count: list[int]) -> Filter:
    if not isinstance(value, list) or not value:
        raise Invalid({"filters": [f"{name} must be a list of objects"]})
    parts = [_all(tuple(_object(one, layout, depth + 1, count))) for one in value]
    return And(tuple(parts)) if name == "$and" else Or(tuple(parts))


def _all(parts: tuple[Filter, ...]) -> Filter:
    if not parts:
        raise Invalid({"filters": ["an empty object says nothing"]})
    return parts[0] if len(parts) == 1 else And(parts)


def _conditions(column: Column, value: JSON) -> Iterator[Filter]:
    if isinstance(value, list):
        yield _among(column, value)
    elif isinstance(value, dict):
        yield from (_operation(column, name, one) for name, one in value.items())
    else:
        yield _equal(column, value)


def _operation(column: Column, name: str, value: JSON) -> Filter:
    if name == "in":
        if not isinstance(value, list):
            raise Invalid({"filters": ["in takes a list of values"]})
        return _among(column, value)
    if name == "eq":
        return _equal(column, value)
    if name not in _COMPARISONS:
        raise Invalid({"filters": [f"Unknown operator: {name}"]})
    return Compare(column.name, _COMPARISONS[name], _value(value, column))


def _equal(column: Column, value: JSON) -> Filter:
    return (
        IsNull(column.name) if value is None else Compare(column.name, "eq", _value(value, column))
    )


def _among(column: Column, values: list[JSON]) -> Filter:
    """Any of the values; null is the blank."""
    told = Among(column.name, tuple(_value(one, column) for one in values if one is not None))
    if None not in values:
        return told
    return Or((told, IsNull(column.name))) if told.values else IsNull(column.name)


def _value(value: JSON, column: Column) -> Value:
    """A scalar as PostgreSQL would cast it: a number asked of text is its text, for instance.

    A timestamp is read as a writer's is (`datastore_fields.cell`).
    """
    if not isinstance(value, str | int | float | bool):
        raise Invalid({"filters": ["values must be text, numbers, true, false or null"]})
    known: str | int | float | bool = value
    if column.kind == "datetime" and isinstance(known, str):
        with suppress(ValueError):  # what is no timestamp is refused under its name
            return instant(known.strip())
    if column.kind == "text" and not isinstance(known, str):
        return str(known).lower() if isinstance(known, bool) else str(known)
    return known
