"""`group_by=`, `distinct=`, `count=` and the measures → a grouping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from tdpf.core.tables.declared import GROUPING, MEASURES
from tdpf.core.tables.errors import BadValue, CannotCombine, UnknownColumn
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.lists import split_list
from tdpf.core.tables.query import Bucket, Function, Grouping, Key, Measure

_BUCKETS = get_args(Bucket)


def parse_groups(given: Mapping[str, str], layout: Layout) -> Grouping | None:
    """The grouping that the parameters ask; None when they ask for rows."""
    asked = [parameter.name for parameter in GROUPING if parameter.name in given]
    if not asked:
        return None
    if "distinct" in given:
        if len(asked) > 1:
            raise CannotCombine("distinct", next(name for name in asked if name != "distinct"))
        return Grouping(tuple(Key(name) for name in _names(given["distinct"])), ())
    keys = tuple(_key(name, layout) for name in _names(given.get("group_by", "")))
    measures = [Measure("count")] if _says_count(given) else []
    for function in (parameter.name for parameter in MEASURES):
        names = _names(given.get(function, ""))
        measures += [Measure(cast(Function, function), name) for name in names]
    if "group_by" in given and not keys:
        raise UnknownColumn("group_by", "", layout.near(""))
    if not keys and not measures:
        raise BadValue("count", given.get("count", ""), "groups")
    return Grouping(keys, tuple(measures))


def _says_count(given: Mapping[str, str]) -> bool:
    text = given.get("count", "true").lower()
    if text not in {"true", "false"}:
        raise BadValue("count", given["count"], "boolean")
    return text == "true"


def _names(text: str) -> list[str]:
    if not text:
        return []
    return [("-" if item.has_minus else "") + item.text for item in split_list(text)]


def _key(name: str, layout: Layout) -> Key:
    column, mark, bucket = name.rpartition(":")
    if not mark or layout.find(name):
        return Key(name)
    if bucket not in _BUCKETS and layout.find(column):
        raise BadValue("group_by", name, "bucket")
    return Key(column, cast(Bucket, bucket)) if bucket in _BUCKETS else Key(name)
