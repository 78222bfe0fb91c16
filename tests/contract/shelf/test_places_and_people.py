"""Publishing knows the installed dictionaries of places, and asks before it publishes people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tdpf.core.places.install import install

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
