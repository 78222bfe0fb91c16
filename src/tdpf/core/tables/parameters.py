"""URL parameters → a checked query. The declarations here are also what the OpenAPI document shows.

A parameter is one of PARAMETERS or a filter: `column=value` or `column__op=value`. A column that is
named like a parameter, or that ends like an operator, is reached with `filter.` in front; there the
last `__op` is always the operator: `filter.limit=5`, `filter.rate__lt__eq=5`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tdpf.core.maps.box import BadBox, Box, parse_box
from tdpf.core.tables.check import check
from tdpf.core.tables.cursor import Cursor, parse_cursor, question_of
from tdpf.core.tables.errors import (
    BadBoundingBox,
    BadCursor,
    BadLimit,
    BadValue,
    EmptyValue,
    RepeatedParameter,
    ReservedParameter,
    UnknownColumn,
    UnknownOperator,
    UnknownParameter,
)
from tdpf.core.tables.fulltext import words_of
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

Pairs = Sequence[tuple[str, str]]


class Parameter(msgspec.Struct, frozen=True):
    """A query parameter: its JSON Schema and one sentence in each language."""

    name: str
    schema: dict[str, Any]  # JSON Schema
    ja: str
    en: str
    example: str | int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows one answer holds: when nothing is said, and at most (None: no cap)."""

    default: int | None
    maximum: int | None


PAGE = Limits(default=100, maximum=10_000)
EXPORT = Limits(default=None, maximum=None)

SELECT = Parameter(
    "select",
    {"type": "string"},
    "返す列。名前か英語キーをコンマで区切り、書いた順に返します。",
    "Columns to return, by name or English key, with commas between them, in this order.",
    "名称,緯度,経度",
)
Q = Parameter(
    "q",
    {"type": "string", "minLength": 1},
    "空白で区切った言葉を、どれも文字列の列のどこかに含む行だけを返します。"
    "全角と半角、ひらがなとカタカナ、大文字と小文字を区別しません。",
    "Only rows that hold every one of the words between blanks somewhere in their text, in any "
    "width, kana or case.",
    "公園",
)
BBOX = Parameter(
    "bbox",
    {"type": "string", "pattern": r"^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$"},
    "西,南,東,北(世界測地系の度)。この四角の中に位置がある行だけを返します。",
    "west,south,east,north in degrees (WGS 84): only rows with a position in this box.",
    "139.69,35.65,139.72,35.68",
)
SORT = Parameter(
    "sort",
    {"type": "string"},
    "並べ替える列。コンマで区切り、降順は前に - を付けます。空欄は最後です。",
    "Columns to sort by, with commas between them; - in front for descending. Blanks come last.",
    "-名称",
)
LIMIT = Parameter(
    "limit",
    {
        "oneOf": [
            {"type": "integer", "minimum": 0, "maximum": PAGE.maximum},
            {"type": "string", "const": "all"},
        ]
    },
    "行数。JSONは既定100、最大10000。CSV・GeoJSON・Parquetは既定が all(全て)で上限なし。",
    "Number of rows. JSON: 100 unless given, 10,000 at most. CSV, GeoJSON and Parquet: all unless "
    "given, no cap.",
    100,
)
CURSOR = Parameter(
    "cursor",
    {"type": "string"},
    "前の答えの next にあった続きの印。新しい版が出ても同じ版の続きを返します。",
    "Where the previous answer ended, from its `next` link; stays in that version of the table.",
)
VERSION = Parameter(
    "version",
    {"type": "integer", "minimum": 1},
    "表の版の番号。無ければ最新です。版を指定した答えは変わりません。",
    "Number of a version of the table; the current one unless given. Its answers never change.",
    1,
)
BOM = Parameter(
    "bom",
    {"type": "boolean", "default": False},
    "true にすると、CSVの先頭に印(BOM)を付けます。Excelで文字化けせずに開けます。",
    "true: the CSV begins with a byte order mark, so that Excel reads its characters rightly.",
    "true",
)
PARAMETERS = (SELECT, Q, BBOX, SORT, LIMIT, CURSOR, VERSION)
RESERVED = (
    "changes_since",
    "distinct",
    "filter",
    "group_by",
    "near",
    "offset",
    "within",
)
OPERATORS: dict[str, tuple[str, str]] = {
    "eq": ("等しい", "equal"),
    "ne": ("等しくない", "not equal"),
    "lt": ("より小さい", "less than"),
    "lte": ("以下", "less than or equal"),
    "gt": ("より大きい", "greater than"),
    "gte": ("以上", "greater than or equal"),
    "in": ("コンマで区切った値のどれか", "one of the values between commas"),
    "between": ("二つの値の間(両端を含む)", "between two values, both included"),
    "isnull": ("空欄か(true か false)", "blank: true or false"),
    "contains": ("文字列を含む", "holds the text"),
    "startswith": ("文字列で始まる", "starts with the text"),
}
_COMPARISONS: dict[str, Comparison] = {
    "eq": "eq",
    "ne": "ne",
    "lt": "lt",
    "lte": "le",
    "gt": "gt",
    "gte": "ge",
}
ESCAPE = "filter."
_NAMES = frozenset(parameter.name for parameter in (*PARAMETERS, BOM))


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
    query = Query(
        columns=_columns(given["select"]) if "select" in given else None,
        where=And(tuple(filters)) if len(filters) > 1 else next(iter(filters), None),
        box=_box(given["bbox"]) if "bbox" in given else None,
        sort=_sort(given["sort"], layout) if "sort" in given else (),
        limit=_limit(given["limit"], limits) if "limit" in given else limits.default,
        offset=cursor.offset if cursor else 0,
        text=_text(given["q"]) if "q" in given else None,
    )
    checked = check(query, layout)
    if cursor is not None and cursor.question != question_of(checked):
        raise BadCursor("cursor")
    return checked


def wants_bom(pairs: Pairs, *, is_csv: bool) -> bool:
    """Whether the CSV is to begin with a byte order mark; refused for other formats."""
    text = _single(pairs).get("bom", "false")
    if text.lower() not in {"true", "false"}:
        raise BadValue("bom", text, "boolean")
    if "bom" in dict(pairs) and not is_csv:
        raise BadValue("bom", text, "csv-only")
    return text.lower() == "true"


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


def _limit(text: str, limits: Limits) -> int | None:
    if text == "all" and limits.maximum is None:
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
