"""Whatever a table holds: it is standardised without an error, and nothing of it is lost."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tdpf.core.standardize import Report, standardize
from tdpf.core.standards import standards
from tdpf.core.tabular.model import Chunk, Source, SourceColumn, TextTable

NAMES = sorted({item.name for one in standards().values() for item in one.items})
HEADERS = st.one_of(st.sampled_from(NAMES), st.text(max_size=8), st.sampled_from(["", "X", "TEL"]))
CELLS = st.one_of(
    st.sampled_from(
        (
            "○",
            "×",
            "有",
            "35.6",
            "139.7",
            "0",
            "131130",
            "9:00～17:00",
            "03-1234-5678",
            "渋谷区神南1-2-3",
            "R5.4.1",
            "43831",
            "1,234",
            "12.5",
            "35.6,139.7",
            "123456789018",
            "a@gmail.com",
            "http://a.jp/」",
            "ｶﾅ",
            "ﾋﾞﾙ",
            "=1",
            "－",
        )
    ),
    st.sampled_from(("", " ", "　", "\x00", "東京都渋谷区神南一丁目2番3号　ビル2階")),
    st.text(max_size=12),
)
FILES = st.sampled_from(
    ["131130_aed.csv", "list.csv", "131130_event.csv", "公衆トイレ.csv", "population.csv", "x.xlsx"]
)


@st.composite
def tables(draw: st.DrawFn) -> TextTable:
    width, height = draw(st.integers(1, 8)), draw(st.integers(0, 6))
    headers = [draw(HEADERS) for _ in range(width)]
    cells = [[draw(CELLS) for _ in range(height)] for _ in range(width)]
    chunk = Chunk([at + 2 for at in range(height)], cells)
    source = Source(draw(FILES), "0" * 64, 1, "csv", "utf-8", 1)
    columns = tuple(SourceColumn(at, header) for at, header in enumerate(headers))
    return TextTable(source, columns, lambda: iter([chunk] if height else []), height)


SLUGS = st.sampled_from(["auto", "auto", "auto", "none", *standards()])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(table=tables(), slug=SLUGS)
def test_any_table_is_standardised_and_nothing_is_lost(table: TextTable, slug: str) -> None:
    done = standardize(table, standard=slug)
    report, rows = done.report, list(done.text_rows())
    assert len(rows) == table.row_count == report.rows.written
    assert msgspec.json.decode(report.to_json(), type=Report) == report
    header = done.header()
    assert len(set(header)) == len(header)
    kept = sum(not column.items for column in report.columns)
    assert len(report.columns) == len(table.columns)
    items = len(standards()[report.standard.slug].items) if report.standard.layout else 0  # type: ignore[index]
    assert len(header) == items + kept
    for frame in done.batches():
        assert frame.columns[: len(header)] == header
        assert frame.height == len(rows)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(table=tables())
def test_every_cell_is_in_the_result_or_in_a_finding(table: TextTable) -> None:
    done = standardize(table, standard="none")
    told = {(finding.row, finding.column) for finding in done.report.findings}
    for chunk in table.chunks():
        for at, row in enumerate(done.text_rows()):
            for column, text in enumerate(row):
                cell = chunk.cells[column][at]
                if cell != text and cell.strip():
                    assert (chunk.rows[at], column) in told
                if not cell.strip():
                    assert text == ""
