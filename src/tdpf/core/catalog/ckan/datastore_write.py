"""Rows of a datastore after datastore_create, _upsert and _delete: new rows from old ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl

from tdpf.core.catalog.ckan.datastore_fields import Field, Record, cell, column
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.own import OwnRows
from tdpf.core.tables.schema import Column
from tdpf.core.tabular.types import DTYPES

JSON = Any  # what JSON can hold
Method = Literal["insert", "update", "upsert"]
_PLACE = "\0place"  # no field can have this name


def created(fields: Sequence[Field], before: OwnRows | None) -> OwnRows:
    """A table with these fields; rows that are there stay, and so do their fields."""
    known = {each.name: each for each in before.columns} if before else {}
    wanted = [*known.values(), *(column(f, n) for n, f in enumerate(fields) if f.id not in known)]
    changed = [f.id for f in fields if f.id in known and known[f.id].kind != f.kind]
    if changed:
        raise Invalid({"fields": [f'The type of "{name}" cannot be changed' for name in changed]})
    blank = {each.name: pl.lit(None, dtype=DTYPES[each.kind]) for each in wanted}
    rows = before.rows if before else pl.DataFrame(schema=_dtypes(wanted))
    missing = [value.alias(name) for name, value in blank.items() if name not in known]
    rows = rows.with_columns(missing).select(list(blank)) if before else rows
    return OwnRows(tuple(wanted), rows)


def written(
    before: OwnRows, records: Sequence[Record], method: Method, key: Sequence[str]
) -> OwnRows:
    """The rows with the records among them. `key` names the fields that tell rows apart."""
    typed = _typed(records, before.columns)
    if not key:
        if method != "insert":
            raise Invalid({"table": ["table does not have a unique key defined"]})
        return _with(before, typed)
    places = _places(before, typed, key)
    changes: list[tuple[int, Record]] = []
    fresh: dict[tuple[JSON, ...], dict[str, JSON]] = {}
    for place, record in zip(places, typed, strict=True):
        identity = tuple(record[name] for name in key)
        if place is not None or identity in fresh:
            if method == "insert":
                raise Invalid({"records": [f"duplicate key value: {_told(record, key)}"]})
            if place is None:
                fresh[identity] |= record
            else:
                changes.append((place, record))
        elif method == "update":
            raise Invalid({"key": [f"key not found: {_told(record, key)}"]})
        else:
            fresh[identity] = dict(record)
    return _with(_updated(before, changes), list(fresh.values()))


def checked_key(rows: OwnRows, key: Sequence[str]) -> None:
    """Invalid when the fields of a new primary key are missing or do not tell rows apart."""
    names = {each.name for each in rows.columns}
    unknown = [name for name in key if name not in names]
    if unknown:
        raise Invalid({"primary_key": [f'field "{name}" does not exist' for name in unknown]})
    if key and rows.rows.select(key).is_duplicated().any():
        raise Invalid({"primary_key": ["some rows have the same values in these fields"]})


def deleted(before: OwnRows, filters: JSON) -> OwnRows:
    """The rows without those that have all of these values."""
    if not isinstance(filters, Mapping):
        raise Invalid({"filters": ["Not a json object"]})
    kinds = {each.name: each.kind for each in before.columns}
    meant = pl.lit(value=True)
    for name, value in filters.items():
        if name not in kinds:
            raise Invalid({"filters": [f"Unknown field: {name}"]})
        values = value if isinstance(value, list) else [value]
        try:
            wanted = [cell(one, kinds[name]) for one in values]
        except (ValueError, OverflowError) as error:
            raise Invalid({"filters": [f'invalid value for field "{name}"']}) from error
        of_type = pl.Series(wanted, dtype=DTYPES[kinds[name]], strict=False)
        meant &= pl.col(name).is_in(of_type.implode(), nulls_equal=True)
    return OwnRows(before.columns, before.rows.filter(~meant))


def _typed(records: Sequence[Record], columns: Sequence[Column]) -> list[dict[str, JSON]]:
    kinds = {each.name: each.kind for each in columns}
    return [_typed_record(record, number, kinds) for number, record in enumerate(records, 1)]


def _typed_record(record: Record, number: int, kinds: Mapping[str, Any]) -> dict[str, JSON]:
    extra = [name for name in record if name not in kinds and name != "_id"]
    if extra:
        raise Invalid({"records": [f'row "{number}" has extra keys "{", ".join(extra)}"']})
    found = {}
    for name, value in record.items():
        if name != "_id":
            try:
                found[name] = cell(value, kinds[name])
            except (ValueError, OverflowError) as error:
                told = f'row "{number}", field "{name}": "{value}" is no {kinds[name]}'
                raise Invalid({"records": [told]}) from error
    return found


def _places(before: OwnRows, records: Sequence[Record], key: Sequence[str]) -> list[int | None]:
    """The place of each record's row among the rows, by its key."""
    for number, record in enumerate(records, 1):
        lacking = [name for name in key if record.get(name) is None]
        if lacking:
            told = f'row "{number}": fields "{", ".join(lacking)}" are missing but needed as key'
            raise Invalid({"key": [told]})
    schema = {name: before.rows.schema[name] for name in key}
    wanted = pl.DataFrame([[r[name] for name in key] for r in records], schema=schema, orient="row")
    there = before.rows.select(key).with_row_index(_PLACE)
    found = wanted.join(there, on=list(key), how="left", maintain_order="left")
    return found.get_column(_PLACE).to_list()


def _updated(before: OwnRows, changes: Sequence[tuple[int, Record]]) -> OwnRows:
    if not changes:
        return before
    columns = []
    for series in before.rows.get_columns():
        name = series.name
        told = {place: record[name] for place, record in changes if name in record}
        if told:
            values = pl.Series(list(told.values()), dtype=series.dtype)
            series = series.clone().scatter(list(told), values)  # noqa: PLW2901
        columns.append(series)
    return OwnRows(before.columns, pl.DataFrame(columns))


def _with(before: OwnRows, records: Sequence[Record]) -> OwnRows:
    if not records:
        return before
    names = [each.name for each in before.columns]
    more = pl.DataFrame(
        [[record.get(name) for name in names] for record in records],
        schema=_dtypes(before.columns),
        orient="row",
    )
    return OwnRows(before.columns, pl.concat([before.rows, more], rechunk=True))


def _dtypes(columns: Sequence[Column]) -> dict[str, pl.DataType]:
    return {each.name: DTYPES[each.kind] for each in columns}


def _told(record: Record, key: Sequence[str]) -> str:
    return ", ".join(f"{name}={record[name]}" for name in key)
