"""A search expression as a tree: what `q` and `fq` mean, for any engine to compile."""

from __future__ import annotations

import datetime as dt

import msgspec


class Everything(msgspec.Struct, frozen=True, tag=True):
    """`*:*`."""


class Words(msgspec.Struct, frozen=True, tag=True):
    """The text stands in the field, or in any text field when no field is named."""

    text: str
    field: str = ""
    is_phrase: bool = False  # written in quotes


class Pattern(msgspec.Struct, frozen=True, tag=True):
    """The value matches a pattern in which `*` is any text and `?` any letter."""

    pattern: str
    field: str = ""


class Present(msgspec.Struct, frozen=True, tag=True):
    """`field:*` or `field:[* TO *]`: the field has a value."""

    field: str


class Between(msgspec.Struct, frozen=True, tag=True):
    """A value from `low` to `high`; None is open. Dates are aware datetimes."""

    field: str
    low: str | dt.datetime | None
    high: str | dt.datetime | None
    with_low: bool = True
    with_high: bool = True


class AllOf(msgspec.Struct, frozen=True, tag=True):
    parts: tuple[Tree, ...]


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    parts: tuple[Tree, ...]


class Without(msgspec.Struct, frozen=True, tag=True):
    part: Tree


Tree = Everything | Words | Pattern | Present | Between | AllOf | AnyOf | Without
EVERYTHING = Everything()


def all_of(*parts: Tree) -> Tree:
    """The parts together, nested ones opened and `*:*` left out."""
    flat: list[Tree] = []
    for part in parts:
        if isinstance(part, AllOf):
            flat += part.parts
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(*parts: Tree) -> Tree:
    flat: list[Tree] = []
    for part in parts:
        if isinstance(part, Everything):
            return EVERYTHING
        flat += part.parts if isinstance(part, AnyOf) else (part,)
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
