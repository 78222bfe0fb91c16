"""URL parameters → a checked query.

A parameter is one of PARAMETERS or a filter: `column=value` or `column__op=value`. A column that is
named like a parameter, or that ends like an operator, is reached with `filter.` in front; there the
last `__op` is always the operator: `filter.limit=5`, `filter.rate__lt__eq=5`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tdpf.core.cql2 import parse_cql2
from tdpf.core.maps.area import Area, BadArea, parse_area
from tdpf.core.maps.box import BadBox, Box, parse_box
from tdpf.core.maps.circle import BadCircle, Circle, parse_circle
from tdpf.core.maps.crs import CRS84, find_crs, to_lonlat
from tdpf.core.tables.check import check
from tdpf.core.tables.cursor import Cursor, parse_cursor, question_of
from tdpf.core.tables.declared import (
    BBOX,
    BOM,
    EXPORT,
    LIMIT,
    OPERATORS,
    PAGE,
    PARAMETERS,
    RESERVED,
    SELECT,
    SHAPE,
    VERSION,
    Limits,
    Parameter,
)
from tdpf.core.tables.errors import (
    BadBoundingBox,
    BadCursor,
    BadLimit,
    BadNear,
    BadValue,
    BadWithin,
    EmptyValue,
    OffsetNotOffered,
    RepeatedParameter,
    ReservedParameter,
    UnknownColumn,
    UnknownOperator,
    UnknownParameter,
)
from tdpf.core.tables.fulltext import words_of
from tdpf.core.tables.grouping import parse_groups
from tdpf.core.tables.layout import Layout, near
from tdpf.core.tables.lists import split_list
from tdpf.core.tables.query import (
    Among,
    And,
    Checked,
    Compare,
    Comparison,
    Contains,
    Filter,
    IsNull,
    Not,
    Query,
    Sort,
    StartsWith,
    Text,
)
from tdpf.core.tables.schema import Column

__all__ = [
    "BBOX",
    "BOM",
    "EXPORT",
    "LIMIT",
    "OPERATORS",
    "PAGE",
    "PARAMETERS",
    "RESERVED",
    "SELECT",
    "SHAPE",
    "VERSION",
    "Limits",
    "Pairs",
    "Parameter",
    "Place",
    "asked_filter",
    "asked_names",
    "parse",
    "parse_place",
    "wants_bom",
    "wants_columns",
]

Pairs = Sequence[tuple[str, str]]


_COMPARISONS: dict[str, Comparison] = {
    "eq": "eq",
    "ne": "ne",
    "lt": "lt",
    "lte": "le",
    "gt": "gt",
    "gte": "ge",
}
ESCAPE = "filter."
_NAMES = frozenset(parameter.name for parameter in (*PARAMETERS, BOM, SHAPE))


@dataclass(frozen=True, slots=True)
class Place:
    """Which version is asked for, and where in it a page begins."""

    version: int | None
    cursor: Cursor | None


def parse_place(pairs: Pairs) -> Place:
    """What must be known before a schema can be: `version=` and `cursor=`."""
    given = _single(pairs)
    version = None
    if "version" in given:
        text = given["version"]
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:19]) < 2**31:
            raise BadValue("version", text, "version")
        version = int(text[:19])
    if "cursor" not in given:
        return Place(version, None)
    cursor = parse_cursor(given["cursor"])
    if version is not None and version != cursor.version:
        raise BadCursor("cursor")
    return Place(cursor.version, cursor)


def parse(
    pairs: Pairs, layout: Layout, *, limits: Limits = PAGE, cursor: Cursor | None = None
) -> Checked:
    """The query that the parameters ask, checked against the table; QueryError when they cannot."""
    given = _single(pairs)
    filters = [node for name, value in pairs if (node := _filter(name, value, layout))]
    filters += asked_filter(given, layout)
    query = Query(
        columns=_columns(given["select"]) if "select" in given else None,
        where=And(tuple(filters)) if len(filters) > 1 else next(iter(filters), None),
        box=_box(given["bbox"]) if "bbox" in given else None,
        sort=_sort(given["sort"], layout) if "sort" in given else (),
        limit=_limit(given["limit"], limits) if "limit" in given else limits.default,
        offset=cursor.offset if cursor else 0,
        circle=_circle(given["near"]) if "near" in given else None,
        area=_area(given["within"]) if "within" in given else None,
        groups=parse_groups(given, layout),
        text=_text(given["q"]) if "q" in given else None,
    )
    checked = check(query, layout)
    if cursor is not None and cursor.question != question_of(checked):
        raise BadCursor("cursor")
    return checked


def asked_filter(given: Mapping[str, str], layout: Layout) -> list[Filter]:
    """The condition of `filter=` in the language and reference system that it is written in."""
    language = given.get("filter-lang", "cql2-text")
    if language not in {"cql2-text", "cql2-json"}:
        raise BadValue("filter-lang", language, "filter-lang")
    crs = find_crs(given.get("filter-crs", CRS84.uri))
    if crs is None:
        raise BadValue("filter-crs", given["filter-crs"], "crs")
    if "filter" not in given:
        return []
    to_degrees = None if crs == CRS84 else partial(to_lonlat, crs)
    is_json = language == "cql2-json"
    if is_json:
        return [parse_cql2(given["filter"], layout, language="cql2-json", to_lonlat=to_degrees)]
    return [parse_cql2(given["filter"], layout, to_lonlat=to_degrees)]


def wants_bom(pairs: Pairs, *, is_csv: bool) -> bool:
    """Whether the CSV is to begin with a byte order mark; refused for other formats."""
    text = _single(pairs).get("bom", "false")
    if text.lower() not in {"true", "false"}:
        raise BadValue("bom", text, "boolean")
    if "bom" in dict(pairs) and not is_csv:
        raise BadValue("bom", text, "csv-only")
    return text.lower() == "true"


def wants_columns(pairs: Pairs, *, is_json: bool) -> bool:
    """Whether JSON is to hold an array a column; refused for other formats."""
    text = _single(pairs).get("shape", "rows")
    if text not in {"rows", "columns"}:
        raise BadValue("shape", text, "shape")
    if text == "columns" and not is_json:
        raise BadValue("shape", text, "json-only")
    return text == "columns"


def asked_names(pairs: Pairs, query: Checked, layout: Layout) -> dict[str, str]:
    """How columns are called in the answer, where that is not their published name."""
    text = _single(pairs).get("names", "original")
    if text not in {"original", "key", "physical"}:
        raise BadValue("names", text, "names")
    if text == "original":
        return {}
    shown = query.groups.names() if query.groups else query.columns or layout.names()
    found: dict[str, str] = {}
    for name in shown:
        column, mark, rest = name, "", ""
        if query.groups and layout.find(name) is None:
            column, mark, rest = name.rpartition(":")
        other = _other_name(layout.find(column), text)
        if other and column != layout.geometry:
            found[name] = other + mark + rest
    taken = set(shown) | {name for name in found.values() if list(found.values()).count(name) > 1}
    return {name: other for name, other in found.items() if other not in taken}


def _other_name(column: Column | None, kind: str) -> str | None:
    if column is None or column.field_id == 0:  # ours has the same name everywhere
        return None
    return column.key if kind == "key" else f"c{column.field_id}"


def _single(pairs: Pairs) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in _NAMES:
            if name in given:
                raise RepeatedParameter(name)
            given[name] = value
    return given


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(("-" if item.has_minus else "") + item.text for item in split_list(text))
    if len(set(names)) < len(names):
        raise RepeatedParameter("select")
    return names


def _sort(text: str, layout: Layout) -> tuple[Sort, ...]:
    found = []
    for item in split_list(text):
        is_minus = item.text.startswith("-") and layout.find(item.text) is None
        found.append(
            Sort(item.text[1:], descending=True) if is_minus else Sort(item.text, item.has_minus)
        )
    return tuple(found)


def _text(text: str) -> Text:
    words = words_of(text)
    if not words:
        raise BadValue("q", text, "words")
    return Text(words)


def _box(text: str) -> Box:
    try:
        return parse_box(text)
    except BadBox as error:
        raise BadBoundingBox("bbox", text, error.reason) from error


def _circle(text: str) -> Circle:
    try:
        return parse_circle(text)
    except BadCircle as error:
        raise BadNear("near", text, error.reason) from error


def _area(text: str) -> Area:
    try:
        return parse_area(text)
    except BadArea as error:
        raise BadWithin("within", error.reason) from error


def _limit(text: str, limits: Limits) -> int | None:
    if text == "all" and (limits.maximum is None or limits.allows_all):
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if number < 0 or (limits.maximum is not None and number > limits.maximum):
        raise BadLimit("limit", text, limits.maximum or 0, limits.maximum is None)
    return number


def _filter(name: str, value: str, layout: Layout) -> Filter | None:
    if name in _NAMES:
        return None
    column, operation = _named(name, layout)
    if value == "":
        raise EmptyValue(name, column)
    return _condition(name, column, operation, value)


def _named(name: str, layout: Layout) -> tuple[str, str]:
    """The column and the operator that a parameter's name stands for."""
    is_escaped = name.startswith(ESCAPE)
    bare = name.removeprefix(ESCAPE)
    if not is_escaped:
        if name == "offset":
            raise OffsetNotOffered(name)
        if name in RESERVED:
            raise ReservedParameter(name)
        if layout.find(bare):
            return bare, "eq"
    column, mark, operation = bare.rpartition("__")
    if mark and operation in OPERATORS:
        if layout.find(column):
            return column, operation
        if not is_escaped or not layout.find(bare):
            raise UnknownColumn(name, column, layout.near(column))
    if layout.find(bare):
        return bare, "eq"
    if mark and layout.find(column):
        raise UnknownOperator(name, operation, near(operation, OPERATORS) or tuple(OPERATORS))
    if is_escaped:
        raise UnknownColumn(name, bare, layout.near(bare))
    raise UnknownParameter(name, layout.near(name, also=_NAMES))


def _condition(name: str, column: str, operation: str, value: str) -> Filter:
    if operation in _COMPARISONS:
        return Compare(column, _COMPARISONS[operation], value)
    if operation == "contains":
        return Contains(column, value)
    if operation == "startswith":
        return StartsWith(column, value)
    if operation == "isnull":
        if value.lower() not in {"true", "false", "1", "0"}:
            raise BadValue(name, value, "boolean")
        blank = IsNull(column)
        return blank if value.lower() in {"true", "1"} else Not(blank)
    values = [("-" if item.has_minus else "") + item.text for item in split_list(value)]
    if operation == "in":
        if "" in values:
            raise EmptyValue(name, column)
        return Among(column, tuple(values))
    if len(values) != 2 or "" in values:
        raise BadValue(name, value, "two-values")
    low, high = values
    return And((Compare(column, "ge", low), Compare(column, "le", high)))
