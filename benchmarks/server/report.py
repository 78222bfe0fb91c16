"""The table: a row for each question and number of connections, a column for each server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.records.export import Export
from benchmarks.server.measure import CONNECTIONS, Found, Seen

OURS, DATASETTE, PYGEOAPI, BARE = "TDPF", "Datasette", "pygeoapi", "bare ASGI"
DUCKDB, SQLITE = "DuckDB", "SQLite"
_COLUMNS = (OURS, DATASETTE, PYGEOAPI, BARE)
_FLOORS = (DUCKDB, SQLITE)

Row = dict[str, Seen]
Judge = Callable[[Row], bool]


@dataclass(frozen=True)
class Target:
    """What a row is asked to be, in words and as a rule."""

    case: str
    words: str
    is_met: Judge


def _within(case: str, ms: float) -> Target:
    return Target(case, f"≤ {ms:g} ms", lambda row: row[OURS].cpu_ms <= ms)


def _half_of_bare(case: str) -> Target:
    words = "≥ 50 % of bare ASGI"
    return Target(case, words, lambda row: row[BARE].cpu_ms >= 0.5 * row[OURS].cpu_ms)


def _page(row: Row) -> bool:
    peer = row.get(DATASETTE)
    return row[OURS].cpu_ms <= 0.9 and (peer is None or peer.cpu_ms >= 3 * row[OURS].cpu_ms)


TARGETS = (
    Target("page", "≤ 0.9 ms, Datasette ≥ 3 ×", _page),
    _half_of_bare("page repeated"),
    _within("filter + total", 1.5),
    _within("box + total", 2),
    _within("group by month", 2),
    _within("text + total", 3),
    _within("OGC items", 2),
    _within("OGC items, box + total", 2),
    _within("small table, first touch", 2),
    _within("tile z14, baked", 2),
    _within("tile z14, 20 columns, made", 2),
    _within("tile z10, made", 60),
    _half_of_bare("tile z14 again"),
    _within("areas z14, made", 4),
)
CSV_MB_PER_S, CSV_ABOVE_IDLE_MB = 60, 80


def show(found: Sequence[Found], floors: dict[str, dict[str, float]], title: str) -> int:
    """Print the table, and say how many targets were missed."""
    table = Table(title=title, caption="CPU ms a request · requests/s · p99 ms; floors: CPU ms")
    table.add_column("", no_wrap=True)
    table.add_column("at", justify="right")
    for name in (*_COLUMNS, *_FLOORS):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("target", no_wrap=True)
    table.add_column("")
    missed = 0
    for target in TARGETS:
        for connections in CONNECTIONS:
            row = {
                one.server: one.seen
                for one in found
                if (one.case, one.connections) == (target.case, connections)
            }
            if OURS not in row:
                continue
            is_met = target.is_met(row)
            missed += not is_met
            cells = [_cell(row.get(name)) for name in _COLUMNS]
            cells += [_floor(floors.get(name, {}).get(target.case)) for name in _FLOORS]
            verdict = "met" if is_met else "MISSED"
            table.add_row(target.case, str(connections), *cells, target.words, verdict)
    Console(width=190).print(table)
    return missed


def show_exports(csv: Export, parquet: Export, rows: int) -> int:
    """Print what exports took, and say how many targets were missed."""
    is_met = csv.mb_per_s >= CSV_MB_PER_S and csv.above_idle_mb <= CSV_ABOVE_IDLE_MB
    print(
        f"CSV of {rows:,} rows: {csv.mb:,.0f} MB, {csv.mb_per_s:,.0f} MB/s "
        f"(target {CSV_MB_PER_S}), {csv.above_idle_mb:,.0f} MB above idle "
        f"(target {CSV_ABOVE_IDLE_MB}): {'met' if is_met else 'MISSED'}\n"
        f"Parquet, a file send: {parquet.mb:,.0f} MB, {parquet.mb_per_s:,.0f} MB/s, "
        f"{parquet.above_idle_mb:,.0f} MB above idle"
    )
    return not is_met


def _cell(seen: Seen | None) -> str:
    if seen is None:
        return ""
    digits = 3 if seen.cpu_ms < 0.1 else 2 if seen.cpu_ms < 10 else 0
    return f"{seen.cpu_ms:.{digits}f} · {seen.per_s:,.0f} · {seen.p99_ms:.1f}"


def _floor(ms: float | None) -> str:
    return "" if ms is None else f"{ms:.1f}"
