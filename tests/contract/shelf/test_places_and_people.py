"""Publishing knows the installed dictionaries of places, and asks before it publishes people."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tdpf.core.places.install import install
from tdpf.core.tables.own import OwnRows

ADDRESSES = (
    "名称,住所\nみどり公園トイレ,東京都渋谷区桜丘町1-2\nひかり公園トイレ,東京都渋谷区桜丘町3-4\n"
)
TOWNS = (
    "都道府県名,市区町村コード,市区町村名,大字町丁目名,緯度,経度\n"
    "東京都,13113,渋谷区,桜丘町,35.656,139.700\n"
)
PEOPLE = "名称,住所,連絡先メールアドレス\n" + "".join(
    f"会場{n},東京都渋谷区桜丘町{n}-2,somebody{n}@gmail.com\n" for n in range(1, 12)
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of dictionaries that publishing looks into."""
    from tdpf.apps.publishing import prepare, publish

    folder = tmp_path / "places"
    folder.mkdir()

    class Settings:
        places_path = folder

    monkeypatch.setattr(publish, "settings", Settings)
    prepare.installed.cache_clear()
    return folder


def test_rows_without_a_position_get_that_of_their_town_once_a_dictionary_is_there(
    desk, places: Path
) -> None:
    from tdpf.apps.publishing import prepare

    content = ADDRESSES.encode()
    first = desk.give("public_toilet.csv", content)
    assert (first.status, desk.rows("131130-public-toilet")["_lon"].null_count()) == (
        "published",
        2,
    )

    towns = places.parent / "towns.csv"
    towns.write_text(TOWNS, encoding="utf-8")
    install(places, [towns])
    prepare.installed.cache_clear()
    second = desk.give("public_toilet.csv", content)
    rows = desk.rows("131130-public-toilet")
    assert (second.version, rows["_lon"].to_list()) == (2, [139.7, 139.7])
    assert rows["_level"].to_list() == ["町丁目", "町丁目"]


def test_what_may_be_personal_is_published_only_after_a_person_decided(desk, places: Path) -> None:
    held = desk.give("list.csv", PEOPLE.encode())
    assert held.status == "failed"
    assert "--personal-data-checked" in held.message.ja
    assert "--personal-data-checked" in held.message.en

    decided = desk.give("list.csv", PEOPLE.encode(), personal_data_checked=True)
    assert decided.status == "published"
    from tdpf.apps.publishing.models import AuditRecord

    assert AuditRecord.objects.filter(detail__personal_data_checked=True).count() == 1


def test_the_same_columns_are_not_asked_about_again_and_others_are(desk, places: Path) -> None:
    from tdpf.apps.publishing.service import Deed, forget_decisions, personal_decisions

    desk.give("list.csv", PEOPLE.encode(), personal_data_checked=True)
    (known,) = personal_decisions()
    assert (known.code, known.column) == ("personal-mail", "連絡先メールアドレス")
    assert known.decided_by == "clerk"

    longer = PEOPLE + "会場12,東京都渋谷区桜丘町12-2,somebody12@gmail.com\n"
    again = desk.give("list.csv", longer.encode())
    assert (again.status, again.version) == ("published", 2)
    assert "連絡先メールアドレス" in again.message.ja

    second = longer.replace("メールアドレス\n", "メールアドレス,申込用メール\n").replace(
        "@gmail.com\n", "@gmail.com,mine@yahoo.co.jp\n"
    )
    held = desk.give("list.csv", second.encode())
    assert (held.status, held.code) == ("failed", "personal-data")
    assert "申込用メール" in held.message.ja
    assert "連絡先メールアドレス" not in held.message.ja

    other_table = desk.give("other.csv", longer.encode(), dataset="131130-other")
    assert other_table.code == "personal-data"

    deed = Deed(actor="clerk", at=desk.clock)
    assert forget_decisions(known.table.name, [], deed=deed) == 1
    shorter = "\n".join(PEOPLE.splitlines()[:-1])
    assert desk.give("list.csv", shorter.encode()).code == "personal-data"


def test_a_column_taken_up_again_is_decided_on_once(desk, places: Path) -> None:
    from tdpf.apps.publishing.service import personal_decisions

    for last in (9, 10, 11):
        rows = "\n".join(PEOPLE.splitlines()[: last + 1])
        assert desk.give("list.csv", rows.encode(), personal_data_checked=True).is_good
    assert len(personal_decisions()) == 1


def test_a_program_that_writes_rows_is_not_asked_again_about_the_same_column(
    desk, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tdpf.apps.catalog.service import Distribution
    from tdpf.apps.publishing import rows as writing

    monkeypatch.setattr(writing, "open_storage", lambda _: desk.storage)
    desk.give("list.csv", PEOPLE.encode(), dataset="venues", personal_data_checked=True)
    file = Distribution.objects.get(dataset__name="venues")

    def written(column: str) -> int:
        def change(known: OwnRows | None) -> OwnRows:
            assert known is not None
            (old,) = (each.name for each in known.columns if "メール" in each.name)
            columns = tuple(
                replace(each, name=column) if each.name == old else each for each in known.columns
            )
            return OwnRows(columns, known.rows.rename({old: column}))

        return writing.write_rows(file.id, change, at=desk.clock, actor="program").number

    assert written("連絡先メールアドレス") == 2
    with pytest.raises(writing.RowsRefused) as refusal:
        written("別のメールアドレス")
    assert refusal.value.code == "personal-data"
