"""A vector-tile decoder written from the specification alone, a byte at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Path = list[tuple[int, int]]


@dataclass
class Feature:
    id: int | None = None
    type: int = 0
    properties: dict[str, Any] = field(default_factory=dict)
    integers: list[int] = field(default_factory=list)

    @property
    def point(self) -> tuple[int, int]:
        (path,) = self.paths()
        (place,) = path
        return place

    def paths(self) -> list[Path]:
        """Multipoints as one path, lines as they are, rings without their closing vertex."""
        x = y = at = 0
        paths: list[Path] = []
        while at < len(self.integers):
            command, count = self.integers[at] & 7, self.integers[at] >> 3
            at += 1
            assert count >= 1
            if command == 7:
                assert self.type == 3
                assert count == 1
                continue
            if command == 1:
                assert self.type == 1 or count == 1
                paths.append([])
            else:
                assert command == 2
            for _ in range(count):
                dx, dy = (unzigzag(n) for n in self.integers[at : at + 2])
                x, y, at = x + dx, y + dy, at + 2
                paths[-1].append((x, y))
        return paths


@dataclass
class Layer:
    name: str
    version: int
    extent: int
    keys: list[str]
    features: list[Feature]


def decode(tile: bytes) -> Layer:
    """The one layer of a tile of ours."""
    (layer,) = [content for number, content in fields(tile) if number == 3]
    found: dict[int, list[Any]] = {number: [] for number in (1, 2, 3, 4, 5, 15)}
    for number, content in fields(layer):
        found[number].append(content)
    keys = [raw.decode() for raw in found[3]]
    assert len(set(keys)) == len(keys)
    values = [value(raw) for raw in found[4]]
    features = [feature(raw, keys, values) for raw in found[2]]
    (name,), (extent,), (version,) = found[1], found[5], found[15]
    return Layer(name.decode(), version, extent, keys, features)


def feature(raw: bytes, keys: list[str], values: list[Any]) -> Feature:
    made = Feature()
    for number, content in fields(raw):
        if number == 1:
            made.id = content
        elif number == 2:
            tags = list(varints(content))
            pairs = zip(tags[::2], tags[1::2], strict=True)
            made.properties = {keys[k]: values[v] for k, v in pairs}
            assert len(made.properties) == len(tags) // 2
        elif number == 3:
            made.type = content
        else:
            assert number == 4
            made.integers = list(varints(content))
    return made


def value(raw: bytes) -> Any:
    ((number, content),) = fields(raw)
    if number == 1:
        return content.decode()
    if number == 3:
        return struct.unpack("<d", content)[0]
    if number == 6:
        return unzigzag(content)
    if number == 7:
        return bool(content)
    assert number == 5
    return content


def fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(raw):
        tag, at = varint(raw, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            content, at = varint(raw, at)
        elif wire == 1:
            content, at = raw[at : at + 8], at + 8
        else:
            assert wire == 2
            length, at = varint(raw, at)
            content, at = raw[at : at + length], at + length
            assert len(content) == length
        yield number, content
    assert at == len(raw)


def varints(raw: bytes) -> Iterator[int]:
    at = 0
    while at < len(raw):
        number, at = varint(raw, at)
        yield number


def varint(raw: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        number |= (raw[at] & 127) << shift
        shift += 7
        at += 1
        if raw[at - 1] < 128:
            return number, at


def unzigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
