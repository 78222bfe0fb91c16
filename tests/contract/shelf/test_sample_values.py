"""A version keeps a few values of its columns for search, and none that is about a person."""

from __future__ import annotations

from pathlib import Path

from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets

CLUBS = "\n".join(
    [
        "クラブ名,種別,代表者氏名,連絡先,人数,紹介",
        *(
            f"みどり{kind}クラブ,{kind},山田 太郎{n},club{n}@example.jp,{n},{'長い紹介文' * 9}"
            for n, kind in enumerate(["将棋", "囲碁", "合唱", "合唱", "卓球", "書道", "絵手紙"], 1)
        ),
        "",
    ]
)


def _samples(table: str) -> dict[str, tuple[str, ...]]:
    from tdpf.apps.publishing.service import table_named

    found = table_named(table)
    assert found is not None
    return found.head.version.sample_values


def test_the_first_distinct_short_values_of_text_are_kept(desk) -> None:
    desk.give("clubs.csv", CLUBS.encode(), dataset="clubs")
    samples = _samples("clubs")
    assert samples["種別"] == ("将棋", "囲碁", "合唱", "卓球", "書道")
    assert set(samples) == {"クラブ名", "種別"}


def test_a_column_with_personal_data_gives_no_values_whoever_checked_it(
    desk, tmp_path: Path
) -> None:
    rows = [f"会場{n},東京都渋谷区桜丘町{n}-2,somebody{n}@gmail.com" for n in range(1, 12)]
    text = "\n".join(["名称,住所,備考", *rows, ""])
    done = desk.give("list.csv", text.encode(), dataset="venues", personal_data_checked=True)
    assert done.status == "published"
    samples = _samples("venues")
    assert samples["名称"] == ("会場1", "会場2", "会場3", "会場4", "会場5")
    assert not any("@" in value for values in samples.values() for value in values)


def test_a_merged_table_has_values_of_its_parts(desk) -> None:
    desk.give("public_toilet.csv", toilets("131130", *SHIBUYA))
    desk.give("public_toilet.csv", toilets("131032", *MINATO), publisher="131032")
    assert "道玄坂公衆トイレ" in _samples("public_toilet")["名称"]
    assert "芝公園トイレ" in _samples("public_toilet")["名称"]
