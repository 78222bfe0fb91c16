"""What a table is does not depend on the order of its rows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.standardize import Standardized, standardize
from tdpf.core.tabular.model import Chunk, Source, SourceColumn, TextTable

KINDS = ("学童クラブ", "児童館", "公園", "会館")
HEADERS = ("NO", "施設名", "種類", "場所", "収容", "col6", "連絡", "開いた日", "備考")


def _row(number: int) -> tuple[str, ...]:
    """Rows that differ in all that recognition and mapping look at."""
    return (
        str(number),
        f"第{number}{KINDS[number % 4]}",
        KINDS[number % 4] if number % 7 else "その他",
        f"神南{number % 3 + 1}丁目{number}番" if number % 5 else "区役所内",
        str(number * 3) if number % 11 else "－",
        f"35.6{number:03}" if number % 3 else "",
        f"03-3463-{number:04}" if number % 4 else "代表へ",
        f"R{number % 5 + 1}.4.1" if number % 6 else "不明",
        "" if number % 8 else "2階",
    )


def _read(rows: list[tuple[str, ...]]) -> Standardized:
    chunk = Chunk(list(range(2, len(rows) + 2)), [list(cells) for cells in zip(*rows, strict=True)])
    columns = tuple(SourceColumn(place, header) for place, header in enumerate(HEADERS))
    source = Source("list.csv", "0" * 64, 1, "csv", "utf-8", 1)
    return standardize(TextTable(source, columns, lambda: iter([chunk]), len(rows)))


def _decided(done: Standardized) -> object:
    columns = [(one.items, one.generic, one.proposed, one.basis) for one in done.report.columns]
    return done.report.standard.slug, columns, [(one.name, one.kind) for one in done.schema.columns]


ROWS = [_row(number) for number in range(1, 97)]
AS_PUBLISHED = _decided(_read(ROWS))


@settings(max_examples=25, deadline=None)
@given(rows=st.permutations(ROWS))
def test_shuffled_rows_give_the_same_set_mapping_and_types(rows: list[tuple[str, ...]]) -> None:
    assert _decided(_read(rows)) == AS_PUBLISHED
