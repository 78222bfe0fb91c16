"""CKAN's datastore_search as a question to one of our tables, and the types it tells.

`_id` is our `_row`: the number of the row in its version, in the publisher's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from tdpf.core.catalog.ckan.datastore_filters import read_filters
from tdpf.core.catalog.ckan.datastore_values import (
    ROW,
    column_of,
    flag,
    from_json,
    listed,
    number,
    shown_name,
)
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.check import check
from tdpf.core.tables.errors import BadValue, OperatorNotForKind, QueryError
from tdpf.core.tables.fulltext import words_of
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.query import (
    And,
    Checked,
    Contains,
    Filter,
    Grouping,
    Key,
    Query,
    Sort,
    Text,
)
from tdpf.core.tables.schema import SYSTEM_COLUMNS, Column

JSON = Any  # what JSON can hold
Parameters = Mapping[str, JSON]
Format = Literal["objects", "lists", "csv", "tsv"]

DEFAULT_LIMIT, MOST_ROWS = 100, 32_000
_FORMATS: tuple[Format, ...] = ("objects", "lists", "csv", "tsv")
_KNOWN = frozenset(
    {
        "resource_id", "id", "filters", "q", "full_text", "plain", "language", "distinct", "limit",
        "offset", "fields", "sort", "include_total", "total_estimation_threshold", "records_format",
        "include_next_page", "callback",
    }
)  # fmt: skip
_SORT = re.compile(
    r'\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>.*?))(?:\s+(?P<way>asc|desc))?'
    r"(?:\s+nulls\s+(?P<nulls>first|last))?\s*",
    re.IGNORECASE,
)


class DatastoreSearch(msgspec.Struct, frozen=True):
    """A question to a table, with what CKAN's answer must echo.

    `columns` are those of the answer in its order, `_id` first unless it was left out.
    """

    query: Checked
    columns: tuple[Column, ...]
    with_rank: bool = False
    records_format: Format = "objects"
    with_total: bool = True
    with_next_page: bool = False
    asked_limit: int = DEFAULT_LIMIT
    echo: dict[str, JSON] = {}

    @property
    def is_truncated(self) -> bool:
        """More rows were asked than one answer holds."""
        return self.asked_limit > MOST_ROWS


def read_datastore_search(given: Parameters, layout: Layout) -> DatastoreSearch:
    """The question, checked against the table; Invalid (409) names each bad field."""
    unknown = [name for name in given if name not in _KNOWN]
    if unknown:
        raise Invalid({name: ["The input field was not expected"] for name in unknown})
    asked = number(given, "limit", DEFAULT_LIMIT)
    q = from_json(
        given.get("q") if given.get("q") not in (None, "") else given.get("full_text"), "q"
    )
    parts = [*read_filters(given.get("filters"), layout), *_column_words(q, layout)]
    columns = tuple(_columns(given.get("fields"), layout))
    names = tuple(column.name for column in columns)
    # With the number of the row among them, rows are different anyway.
    is_grouped = flag(given, "distinct", default=False) and ROW not in names
    query = Query(
        columns=None if is_grouped else names,
        groups=Grouping(tuple(map(Key, names)), ()) if is_grouped else None,
        where=And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None),
        text=_words(q),
        sort=tuple(_sort(given.get("sort"), layout)),
        limit=min(asked, MOST_ROWS),
        offset=number(given, "offset", 0),
    )
    return DatastoreSearch(
        query=_checked(query, layout),
        columns=columns,
        with_rank=bool(q),
        records_format=_format(given.get("records_format")),
        with_total=flag(given, "include_total", default=True),
        with_next_page=flag(given, "include_next_page", default=False),
        asked_limit=asked,
        echo=_echo(given),
    )


def _checked(query: Query, layout: Layout) -> Checked:
    try:
        return check(query, layout)
    except BadValue as error:
        told = f'invalid value for column "{shown_name(error.parameter)}": "{error.value}"'
        raise Invalid({"filters": [told]}) from error
    except OperatorNotForKind as error:
        told = f'operator not allowed for column "{shown_name(error.column)}": {error.operator}'
        raise Invalid({"filters": [told]}) from error
    except QueryError as error:  # names were looked up before
        raise Invalid({"filters": [f"Unknown field: {error.parameter}"]}) from error


def _words(q: JSON) -> Text | None:
    """`q` as text: every word must stand in some column, whatever its width, case or kana."""
    if not isinstance(q, str) or not q.strip():
        return None
    return Text(words_of(q) or (q.strip(),))  # signs alone stand in no folded text


def _column_words(q: JSON, layout: Layout) -> Iterator[Filter]:
    """`q` as an object: words that must stand in one column."""
    if q in (None, "") or isinstance(q, str):
        return
    if not isinstance(q, dict):
        raise Invalid({"q": ["Must be a string or an object of strings"]})
    for name, words in q.items():
        column = column_of(name, layout, "q")
        if not isinstance(words, str):
            raise Invalid({"q": ["Must be a string or an object of strings"]})
        if column.kind != "text":
            raise Invalid({"q": [f'column "{name}" holds no text']})
        yield from (Contains(column.name, word) for word in words.split())


def _columns(asked: JSON, layout: Layout) -> Iterator[Column]:
    """The columns of the answer: those asked, else `_id` and all that the publisher published."""
    names = listed(asked, "fields")
    if names:
        yield from (column_of(name, layout, "fields") for name in dict.fromkeys(names))
        return
    row = layout.find(ROW)
    assert row is not None  # every table has it
    yield row
    for column in layout.columns:
        if column.name not in SYSTEM_COLUMNS or column.name in _OF_MERGED:
            yield column


_OF_MERGED = ("_publisher", "_publisher_name", "_dataset")


def _sort(asked: JSON, layout: Layout) -> Iterator[Sort]:
    for text in listed(asked, "sort"):
        exact = layout.find(text)
        found = _SORT.fullmatch(text)
        if exact or found is None:
            yield Sort(column_of(text, layout, "sort").name)
            continue
        if (found["nulls"] or "").lower() == "first":
            raise Invalid({"sort": ["nulls first is not supported: blanks always come last"]})
        quoted = found["quoted"]
        name = found["bare"] if quoted is None else quoted.replace('""', '"')
        is_descending = (found["way"] or "").lower() == "desc"
        yield Sort(column_of(name, layout, "sort").name, descending=is_descending)


def _format(asked: JSON) -> Format:
    if asked in (None, ""):
        return "objects"
    found = next((known for known in _FORMATS if known == asked), None)
    if found is None:
        raise Invalid({"records_format": [f"Value must be one of {list(_FORMATS)}"]})
    return found


def _echo(given: Parameters) -> dict[str, JSON]:
    """What CKAN repeats in its answer, as it was sent."""
    kept = ("filters", "q", "full_text", "fields", "sort", "distinct", "offset")
    echoed: dict[str, JSON] = {"resource_id": given.get("resource_id") or given.get("id")}
    return echoed | {name: given[name] for name in kept if given.get(name) not in (None, "")}
