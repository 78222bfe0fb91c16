"""One file against its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accuracy.gold import Gold, GoldCell
from tdpf.core.standardize import Standardized, standardize
from tdpf.core.tabular import read_file

NUMBERS = ("緯度", "経度")


@dataclass(slots=True)
class Score:
    """What was right and wrong about one file."""

    file: str
    is_recognised: bool = False
    is_best_set: bool = False
    is_header_right: bool = False
    is_row_count_right: bool = False
    is_encoding_right: bool = False
    is_publisher_right: bool = False
    right: int = 0
    wrong: int = 0
    missed: int = 0
    cells: int = 0
    cells_right: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        flags = (
            self.is_recognised,
            self.is_header_right,
            self.is_row_count_right,
            self.is_publisher_right,
        )
        return self.wrong + self.missed + self.cells - self.cells_right + 5 * flags.count(False)


def measure(gold: Gold, data: Path, *, without: frozenset[str] = frozenset()) -> Score:
    """Standardise the file as an officer would; columns and cells hold for the right set."""
    table = read_file(data / gold.file)[0]
    done = standardize(table, without=without)
    score = Score(gold.file)
    _compare_table(gold, done, score)
    if done.report.standard.slug != gold.standard:
        done = standardize(table, standard=gold.standard or "none", without=without)
    _compare_columns(gold, done, score)
    _compare_cells(gold, done, score)
    return score


def _compare_table(gold: Gold, done: Standardized, score: Score) -> None:
    report = done.report
    score.is_best_set = report.standard.slug == gold.standard
    score.is_recognised = score.is_best_set or report.standard.slug in gold.acceptable
    score.is_header_right = report.input.header_row == gold.header_row
    score.is_row_count_right = report.rows.read == gold.data_rows == report.rows.written
    score.is_encoding_right = report.input.encoding == gold.encoding
    score.is_publisher_right = report.publisher.code in {gold.publisher, *gold.publisher_acceptable}
    checks = {
        "set": (score.is_recognised, report.standard.slug, gold.standard),
        "header row": (score.is_header_right, report.input.header_row, gold.header_row),
        "rows": (score.is_row_count_right, report.rows.read, gold.data_rows),
        "encoding": (score.is_encoding_right, report.input.encoding, gold.encoding),
        "publisher": (score.is_publisher_right, report.publisher.code, gold.publisher),
    }
    for what, (fine, got, want) in checks.items():
        if not fine:
            score.reasons.append(f"{what}: {got}, should be {want}")


def _compare_columns(gold: Gold, done: Standardized, score: Score) -> None:
    answers = {column.source_index: set(column.items) for column in done.report.columns}
    for column in gold.columns:
        answer, wanted = answers.get(column.source_index, set()), set(column.items)
        extra = answer - wanted - set(column.optional)
        score.right += len(answer & wanted)
        score.wrong += len(extra)
        score.missed += len(wanted - answer)
        if extra or wanted - answer:
            score.reasons.append(
                f"column {column.source_header!r}: {sorted(answer)}, should be {sorted(wanted)}"
            )


def _compare_cells(gold: Gold, done: Standardized, score: Score) -> None:
    header = done.header()
    rows = dict(zip(done.report.rows.source_rows, done.text_rows(), strict=True))
    for cell in gold.cells:
        got = _cell(cell, header, rows)
        score.cells += 1
        if _same(cell, got):
            score.cells_right += 1
        else:
            score.reasons.append(
                f"row {cell.row} {cell.item or cell.header}: {got!r}, should be {cell.value!r}"
            )


def _cell(cell: GoldCell, header: list[str], rows: dict[int, tuple[str, ...]]) -> str | None:
    name = cell.item or cell.header or ""
    if cell.row not in rows or name not in header:
        return None
    return rows[cell.row][header.index(name)] or None


def _same(cell: GoldCell, got: str | None) -> bool:
    if cell.value is None or got is None:
        return cell.value is got
    if (cell.item or cell.header or "").endswith(NUMBERS):
        try:
            return float(cell.value) == float(got)
        except ValueError:
            return False
    return cell.value == got
