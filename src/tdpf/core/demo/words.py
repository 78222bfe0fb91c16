"""Kinds of places and other words the demo city is made of, from `words.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Kind = tuple[str, str]  # what kind of place, with its kana


@cache
def read_yaml(name: str) -> dict[str, Any]:  # Any: YAML
    """A file that lies beside this module."""
    text = (files("tdpf.core.demo") / name).read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return read


_WORDS = read_yaml("words.yaml")


@cache
def kinds(group: str) -> tuple[tuple[Kind, float], ...]:
    """Kinds of places of a group, each with its weight."""
    return tuple(((name, kana), weight) for name, kana, weight in _WORDS["kinds"][group])


@cache
def rows(group: str) -> tuple[tuple[str, ...], ...]:
    """A small table of words: relics, events, garbage, hours, towns …"""
    found = _WORDS["towns"][group] if group in _WORDS["towns"] else _WORDS[group]
    return tuple(tuple(row) for row in found)


@cache
def some(group: str) -> tuple[str, ...]:
    """A list of words: corporations, days, offices …"""
    return tuple(_WORDS["lists"][group])


@cache
def by_kind(group: str, kind: str) -> tuple[str, ...]:
    """Words that go with a kind of place: subjects of a clinic, types of a nursery."""
    return tuple(_WORDS[group][kind])
