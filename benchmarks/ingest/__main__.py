"""`python -m benchmarks.ingest [--peer-python .venv-bench/bin/python]`: file → published.

The demo city's small CSV files, all at once: ours reads, recognises, standardises, reports,
publishes, merges and indexes; peers read, guess types and store. Then one large file. CPU is user
and system time of all processes of a side; answers are checked before anything is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tdpf.core.demo import SEED, write_city

PEERS = ("sqlite-utils", "pandas")
LARGE_ROWS = 100_000


@dataclass(frozen=True)
class Line:
    """One measurement."""

    case: str
    who: str
    files: int
    rows: int
    wall_s: float
    cpu_s: float
    peak_mb: int  # of the largest process

    @property
    def cpu_ms_a_file(self) -> float:
        return self.cpu_s / self.files * 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the files, load them with everybody, check the counts, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the demo city")
    parser.add_argument("--peer-python", type=Path, default=Path(".venv-bench/bin/python"))
    parser.add_argument("--json", type=Path, help="write the lines to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as name:
        lines = list(_measured(Path(name), options))
    _print(lines)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=2))


def _measured(folder: Path, options: argparse.Namespace) -> list[Line]:
    write_city(folder / "city", seed=SEED, scale=options.scale)
    entries = json.loads((folder / "city" / "index.json").read_text(encoding="utf-8"))
    small = [entry for entry in entries if entry["path"].endswith(".csv")]
    index = folder / "city" / "small.json"
    index.write_text(json.dumps(small, ensure_ascii=False), encoding="utf-8")
    rows = sum(entry["truth"]["rows"] for entry in small)
    lines = [
        _ours(f"{len(small)} small files", folder / f"home-{workers}", rows, workers, index)
        for workers in (2, 1)
    ]
    again = _ours("the same again", folder / "home-2", rows, 2, index)
    large = _large_file(folder / "131130_large.csv")
    more = [
        again,
        _whole_city(folder),
        _standardised(large),
        _ours("one large file", folder / "home-large", LARGE_ROWS, 1, None, large),
    ]
    for peer in PEERS:
        if _has(options.peer_python, peer):
            case = f"{len(small)} small files"
            lines.append(_peer(case, peer, options.peer_python, _told(folder / "city", small)))
            told = [{"path": str(large), "encoding": "utf-8-sig", "header_row": 1}]
            more.append(_peer("one large file", peer, options.peer_python, told))
    return lines + more


def _ours(
    case: str, home: Path, rows: int, workers: int, index: Path | None, file: Path | None = None
) -> Line:
    what = ["--index", str(index)] if index else [str(file), "--publisher", "131130"]
    program = "from tdpf.cli.main import main; main()"
    command = [sys.executable, "-c", program, "publish", *what, "--json"]
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("TDPF_")
    } | {"TDPF_HOME": str(home), "POLARS_MAX_THREADS": "1"}
    done, wall, cpu, peak = _run([*command, "--workers", str(workers)], environ)
    answers = [json.loads(line) for line in done.splitlines()]
    assert all(answer["status"] in {"published", "unchanged"} for answer in answers), done
    counted = sum(answer["rows"] for answer in answers)
    assert abs(counted - rows) <= rows * 0.01, f"{counted} rows published, {rows} expected"
    who = f"tdpf, {workers} process{'es' if workers > 1 else ''}"
    return Line(case, who, len(answers), counted, wall, cpu, peak)


def _whole_city(folder: Path) -> Line:
    """62 municipalities × 27 sets, standardised, published and merged on two cores."""
    program = Path(__file__).with_name("whole_city.py")
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("TDPF_")
    } | {"TDPF_HOME": str(folder / "home-whole"), "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, str(program), str(folder / "city"), "2"]
    done, wall, cpu, peak = _run(command, environ)
    answer = json.loads(done.splitlines()[-1])
    assert answer["files"] == 62 * 27, answer
    assert not answer["bad"], answer
    assert not answer["stale"], answer
    assert answer["merged"] == 27, answer
    return Line("62 × 27 files", "tdpf, 2 processes", 62 * 27, answer["rows"], wall, cpu, peak)


def _standardised(large: Path) -> Line:
    """The large file read, standardised and typed, without its publication."""
    program = Path(__file__).with_name("standardise_only.py")
    environ = dict(os.environ) | {"POLARS_MAX_THREADS": "1"}
    done, wall, cpu, peak = _run([sys.executable, str(program), str(large)], environ)
    rows = json.loads(done)["rows"]
    assert rows == LARGE_ROWS, rows
    return Line("one large file", "tdpf, standardised only", 1, rows, wall, cpu, peak)


def _peer(case: str, peer: str, python: Path, told: list[dict[str, Any]]) -> Line:
    with tempfile.TemporaryDirectory(prefix="tdpf-peer-") as name:
        listed = Path(name) / "list.json"
        listed.write_text(json.dumps(told), encoding="utf-8")
        program = Path(__file__).with_name("peers.py")
        command = [str(python), str(program), peer, str(listed), str(Path(name) / "peer.db")]
        done, wall, cpu, peak = _run(command, dict(os.environ))
    answer = json.loads(done)
    assert answer["files"] == len(told)
    return Line(case, peer, answer["files"], answer["rows"], wall, cpu, peak)


def _run(command: Sequence[str], environ: dict[str, str]) -> tuple[str, float, float, int]:
    """Output, wall seconds, CPU seconds and peak MB of a command and its children."""
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        with subprocess.Popen(command, env=environ, stdout=out) as run:
            _, status, used = os.wait4(run.pid, 0)
            run.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        out.seek(0)
        text = out.read()
    if run.returncode:
        raise SystemExit(text)
    return text, wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def _told(city: Path, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "path": str(city / entry["path"]),
            "encoding": entry["truth"]["encoding"],
            "header_row": entry["truth"]["header_row"],
        }
        for entry in entries
    ]


def _has(python: Path, package: str) -> bool:
    if not python.exists():
        return False
    name = package.replace("-", "_")
    return subprocess.run([python, "-c", f"import {name}"], check=False).returncode == 0


def _large_file(path: Path) -> Path:
    """100,000 × 20: a facility list of no particular publisher, with figures beside it."""
    header = ["ID", "名称", "住所", "緯度", "経度", "電話番号", "開設日", "備考"]
    figures = [f"件数{number}" for number in range(1, 13)]
    with path.open("w", encoding="utf-8-sig", newline="\r\n") as file:
        file.write(",".join([*header, *figures]) + "\n")
        for row in range(LARGE_ROWS):
            lat, lon = 35.6 + row % 997 / 10_000, 139.6 + row % 991 / 10_000
            day = f"20{row % 24:02}/{row % 12 + 1}/{row % 28 + 1}"
            texts = [
                f"F-{row:06}",
                f"施設{row:06}号館",
                f"渋谷区道玄坂{row % 7 + 1}-{row % 30 + 1}-{row % 90 + 1}",
                f"{lat:.6f}",
                f"{lon:.6f}",
                f"03-{row % 9000 + 1000:04}-{row * 7 % 9000 + 1000:04}",
                day,
                "" if row % 3 else "改修中",
            ]
            numbers = [str((row * factor) % 1013) for factor in range(1, 13)]
            file.write(",".join([*texts, *numbers]) + "\n")
    return path


def _print(lines: Sequence[Line]) -> None:
    table = Table(title="file → published", caption=f"load average {os.getloadavg()[0]:.1f}")
    for heading in ("case", "who"):
        table.add_column(heading)
    for heading in (
        "files",
        "rows",
        "wall s",
        "files/s",
        "CPU s",
        "CPU ms/file",
        "rows/CPU s",
        "MB",
    ):
        table.add_column(heading, justify="right")
    for line in lines:
        table.add_row(
            line.case,
            line.who,
            f"{line.files:,}",
            f"{line.rows:,}",
            f"{line.wall_s:.1f}",
            f"{line.files / line.wall_s:.0f}",
            f"{line.cpu_s:.1f}",
            f"{line.cpu_ms_a_file:.1f}",
            f"{line.rows / line.cpu_s:,.0f}",
            f"{line.peak_mb:,}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
