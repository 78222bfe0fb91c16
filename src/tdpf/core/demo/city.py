"""The demo city: who publishes what, written into a folder with an index that tells the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.publish import DemoFile, Entry, make_file
from tdpf.core.demo.style import House, house_styles
from tdpf.core.demo.towns import City, stages
from tdpf.core.demo.words import read_yaml

REFERENCE_DATE = date(2026, 10, 1)
SEED = 13
Progress = Callable[[int, int], None]

_NOT_ON_ISLANDS = frozenset({"bicycle_parking", "food_business_all", "library_loans"})


def city_files(
    city: City, house: House, *, seed: int, scale: float, at: date
) -> Iterator[DemoFile]:
    """All files of one municipality. A large one publishes more sets than a village."""
    keen = 0.55 + 0.5 * min(city.size, 1.0) ** 0.5
    for slug, plan in read_yaml("sets.yaml").items():
        dice = Dice(seed, city.code, slug)
        if city.is_island and slug in _NOT_ON_ISLANDS:
            continue
        if dice.chance(min(plan["share"] * keen, 0.98)):
            length = plan["rows"] * city.size * scale * (0.6 + 0.8 * dice.unit())
            yield make_file(dice, city, slug, max(3, round(length)), house, at)


def write_city(
    folder: Path,
    *,
    seed: int = SEED,
    scale: float = 1.0,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
    at: date = REFERENCE_DATE,
) -> list[Entry]:
    """Write the files of the demo city and `index.json`; gives the entries of the index.

    The same arguments give the same bytes. `scale` makes files longer or shorter, `only` takes
    the municipalities of these codes. `progress` hears how many municipalities of all are done.
    """
    cities = stages(seed=seed)
    houses = house_styles(cities, seed=seed)
    chosen = [city for city in cities if only is None or city.code in only]
    index: list[Entry] = []
    for done, city in enumerate(chosen, 1):
        made = city_files(city, houses[city.code], seed=seed, scale=scale, at=at)
        index += write_files(folder, city, made)
        if progress:
            progress(done, len(chosen))
    write_index(folder, index)
    return index


def write_files(folder: Path, city: City, made: Iterable[DemoFile]) -> list[Entry]:
    """Write the files of one municipality into its folder."""
    (folder / city.code).mkdir(parents=True, exist_ok=True)
    entries = []
    for file in made:
        (folder / file.path).write_bytes(file.content)
        entries.append(file.entry)
    return entries


def write_index(folder: Path, index: list[Entry]) -> None:
    """Write `index.json`, one line an entry."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in index)
    (folder / "index.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
