"""How much is measured: the sizes of the targets, and a quick run that only shows the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    rows: int = 100_000
    small_tables: int = 2_000
    points: int = 200_000
    areas: int = 100_000
    exported: int = 1_000_000
    peer_rows: int = 1_000  # of pygeoapi, which reads its file at every request
    seconds: float = 4.0


FULL = Sizes()
QUICK = Sizes(
    rows=20_000,
    small_tables=200,
    points=60_000,
    areas=10_000,
    exported=100_000,
    seconds=1.0,
)
