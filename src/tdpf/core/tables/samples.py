"""A few values of each column of text, kept with a version so that search can find it by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import polars as pl

from tdpf.core.tables.parquet import Frame
from tdpf.core.tables.schema import TableSchema

MOST_VALUES = 5
LONGEST = 24
_LOOKED_AT = 500  # rows
_HAS_WORDS = re.compile(r"[^\W\d_]{2}")
_IS_ADDRESS_OF_SOMEBODY = re.compile(r"@|://|www\.")
_ABOUT_PEOPLE = re.compile(
    r"氏名|代表者|世帯主|営業者|申請者|所有者|担当者|管理者|責任者|会長|委員|個人|連絡先|電話|メール"
    r"|fax|mail|phone|contact|person",
    re.IGNORECASE,
)

Samples = dict[str, tuple[str, ...]]
"""Column → values, in the order in which the rows have them."""


def sampled(rows: Frame, schema: TableSchema, *, personal: Collection[str] = ()) -> Samples:
    """Up to five distinct short values of each column of text that is about no person.

    `personal` are columns in which a check found what may be personal data.
    """
    names = [
        column.name
        for column in schema.columns
        if column.kind == "text"
        and column.name != schema.geometry
        and column.name not in personal
        and not _ABOUT_PEOPLE.search(f"{column.name} {column.key or ''}")
    ]
    first = rows.head(_LOOKED_AT)
    if isinstance(first, pl.LazyFrame):
        first = first.select(names).collect()
    found = {name: _of(first.get_column(name)) for name in names}
    return {name: values for name, values in found.items() if values}


def _of(column: pl.Series) -> tuple[str, ...]:
    return chosen(column.to_list())


def chosen(values: Iterable[str | None]) -> tuple[str, ...]:
    """The first few different values that somebody may search for: short, in words, nobody's."""
    found: dict[str, None] = {}
    for value in values:
        if value and value not in found and _is_fit(value):
            found[value] = None
            if len(found) == MOST_VALUES:
                break
    return tuple(found)


def _is_fit(value: str) -> bool:
    return (
        len(value) <= LONGEST
        and _HAS_WORDS.search(value) is not None
        and _IS_ADDRESS_OF_SOMEBODY.search(value) is None
    )
