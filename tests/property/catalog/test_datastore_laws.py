"""Rows of a datastore after any writes are what a plain dictionary by key would hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.catalog.ckan.datastore_fields import Field, cell, kind_of, read_fields
from tdpf.core.catalog.ckan.datastore_write import checked_key, created, deleted, written
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.own import OwnRows

FIELDS = (
    Field("key", "text"),
    Field("区", "int4"),
    Field("値", "float8"),
    Field("名", "text"),
    Field("有", "bool"),
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "値": st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
    "名": st.none() | st.text(max_size=5),
    "有": st.none() | st.booleans(),
}
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from("abcd"), "区": st.integers(0, 2)}, optional=CELLS
    ),
    max_size=6,
)
KEY = ("key", "区")


def rows(held: OwnRows) -> list[dict[str, Any]]:
    return held.rows.to_dicts()


def blank(record: dict[str, Any]) -> dict[str, Any]:
    return {field.id: record.get(field.id) for field in FIELDS}


@settings(max_examples=150, deadline=None)
@given(st.lists(RECORDS, max_size=4))
def test_upserts_leave_the_last_word_for_each_key(batches: list[list[dict[str, Any]]]) -> None:
    held = created(FIELDS, None)
    plain: dict[tuple[Any, ...], dict[str, Any]] = {}
    for batch in batches:
        held = written(held, batch, "upsert", KEY)
        for record in batch:
            identity = tuple(record[name] for name in KEY)
            plain[identity] = plain.get(identity, blank({})) | record
    assert rows(held) == list(plain.values())
    checked_key(held, KEY)


@settings(max_examples=100, deadline=None)
@given(RECORDS, RECORDS)
def test_an_insert_or_update_writes_all_rows_or_none(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    held = written(created(FIELDS, None), first, "upsert", KEY)
    known = {tuple(row[name] for name in KEY) for row in rows(held)}
    asked = [tuple(record[name] for name in KEY) for record in second]
    if known.isdisjoint(asked) and len(set(asked)) == len(asked):
        longer = written(held, second, "insert", KEY)
        assert rows(longer) == [*rows(held), *map(blank, second)]
    else:
        with pytest.raises(Invalid):
            written(held, second, "insert", KEY)
    if known.issuperset(asked):
        assert len(rows(written(held, second, "update", KEY))) == len(rows(held))
    else:
        with pytest.raises(Invalid):
            written(held, second, "update", KEY)


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.sampled_from("abcd"), st.none() | st.integers(0, 2))
def test_a_delete_takes_the_rows_with_all_these_values(
    records: list[dict[str, Any]], key: str, ward: int | None
) -> None:
    held = written(created(FIELDS, None), records, "insert", ())
    filters = {"key": key} if ward is None else {"key": [key], "区": str(ward)}
    left = [
        row for row in rows(held) if row["key"] != key or (ward is not None and row["区"] != ward)
    ]
    assert rows(deleted(held, filters)) == left


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_a_new_field_changes_no_row(records: list[dict[str, Any]]) -> None:
    held = written(created(FIELDS, None), records, "insert", ())
    wider = created([Field("新", "date")], held)
    assert [{**row, "新": None} for row in rows(held)] == rows(wider)
    with pytest.raises(Invalid):
        created([Field("値", "text")], wider)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=4,
    ),
    st.sampled_from(["text", "int8", "float8", "bool", "date", "timestamp"]),
)
def test_any_json_is_a_cell_or_is_refused_and_a_cell_stays_itself(value: Any, told: str) -> None:
    kind = kind_of(told)
    try:
        first = cell(value, kind)
    except (ValueError, OverflowError):
        return
    if kind not in {"date", "datetime"}:
        assert cell(first, kind) == first


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | st.integers() | st.text())))
def test_types_are_guessed_from_all_records(records: list[dict[str, Any]]) -> None:
    for field in read_fields(None, records):
        values = [r[field.id] for r in records if r.get(field.id) is not None]
        is_whole = bool(values) and all(isinstance(value, int) for value in values)
        assert field.type == ("int8" if is_whole else "text")
