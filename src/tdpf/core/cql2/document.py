"""CQL2 JSON → the tree that CQL2 text has (21-065r2, annex C)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tdpf.core.cql2.moments import date_of, instant_of, interval_of
from tdpf.core.cql2.shapes import KINDS, box_of, shape_of, together
from tdpf.core.cql2.tree import (
    ARGUMENTS,
    DEEPEST,
    LOGIC,
    LONGEST,
    MOST_PARTS,
    Drawn,
    Items,
    Literal,
    Node,
    Op,
    Property,
    refusal,
)
from tdpf.core.maps.shape import Shape

Json = Any  # a JSON value, looked at piece by piece


def parse_json(text: str) -> Node:
    """The tree; BadFilter names the path at which it stops being CQL2."""
    if len(text) > LONGEST:
        raise refusal("too-long", str(LONGEST))
    try:
        found = msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise refusal("json", "$", text) from error
    return _Reader().node(found, "$", 0)


class _Reader:
    """Reads from the outside inwards, and counts what it reads."""

    def __init__(self) -> None:
        self._parts = 0

    def node(self, value: Json, at: str, depth: int) -> Node:
        self._parts += 1
        if self._parts > 2 * MOST_PARTS:
            raise refusal("too-many", at)
        if depth > DEEPEST:
            raise refusal("too-deep", at)
        if isinstance(value, str | int | float):
            return Literal(value, at)
        if isinstance(value, list):
            items = (self.node(one, f"{at}[{n}]", depth + 1) for n, one in enumerate(value))
            return Items(tuple(items), at)
        if not isinstance(value, dict):
            raise refusal("json-value", at)
        if "op" in value:
            return self._op(value, at, depth)
        return self._special(value, at)

    def _op(self, value: Mapping[str, Json], at: str, depth: int) -> Node:
        name, args = value["op"], value.get("args")
        if not isinstance(name, str) or not isinstance(args, list):
            raise refusal("json-op", at)
        word = "isNull" if name.lower() == "isnull" else name.lower()
        if word not in ARGUMENTS and word not in LOGIC:
            raise refusal("function", f"{at}.op", name)
        if word in {"casei", "accenti"} or word not in LOGIC - {"not"}:
            # A list of two instead of three arguments is how older clients write `between`.
            if word == "between" and len(args) == 2 and isinstance(args[1], list):
                args = [args[0], *args[1]]
            if len(args) != ARGUMENTS[word] and not (word == "-" and len(args) == 1):
                raise refusal("arguments", f"{at}.args", name)
        if not args:
            raise refusal("arguments", f"{at}.args", name)
        found = tuple(self.node(one, f"{at}.args[{n}]", depth + 1) for n, one in enumerate(args))
        if word == "-" and len(found) == 1:
            found = (Literal(0, at), *found)
        return Op(word, found, at)

    def _special(self, value: Mapping[str, Json], at: str) -> Node:
        match value:
            case {"property": str(name)}:
                return Property(name, at)
            case {"date": str(text)}:
                return date_of(text, at)
            case {"timestamp": str(text)}:
                return instant_of(text, at)
            case {"interval": [str(start), str(end)]}:
                return interval_of(start, end, at)
            case {"bbox": list(numbers)}:
                return Drawn(box_of(numbers, at), at)
            case {"type": str(kind)}:
                return Drawn(_shape(value, kind, at, 0), at)
        raise refusal("json-value", at)


def _shape(value: Mapping[str, Json], kind: str, at: str, depth: int) -> Shape:
    if kind not in KINDS.values() or depth > DEEPEST:
        raise refusal("shape", at, kind)
    if kind != "GeometryCollection":
        return shape_of(kind, value.get("coordinates"), at)
    parts = value.get("geometries")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise refusal("shape", at, kind)
    return together([_shape(part, str(part.get("type")), at, depth + 1) for part in parts])
