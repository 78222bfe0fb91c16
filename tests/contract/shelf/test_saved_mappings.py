"""What a person confirmed about a publisher's columns wins from then on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tdpf.apps.publishing.models import AuditRecord
from tdpf.apps.publishing.service import (
    BadMapping,
    Deed,
    confirm_table,
    forget_mapping,
    save_mapping,
    saved_mappings,
)
from tests.contract.shelf.test_commands import run

HEADER = "全国地方公共団体コード,ID,よびな,ところばんち,緯度,経度,Q7"
FILE = "131130_public_toilet.csv"


def content(*names: str) -> bytes:
    rows = [
        f"131130,S-{n},{name},東京都渋谷区神南一丁目2-{n},35.66{n},139.70{n},近道{n}"
        for n, name in enumerate(names, 1)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode("utf-8-sig")


def deed(desk: Any) -> Deed:
    return Deed(actor="officer", at=desk.clock)


def test_a_confirmed_column_is_used_the_next_time_and_only_for_its_publisher(desk: Any) -> None:
    first = desk.give(FILE, content("道玄坂トイレ", "神南トイレ"))
    assert "備考" not in _filled(desk, first.tables[0])
    assert save_mapping("131130", "public_toilet", {"Q7": ["備考"]}, deed=deed(desk)) == 1
    again = desk.give(FILE, content("道玄坂トイレ", "神南トイレ"))
    assert again.status == "published"  # the same bytes mean something else now
    assert desk.rows(again.tables[0])["備考"].to_list() == ["近道1", "近道2"]
    other = desk.give("131032_public_toilet.csv", content("芝トイレ"), publisher="131032")
    assert "備考" not in _filled(desk, other.tables[0])


def _filled(desk: Any, table: str) -> list[str]:
    frame = desk.rows(table)
    return [name for name in frame.columns if frame[name].null_count() < frame.height]


def test_saying_it_again_changes_nothing(desk: Any) -> None:
    for expected in (1, 0):
        changed = save_mapping("131130", "public_toilet", {"Q7": ["備考"]}, deed=deed(desk))
        assert changed == expected
    assert AuditRecord.objects.filter(action="mapping.confirmed").count() == 1
    desk.give(FILE, content("道玄坂トイレ"))
    assert desk.give(FILE, content("道玄坂トイレ")).status == "unchanged"


def test_what_was_forgotten_is_found_out_again(desk: Any) -> None:
    save_mapping("131130", "public_toilet", {"Q7": ["備考"], "よびな": []}, deed=deed(desk))
    assert forget_mapping("131130", "public_toilet", ["Q7"], deed=deed(desk)) == 1
    assert [one.header for one in saved_mappings("131130")] == ["よびな"]
    assert forget_mapping("131130", "public_toilet", [], deed=deed(desk)) == 1
    assert saved_mappings() == []


def test_a_table_that_a_person_looked_at_is_confirmed_whole(desk: Any) -> None:
    outcome = desk.give(FILE, content("道玄坂トイレ", "神南トイレ"))
    table, changed = confirm_table(outcome.tables[0], deed=deed(desk), storage=desk.storage)
    assert table.name == outcome.tables[0]
    assert changed == len(saved_mappings("131130")) >= 4
    assert {one.header: one.items for one in saved_mappings()}["緯度"] == ["緯度"]


@pytest.mark.parametrize(
    ("publisher", "standard", "columns"),
    [
        ("渋谷", "public_toilet", {"x": ["名称"]}),
        ("131130", "nothing", {"x": ["名称"]}),
        ("131130", "parking", {"x": ["名称"]}),
        ("131130", "public_toilet", {"x": ["なまえ"]}),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(
    desk: Any, publisher: str, standard: str, columns: dict[str, list[str]]
) -> None:
    with pytest.raises(BadMapping) as refusal:
        save_mapping(publisher, standard, columns, deed=deed(desk))
    assert refusal.value.message.ja
    assert saved_mappings() == []


def test_the_command_saves_shows_and_forgets(tmp_path: Any) -> None:
    home = tmp_path / "home"
    status, out, _ = run(home, "mapping", "set", "131130", "public_toilet", "めも=備考", "場=")
    assert (status, "2 列" in out) == (0, True)
    shown = json.loads(run(home, "mapping", "list", "--json")[1])
    assert [(one["header"], one["items"]) for one in shown] == [("めも", ["備考"]), ("場", [])]
    status, _, err = run(home, "mapping", "set", "131130", "public_toilet", "めも=びこう")
    assert status == 1
    assert "備考" in err
    assert run(home, "mapping", "set", "131130", "public_toilet", "めも")[0] == 2
    assert "2 列" in run(home, "mapping", "forget", "131130", "public_toilet")[1]
    assert run(home, "mapping", "set", "131130", "none", "受付=:date")[0] == 0
    assert ":date" in run(home, "mapping", "list")[1]


def test_the_type_a_person_set_wins_the_next_time(desk: Any) -> None:
    text = "整理番号,内容,受付,件数\n101,道路,20240401,12\n102,公園,20240402,不明\n"
    file = ("131130_requests.csv", text.encode("utf-8-sig"))
    first = desk.give(*file)
    assert _kinds(desk, first.tables[0]) == ["Int64", "String", "Int64", "String"]
    said = {"整理番号": [":text"], "受付": [":date"], "件数": [":number"]}
    assert save_mapping("131130", "none", said, deed=deed(desk)) == 3
    again = desk.give(*file)
    assert again.status == "published"
    assert _kinds(desk, again.tables[0]) == ["String", "String", "Date", "Float64"]
    rows = desk.rows(again.tables[0])
    assert rows["整理番号"].to_list() == ["101", "102"]
    assert rows["件数"].to_list() == [12.0, None]  # what is no number is a finding


def _kinds(desk: Any, table: str) -> list[str]:
    return [str(kind) for kind in desk.rows(table).dtypes[:4]]


def test_a_type_of_a_set_holds_beside_its_items_and_outlives_a_confirmation(desk: Any) -> None:
    save_mapping("131130", "public_toilet", {"Q7": [":date"]}, deed=deed(desk))
    table = desk.give(FILE, content("道玄坂トイレ")).tables[0]
    confirm_table(table, deed=deed(desk), storage=desk.storage)
    assert {one.header: one.items for one in saved_mappings()}["Q7"] == [":date"]
    with pytest.raises(BadMapping):
        save_mapping("131130", "none", {"Q7": ["備考"]}, deed=deed(desk))
