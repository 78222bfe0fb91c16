"""Where the rows of a part are: judged in pairs, put right, and found by address where none is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tdpf.core.standardize.columns import OutColumn
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.locating import AddressFinder, to_new_datum
from tdpf.core.standardize.positions import NOWHERE, Position, judge, sound_pairs

SOURCE_LEVEL = "source"
Numbers = list[float | None]
Levels = list[str | None]


@dataclass(slots=True)
class Placing:
    """How a table tells positions: its columns, its datum, and what may find missing ones."""

    columns: Sequence[OutColumn]
    latitude: int | None
    longitude: int | None
    address: int | None
    finder: AddressFinder | None = None
    is_old_datum: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether any row can have a position."""
        has_pair = self.latitude is not None and self.longitude is not None
        return has_pair or (self.finder is not None and self.address is not None)


class Places:
    """The positions of one part. `texts` and `invalid` are those of the part and are put right."""

    def __init__(
        self,
        placing: Placing,
        rows: Sequence[int],
        texts: list[list[str]],
        invalid: dict[int, set[int]],
        findings: Findings | None,
    ) -> None:
        self._placing = placing
        self._rows = rows
        self._texts = texts
        self._invalid = invalid
        self._findings = findings
        self.latitudes: Numbers = [None] * len(rows)
        self.longitudes: Numbers = [None] * len(rows)
        self.levels: Levels = [None] * len(rows)
        if placing.latitude is not None and placing.longitude is not None:
            self._read(placing.latitude, placing.longitude)
        if placing.finder and placing.address is not None:
            self._find(placing.finder, texts[placing.address])

    def _read(self, latitude: int, longitude: int) -> None:
        sound = None
        if not (self._invalid.get(latitude) or self._invalid.get(longitude)):
            sound = sound_pairs(self._texts[latitude], self._texts[longitude])
        self.latitudes, self.longitudes = sound or self._judged(latitude, longitude)
        if self._placing.is_old_datum:
            self._to_new_datum(latitude, longitude)
        self.levels = [None if one is None else SOURCE_LEVEL for one in self.latitudes]

    def _judged(self, latitude: int, longitude: int) -> tuple[Numbers, Numbers]:
        north, east = list(self._texts[latitude]), list(self._texts[longitude])
        wrong = self._invalid.get(latitude, set()) | self._invalid.get(longitude, set())
        found = []
        for at, (lat, lon) in enumerate(zip(north, east, strict=True)):
            one = NOWHERE if at in wrong else judge(lat, lon)
            found.append(one)
            if one.problem:
                self._mend(at, one, north, east)
        self._texts[latitude], self._texts[longitude] = north, east
        return [one.latitude for one in found], [one.longitude for one in found]

    def _mend(self, at: int, one: Position, north: list[str], east: list[str]) -> None:
        """A swapped pair is put right; a pair that cannot be keeps its text and has no value."""
        before = (north[at], east[at])
        if one.is_swapped:
            north[at], east[at] = before[1], before[0]
            self._say(one.problem or "", at, before, (north[at], east[at]))
            return
        if one.problem != "coordinates-half":
            for place in (self._placing.latitude, self._placing.longitude):
                self._invalid.setdefault(place or 0, set()).add(at)
        self._say(one.problem or "", at, before, (None, None))

    def _say(
        self,
        code: str,
        at: int,
        before: tuple[str, str],
        after: tuple[str | None, str | None],
    ) -> None:
        if self._findings is None:
            return
        places = (self._placing.latitude, self._placing.longitude)
        for place, old, new in zip(places, before, after, strict=True):
            column = self._placing.columns[place or 0]
            self._findings.add(
                code,
                row=self._rows[at],
                item=column.name,
                before=old,
                after=new,
                column=column.source,
            )

    def _to_new_datum(self, latitude: int, longitude: int) -> None:
        north, east = list(self._texts[latitude]), list(self._texts[longitude])
        for at, (lat, lon) in enumerate(zip(self.latitudes, self.longitudes, strict=True)):
            if lat is None or lon is None:
                continue
            new = to_new_datum(lat, lon)
            before = (north[at], east[at])
            north[at], east[at] = f"{new[0]:.7f}", f"{new[1]:.7f}"
            self.latitudes[at], self.longitudes[at] = float(north[at]), float(east[at])
            self._say("coordinates-old-datum", at, before, (north[at], east[at]))
        self._texts[latitude], self._texts[longitude] = north, east

    def _find(self, finder: AddressFinder, addresses: list[str]) -> None:
        """Rows without a position get that of their address; the publisher's cells stay blank."""
        for at, (lat, address) in enumerate(zip(self.latitudes, addresses, strict=True)):
            found = finder.find(address) if lat is None and address else None
            if found:
                self.longitudes[at], self.latitudes[at], self.levels[at] = found
