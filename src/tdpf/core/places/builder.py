"""Entries of loaders → the towns of a dictionary, every point checked against its municipality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

from tdpf.core.places.boundaries import Boundaries
from tdpf.core.places.dictionary import Outlier
from tdpf.core.places.loaders.base import Entry
from tdpf.core.places.municipalities import municipality
from tdpf.core.places.positions import distance_m, lies_in
from tdpf.core.places.towns import Point, Town

_FAR_M = 40_000
_FEWEST = 5  # towns that must agree before one is far from the others
_TOWN_SPREAD_M = 8_000


@dataclass
class _Draft:
    town: str
    part: str
    town_id: str = ""
    has_chome: bool = False
    point: Point | None = None
    blocks: dict[str, Point] = field(default_factory=dict)


class Builder:
    """Collects entries in any order and turns them into towns."""

    def __init__(self, boundaries: Boundaries | None = None) -> None:
        self._boundaries = boundaries or Boundaries()
        self._cities: dict[str, dict[tuple[str, str], _Draft]] = {}
        self._ids: dict[tuple[str, str], _Draft] = {}
        self._waiting: list[Entry] = []
        self.skipped = 0
        self.outliers: list[Outlier] = []

    def add(self, entries: Iterable[Entry | None]) -> None:
        """Take entries; None and unknown municipalities are counted as skipped."""
        for entry in entries:
            if entry is None or municipality(entry.code6) is None:
                self.skipped += 1
            elif entry.by_id:
                self._waiting.append(entry)
            else:
                self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        drafts = self._cities.setdefault(entry.code6, {})
        key = (entry.town, entry.part)
        draft = drafts.get(key)
        if draft is None:
            draft = drafts[key] = _Draft(entry.town, entry.part)
        if entry.town_id:
            draft.town_id = entry.town_id
            self._ids[entry.code6, entry.town_id] = draft
        draft.has_chome = draft.has_chome or entry.has_chome
        _place(draft, entry)

    def cities(self) -> dict[str, list[Town]]:
        """The towns by municipality. Points that cannot be right are in `outliers`, not here."""
        for entry in self._waiting:
            draft = self._ids.get((entry.code6, entry.town_id))
            if draft:
                _place(draft, entry)
            else:
                self.skipped += 1
        self._waiting.clear()
        return {code6: self._towns(code6, drafts) for code6, drafts in self._cities.items()}

    def _towns(self, code6: str, drafts: dict[tuple[str, str], _Draft]) -> list[Town]:
        for draft in drafts.values():
            if draft.point is None and draft.blocks:
                draft.point = _middle(draft.blocks.values())
        points = [draft.point for draft in drafts.values() if draft.point]
        middle = _middle(points) if len(points) >= _FEWEST else None
        return [self._town(code6, draft, middle) for draft in drafts.values()]

    def _town(self, code6: str, draft: _Draft, middle: Point | None) -> Town:
        name = draft.town + draft.part
        point = draft.point
        if point and (reason := self._misplaced(code6, point, middle)):
            self.outliers.append(Outlier(code6, name, *point, reason))
            point = None
        blocks = dict(self._sound_blocks(code6, name, draft.blocks, point))
        lon, lat = (round(point[0], 6), round(point[1], 6)) if point else (None, None)
        return Town(
            name,
            lon,
            lat,
            draft.town_id,
            parent=draft.town if draft.part else "",
            has_chome=draft.has_chome,
            blocks=blocks,
        )

    def _sound_blocks(
        self, code6: str, name: str, blocks: dict[str, Point], middle: Point | None
    ) -> Iterator[tuple[str, Point]]:
        for block, point in blocks.items():
            reason = self._misplaced(code6, point, None)
            if not reason and middle and distance_m(point, middle) > _TOWN_SPREAD_M:
                reason = "far from the other blocks of its town"
            if reason:
                self.outliers.append(Outlier(code6, f"{name}{block}", *point, reason))
            else:
                yield block, (round(point[0], 6), round(point[1], 6))

    def _misplaced(self, code6: str, point: Point, middle: Point | None) -> str:
        """Why a point cannot be in the municipality, the empty string when it can."""
        inside = lies_in(code6, point, self._boundaries)
        if inside is False:
            return "outside its municipality"
        if inside is None and middle and distance_m(point, middle) > _FAR_M:
            return "far from the other towns of its municipality"
        return ""


def _place(draft: _Draft, entry: Entry) -> None:
    if entry.lon is None or entry.lat is None:
        return
    if entry.block:
        draft.blocks.setdefault(entry.block, (entry.lon, entry.lat))
    elif draft.point is None:
        draft.point = (entry.lon, entry.lat)


def _middle(points: Iterable[Point]) -> Point | None:
    known = list(points)
    if not known:
        return None
    return median(lon for lon, _ in known), median(lat for _, lat in known)
