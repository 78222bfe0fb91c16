"""Parameters of the datastore as clients send them: JSON, JSON in text, or plain text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.schema import Column
from tdpf.core.tabular.dates import JAPAN

JSON = Any  # what JSON can hold

ROW, ID = "_row", "_id"
_LARGEST = 2**62
_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(,|$)')


def shown_name(name: str) -> str:
    """What a CKAN client knows the column as."""
    return ID if name == ROW else name


def column_of(name: JSON, layout: Layout, parameter: str) -> Column:
    """The column of a published name, `_id` being the number of the row."""
    if not isinstance(name, str):
        raise Invalid({parameter: ["Field names must be strings"]})
    column = layout.find(ROW if name == ID else name)
    if column is None or name == ROW:
        raise Invalid({parameter: [f"Unknown field: {name}"]})
    return column


def from_json(value: JSON, parameter: str) -> JSON:
    """A value, or what its text says when that is a JSON object or list."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError) as error:
        if parameter == "q":
            return value  # words may begin with a bracket
        raise Invalid({parameter: ["Cannot parse JSON"]}) from error


def instant(text: str) -> dt.datetime:
    """The point in time that a timestamp means, Japan's where it has no zone; or ValueError."""
    moment = dt.datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def listed(value: JSON, parameter: str) -> list[str]:
    """Names as a list, as JSON text, or as text with commas; a name with a comma is quoted."""
    value = from_json(value, parameter)
    if value is None or value == "":
        return []
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    if not isinstance(value, str):
        raise Invalid({parameter: ["Must be a list of names"]})
    return _split(value) if parameter == "fields" else _split_sort(value)


def _split(text: str) -> list[str]:
    names, at = [], 0
    while at < len(text):
        found = _NAME.match(text, at)
        if found is None:
            raise Invalid({"fields": ["Must be a list of names"]})
        quoted, bare, _ = found.groups()
        names.append(bare.strip() if quoted is None else quoted.replace('""', '"'))
        at = found.end()
    return [name for name in names if name]


def _split_sort(text: str) -> list[str]:
    """Parts between commas that stand outside of quotes."""
    parts = re.findall(r'(?:"(?:[^"]|"")*"|[^,"])+', text)
    return [part.strip() for part in parts if part.strip()]


def number(given: Mapping[str, JSON], name: str, default: int) -> int:
    value = given.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,18}\s*", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid({name: ["Invalid integer"]})
    if value < 0:
        raise Invalid({name: ["Must be a natural number"]})
    return min(value, _LARGEST)


def flag(given: Mapping[str, JSON], name: str, *, default: bool) -> bool:
    value = given.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, str):
        return value.lower() in {"true", "yes", "t", "y", "1", "on"}
    return bool(value)
