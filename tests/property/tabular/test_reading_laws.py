"""Laws of reading: nothing crashes it, nothing is lost on the way, twice is the same as once."""

import csv
import io
import tempfile
from pathlib import Path
from unicodedata import normalize

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.tabular import (
    TextTable,
    infer_types,
    read_file,
    typed_series,
    write_csv,
    write_parquet,
)
from tdpf.core.tabular.values import MISSING, read_value

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"]
LETTERS = "あいうえおアイウエオ亜胃東京都渋谷区丁目番号abcXYZ0123456789 -,;\t\"'\n（）・"
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"名{text}名")
HEADER = ["施設の名称", "住所", "備考", "説明"]


def read(data: bytes, name: str = "a.csv") -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return [*read_file(path)]


def rows(table: TextTable) -> list[list[str]]:
    return [list(row) for chunk in table.chunks() for row in zip(*chunk.cells, strict=True)]


@given(
    st.binary(max_size=3_000)
    | st.binary(max_size=300).map(lambda data: b"PK\x03\x04" + data)
    | st.binary(max_size=900).map(lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)
    | st.text(LETTERS + "{}[]:", max_size=500).map(str.encode)
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_tables_or_a_verdict(data: bytes) -> None:
    answers = read(data)
    assert answers
    for answer in answers:
        if isinstance(answer, TextTable):
            assert len(rows(answer)) == answer.row_count
            assert {len(row) for row in rows(answer)} <= {len(answer.columns)}


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=2, max_size=12),
    st.sampled_from(ENCODINGS),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["\r\n", "\n"]),
)
@settings(max_examples=200, deadline=None)
def test_every_cell_survives_every_encoding_separator_and_line_end(
    body: list[tuple[str, ...]], encoding: str, separator: str, end: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerows([HEADER, *body])
    (table,) = read(text.getvalue().encode(encoding))
    assert isinstance(table, TextTable)
    assert [column.header for column in table.columns] == HEADER
    assert rows(table) == [list(row) for row in body]
    assert table.source.encoding == encoding


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_chunks_give_the_same_rows_each_time(body: list[tuple[str, ...]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *body])
    (table,) = read(text.getvalue().encode())
    assert isinstance(table, TextTable)
    assert rows(table) == rows(table)


CELLS = st.one_of(
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
    st.dates().map(str),
    st.sampled_from(["", "－", "…", "0037", "1,234", "１２", "令和5年4月1日", "TRUE", "x"]),
    st.text(LETTERS, max_size=6),
)


@given(CELLS)
def test_a_value_is_read_the_same_from_its_own_text(cell: str) -> None:
    sort, value = read_value(cell)
    if sort in {"integer", "date"}:
        assert read_value(str(value)) == (sort, value)


@given(st.lists(CELLS, max_size=40), st.sampled_from(["integer", "number", "date", "text"]))
def test_a_typed_column_has_a_value_for_each_cell_and_null_for_each_blank(
    cells: list[str], kind: str
) -> None:
    series = typed_series("列", kind, cells)  # type: ignore[arg-type]
    assert len(series) == len(cells)
    assert all(value is None for cell, value in zip(cells, series, strict=True) if not cell)
    if kind == "text":
        assert series.fill_null("").to_list() == cells


@given(st.lists(CELLS, min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_an_inferred_column_loses_no_value(cells: list[str]) -> None:
    """Whatever kind is chosen, a cell is null only where it is blank or a mark for no figure."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["名称", "数"], *([f"施設{n}", c] for n, c in enumerate(cells))])
    (table,) = read(text.getvalue().encode())
    assert isinstance(table, TextTable)
    typed = infer_types(table)
    name = typed.schema.names()[1]
    source = [cell for chunk in table.chunks() for cell in chunk.cells[1]]
    found = [value for batch in typed.batches() for value in batch[name].to_list()]
    lost = [c for c, v in zip(source, found, strict=True) if v is None and c.strip()]
    assert all(normalize("NFKC", cell).strip() in MISSING for cell in lost)
    assert typed.schema.columns[1].nulls == found.count(None)


@given(st.lists(st.tuples(st.integers(-(2**40), 2**40), st.text(LETTERS)), max_size=50))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(pairs: list[tuple[int, str]]) -> None:
    frame = pl.DataFrame(
        {"数": [number for number, _ in pairs], "文": [text for _, text in pairs]},
        schema={"数": pl.Int64, "文": pl.String},
    )
    with tempfile.TemporaryDirectory() as folder:
        halves = [frame.head(len(pairs) // 2), frame.slice(len(pairs) // 2)]
        write_parquet(Path(folder) / "a.parquet", halves)
        assert pl.read_parquet(Path(folder) / "a.parquet").equals(frame)
        write_csv(Path(folder) / "a.csv", halves)
        written = (Path(folder) / "a.csv").read_bytes().decode("utf-8-sig")
        _, *lines = csv.reader(io.StringIO(written, newline=""))
        assert lines == [[str(number), text] for number, text in pairs]
