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


def test_nothing_is_found_of_a_version_that_does_not_fit_the_limits_of_its_table(desk) -> None:
    from tdpf.apps.organisations.service import set_limits
    from tdpf.apps.publishing.service import Deed, rebuild_search, table_named

    rows = CLUBS.replace(b"\n", b",35.66,139.69\n").replace(
        b"35.66,139.69", "緯度,経度".encode(), 1
    )
    desk.give("clubs.csv", rows, dataset="clubs", title="活動団体")
    table, deed = table_named("clubs"), Deed(actor="clerk", at=desk.clock)
    assert set_limits(table, Limits(columns=(ColumnLimit(("種別",)),)), deed=deed)
    rebuild_search(at=desk.clock, index=desk.index)
    assert _found(desk, "集会室") == ["clubs"]
    desk.give("clubs.csv", rows.replace("種別".encode(), "内容".encode()), dataset="clubs")
    for hidden in ("囲碁", "内容", "集会室"):
        assert _found(desk, hidden) == []
    (document,) = (hit.document for hit in desk.index.search("活動団体").hits)
    assert (document.columns, document.rows, document.quality) == ((), 0, 0)
    assert not document.has_map
