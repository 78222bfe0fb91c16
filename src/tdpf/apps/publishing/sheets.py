"""Which table each sheet of a new version belongs to: the one of the sheet of that name before.

A table belongs to a sheet by its name; the main table is that of the first sheet when a file is
published for the first time, and goes by "". It stays with its sheet wherever that stands. When
its sheet is gone, a sheet that has no table yet stands in, as a lone or renamed one does. Of sheets
by year, the newest is the main one when it comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tdpf.core.catalog.series import undated

MAIN = ""


def keys_of(names: Sequence[str], before: Mapping[str, str]) -> list[tuple[int, str]]:
    """Place and key of each sheet, the main one first.

    `before` has the name that the sheet of each table had, by key; "" where it had none.
    """
    main = _main(names, before)
    others = [(place, name) for place, name in enumerate(names) if place != main]
    return [(main, MAIN), *others]


def _main(names: Sequence[str], before: Mapping[str, str]) -> int:
    had = before.get(MAIN, "")
    if had in names:
        return 0 if _is_newer(names[0], had) else names.index(had)
    return next((place for place, name in enumerate(names) if name not in before), 0)


def _is_newer(name: str, had: str) -> bool:
    """Whether the names differ by their year alone, and the first has the later one."""
    one, other = undated(f"シート {name}"), undated(f"シート {had}")  # names may be dates alone
    return one is not None and other is not None and one[0] == other[0] and one[1] > other[1]
