"""What a writer of the datastore sends: fields with PostgreSQL's types, and cells of JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tdpf.core.catalog.ckan.datastore_values import instant
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.schema import Column, Kind

JSON = Any  # what JSON can hold
Record = Mapping[str, JSON]

MOST_FIELDS = 2_000
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("text", "varchar", "char", "bpchar", "json", "jsonb", "nested", "uuid", "time"), "text"
    ),
    **dict.fromkeys(
        ("int", "int2", "int4", "int8", "integer", "smallint", "bigint", "serial"), "integer"
    ),
    **dict.fromkeys(
        ("numeric", "decimal", "float", "float4", "float8", "real", "double precision", "money"),
        "number",
    ),
    **dict.fromkeys(("bool", "boolean"), "boolean"),
    "date": "date",
    **dict.fromkeys(("timestamp", "timestamptz", "datetime"), "datetime"),
}
_YES, _NO = (
    frozenset({"true", "t", "yes", "y", "on", "1"}),
    frozenset({"false", "f", "no", "n", "off", "0"}),
)
_WHOLE = re.compile(r"\s*[+-]?\d{1,19}\s*", re.ASCII)
_LARGEST = 2**63


class Field(msgspec.Struct, frozen=True):
    """A column as its writer declared it."""

    id: str
    type: str = "text"
    info: dict[str, JSON] = {}

    @property
    def kind(self) -> Kind:
        return kind_of(self.type)


def kind_of(told: str) -> Kind:
    """The kind that holds values of a PostgreSQL type; every list is text of JSON."""
    plain = told.strip().lower()
    return _KINDS.get(re.sub(r"\(.*\)$", "", plain).strip(), "text")


def read_fields(told: JSON, records: Sequence[Record]) -> tuple[Field, ...]:
    """The declared fields, types guessed where none is given; else those that the records have."""
    if told is None:
        seen = dict.fromkeys(name for record in records for name in record)
        told = [{"id": name} for name in seen if name != "_id"]
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Invalid({"fields": ["Must be a list of objects with id and type"]})
    if len(told) > MOST_FIELDS:
        raise Invalid({"fields": [f"There may be {MOST_FIELDS} fields at most"]})
    found = tuple(_field(one, records) for one in told)
    names = [field.id for field in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Invalid({"fields": [f'"{name}" stands there twice' for name in twice]})
    return found


def _field(told: Mapping[str, JSON], records: Sequence[Record]) -> Field:
    name, kind, info = told.get("id"), told.get("type"), told.get("info")
    if not isinstance(name, str) or not name.strip() or name != name.strip():
        raise Invalid({"fields": [f'"{name}" is not a valid field name']})
    if name.startswith("_") or '"' in name:
        raise Invalid({"fields": [f'"{name}" is not a valid field name']})
    if kind is None or kind == "":
        kind = _guess(record.get(name) for record in records)
    if not isinstance(kind, str) or not _is_known(kind):
        raise Invalid({"fields": [f'"{kind}" is not a valid field type']})
    return Field(name, kind, info if isinstance(info, dict) else {})


def _is_known(told: str) -> bool:
    plain = re.sub(r"\(.*\)$", "", told.strip().lower().lstrip("_").removesuffix("[]")).strip()
    return plain in _KINDS


def _guess(values: Iterable[JSON]) -> str:
    """From all values, never from some: JSON's own types, else text."""
    sorts = {type(value) for value in values if value is not None}
    if sorts == {bool}:
        return "bool"
    if sorts == {int}:
        return "int8"
    if sorts and sorts <= {int, float}:
        return "float8"
    if sorts and sorts <= {dict, list}:
        return "json"
    return "text"


def column(field: Field, place: int) -> Column:
    """The column of a table; what its writer says about it is its description."""
    notes = field.info.get("notes") or field.info.get("label")
    told = notes if isinstance(notes, str) else None
    return Column(name=field.id, kind=field.kind, field_id=place + 1, description=told)


def cell(value: JSON, kind: Kind) -> JSON:
    """The value as that kind; ValueError when it is none."""
    if value is None:
        return None
    if kind == "text":
        return value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if isinstance(value, str):
        return _from_text(value.strip(), kind) if value.strip() else None
    if kind == "boolean" and isinstance(value, bool):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError  # noqa: TRY004 — one error for every cell that does not fit
    if kind == "number":
        return float(value)
    if kind == "integer" and value == int(value):
        return _in_range(int(value))
    raise ValueError


def _from_text(text: str, kind: Kind) -> JSON:
    if kind == "integer":
        if not _WHOLE.fullmatch(text):
            raise ValueError
        return _in_range(int(text))
    if kind == "number":
        return _finite(float(text))
    if kind == "date":
        return dt.datetime.fromisoformat(text).date()
    if kind == "datetime":
        return instant(text)
    word = text.lower()
    if word not in _YES | _NO:
        raise ValueError
    return word in _YES


def _in_range(number: int) -> int:
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError
    return number


def _finite(number: float) -> float:
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 — NaN
        raise ValueError
    return number
