"""A dataset is found by values of its rows, after those that say it, and never by hidden ones."""

from __future__ import annotations

import msgspec

from tdpf.core.access import ColumnLimit, Limits, RowLimit

CLUBS = "\n".join(
    [
        "クラブ名,種別,活動場所",
        *(
            f"みどり{n}会,{kind},第{n}集会室"
            for n, kind in enumerate(["将棋", "囲碁", "合唱", "卓球"], 1)
        ),
        "",
    ]
).encode()


def _found(desk, words: str) -> list[str]:
    return [hit.document.id for hit in desk.index.search(words).hits]


def test_a_value_finds_its_dataset_after_the_one_that_has_it_in_its_title(desk) -> None:
    desk.give("clubs.csv", CLUBS, dataset="clubs", title="活動団体")
    desk.give("lessons.csv", b"name,day\nABC,Mon\n", dataset="lessons", title="将棋の教室")
    assert _found(desk, "将棋") == ["lessons", "clubs"]
    assert _found(desk, "囲碁") == ["clubs"]


def test_values_of_columns_and_rows_that_not_everybody_sees_find_nothing(desk) -> None:
    from tdpf.apps.organisations.models import TableAccess
    from tdpf.apps.publishing.service import rebuild_search, table_named

    desk.give("clubs.csv", CLUBS, dataset="clubs", title="活動団体")
    table = table_named("clubs")

    def limited(limits: Limits) -> None:
        text = msgspec.json.encode(limits).decode()
        TableAccess.objects.update_or_create(
            table=table, defaults={"limits": text, "since": desk.clock}
        )
        rebuild_search(at=desk.clock, index=desk.index)

    assert _found(desk, "囲碁") == _found(desk, "種別") == ["clubs"]
    limited(Limits(columns=(ColumnLimit(("種別",)),)))
    assert _found(desk, "囲碁") == _found(desk, "種別") == []
    assert _found(desk, "集会室") == ["clubs"]
    limited(Limits(rows=(RowLimit("種別 = '合唱'"),)))
    assert _found(desk, "種別") == ["clubs"]
    assert _found(desk, "集会室") == _found(desk, "囲碁") == []
