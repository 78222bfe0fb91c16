"""What a loader is, and the list of those known."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tdpf.core.places.cities import read_city
from tdpf.core.places.codes import is_code6, with_check_digit
from tdpf.core.places.letters import fold


class Entry(NamedTuple):
    """One line of a dictionary. Without a town name it is a point for the town of `town_id`."""

    code6: str
    town: str = ""
    part: str = ""  # 小字
    block: str = ""  # 18, or 18-1 for a house
    lon: float | None = None
    lat: float | None = None
    town_id: str = ""
    has_chome: bool = False
    by_id: bool = False


Cells = Sequence[str]


@dataclass(frozen=True)
class Loader:
    """Reads one kind of dictionary.

    `columns` are header names that must all be there; `entry` turns the cells of these columns,
    in this order, into an entry, or into None for a line to skip.
    """

    kind: str
    source: str
    licence: str
    columns: tuple[str, ...]
    entry: Callable[[Cells], Entry | None]
    optional: tuple[str, ...] = ()
    is_headerless: Callable[[Cells], bool] | None = None  # recognises a first line without header

    def places(self, first: Cells) -> list[int] | None:
        """Where its columns stand in a header, None when this is not its kind of file."""
        if self.is_headerless:
            wanted = list(range(len(self.columns)))
            return wanted if self.is_headerless(first) else None
        header = {_name(cell): index for index, cell in reversed(list(enumerate(first)))}
        if not all(_name(column) in header for column in self.columns):
            return None
        return [header.get(_name(column), -1) for column in (*self.columns, *self.optional)]


def _name(header: str) -> str:
    return unicodedata.normalize("NFKC", header).strip().casefold().removeprefix("\ufeff")


_LOADERS: dict[str, Loader] = {}


def register(loader: Loader) -> Loader:
    """Make a loader known. A plug-in calls this with its own; the kind must be new."""
    if loader.kind in _LOADERS:
        raise ValueError(f"a loader of kind {loader.kind!r} exists already: choose another kind")
    if not loader.columns or not loader.source or not loader.licence:
        raise ValueError(f"loader {loader.kind!r} needs columns, a source and a licence")
    _LOADERS[loader.kind] = loader
    return loader


def loader_for(first: Cells) -> tuple[Loader, list[int]] | None:
    """The loader for a file with this first line, and where its columns stand.

    When several fit, the one that asks for most columns: its file is the more special one.
    """
    fitting = [
        (loader, places)
        for loader in _LOADERS.values()
        if (places := loader.places(first)) is not None
    ]
    return max(fitting, key=lambda found: len(found[0].columns), default=None)


def number(text: str) -> float | None:
    """A coordinate, None for a blank or anything that is no number."""
    try:
        return float(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def code6_of(text: str) -> str:
    """The six-digit code of a cell with five or six digits, the empty string when it is none."""
    digits = text.strip()
    if digits.isdigit() and len(digits) in (4, 5):
        digits = with_check_digit(digits.zfill(5))
    return digits if is_code6(digits) else ""


@lru_cache(maxsize=4096)
def code6_named(prefecture: str, city: str) -> str:
    """The six-digit code of a municipality by name, the empty string when it is unknown."""
    name = prefecture + city
    reading = read_city(name, fold(name), None)
    return (reading.code6 or "") if reading.used == len(name) else ""


def plain_town(name: str) -> str:
    """A town name without the remark that it has no name."""
    return "" if name in {"（大字なし）", "(大字なし)", "大字なし"} else name
