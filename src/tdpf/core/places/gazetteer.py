"""All installed dictionaries as one: towns by municipality, points, boundaries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from tdpf.core.places.borders import BORDERS_SUFFIX, boundaries_of
from tdpf.core.places.boundaries import Boundaries, Boundary
from tdpf.core.places.dictionary import SUFFIX, Dictionary
from tdpf.core.places.towns import CityTowns, Point


class Gazetteer:
    """Towns of every installed dictionary; a municipality is read when it is first asked for."""

    def __init__(
        self, dictionaries: Iterable[Dictionary] = (), *, folder: Path | None = None
    ) -> None:
        self._folder = folder
        self.dictionaries = sorted(dictionaries, key=_rank)
        self._cities: dict[str, CityTowns | None] = {}

    @classmethod
    def open(cls, folder: Path) -> Gazetteer:
        """Every dictionary of a folder such as `TDPF_HOME/places`; none when it is absent."""
        return cls((Dictionary(path) for path in sorted(folder.glob(f"*{SUFFIX}"))), folder=folder)

    @property
    def is_empty(self) -> bool:
        """No towns: addresses cannot be placed."""
        return not self.dictionaries

    @property
    def has_boundaries(self) -> bool:
        return self._folder is not None and any(self._folder.glob(f"*{BORDERS_SUFFIX}"))

    def boundary_of(self, code6: str) -> Boundary | None:
        """The boundary of a municipality, where one is installed."""
        return self._boundaries.by_code.get(code6)

    @cached_property
    def _boundaries(self) -> Boundaries:
        return boundaries_of(self._folder) if self._folder else Boundaries()

    def towns_of(self, code6: str | None, city: str = "") -> CityTowns | None:
        """The towns of a municipality, joined over all dictionaries."""
        del city
        if code6 is None:
            return None
        if code6 not in self._cities:
            towns = [t for book in self.dictionaries for t in book.towns(code6)]
            self._cities[code6] = CityTowns(towns) if towns else None
        return self._cities[code6]

    def centre_of(self, code6: str) -> Point | None:
        """The middle of a municipality's towns."""
        for book in self.dictionaries:
            segment = book.segments.get(code6)
            if segment and segment.centre:
                return segment.centre
        return None


def _rank(book: Dictionary) -> tuple[int, str]:
    """Dictionaries with points first, learned points last: the first that knows a town counts."""
    kind = book.about.kind
    return (3 if kind == "learned" else 2 if not book.about.points else 1), book.about.name
