"""One table of each standard set over all publishers, always made of the current parts."""

from __future__ import annotations

import json

from tdpf.apps.catalog.models import Dataset
from tdpf.apps.publishing.models import MergeInput, TableVersion
from tdpf.apps.publishing.service import rollback, stale_sets, table_named, verify
from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets


def both(desk):
    desk.give("s.csv", toilets("131130", *SHIBUYA), licence="cc-by-4.0")
    desk.give("m.csv", toilets("131032", *MINATO), publisher="131032", licence="cc-by-4.0")


def test_rows_of_all_publishers_stand_together_and_say_where_they_are_from(desk):
    both(desk)
    rows = desk.rows("public_toilet")
    assert rows["名称"].to_list() == [row[1] for row in (*MINATO, *SHIBUYA)]
    assert rows["_publisher"].to_list() == ["131032"] * 2 + ["131130"] * 3
    assert rows["_publisher_name"].to_list() == ["東京都港区"] * 2 + ["東京都渋谷区"] * 3
    assert set(rows["_dataset"]) == {"131032-public-toilet", "131130-public-toilet"}
    assert rows["_row"].to_list() == [1, 2, 3, 4, 5]
    assert rows["_source_row"].to_list() == [2, 3, 2, 3, 4]
    assert rows["_id"].is_unique().all()


def test_the_merged_table_is_a_dataset_with_what_its_parts_share(desk):
    both(desk)
    dataset = Dataset.objects.get(name="public_toilet")
    assert dataset.kind == "merged"
    assert dataset.organisation is None
    assert dataset.licence == "cc-by-4.0"
    assert table_named("public_toilet").is_merged


def test_licences_that_differ_are_not_made_one(desk):
    desk.give("s.csv", toilets("131130", *SHIBUYA), licence="cc-by-4.0")
    desk.give("m.csv", toilets("131032", *MINATO), publisher="131032", licence="pdl-1.0")
    assert Dataset.objects.get(name="public_toilet").licence == "notspecified"


def test_synthetic_rows_mark_the_whole_merged_table(desk):
    desk.give("s.csv", toilets("131130", *SHIBUYA), is_synthetic=True)
    desk.give("m.csv", toilets("131032", *MINATO), publisher="131032")
    assert Dataset.objects.get(name="public_toilet").is_synthetic


def test_a_new_version_of_one_part_changes_its_rows_alone(desk):
    both(desk)
    before = desk.rows("public_toilet")
    desk.give("s.csv", toilets("131130", *SHIBUYA[:1]))
    after = desk.rows("public_toilet")
    assert after.height == 3
    minato = before.filter(before["_publisher"] == "131032")
    assert after.filter(after["_publisher"] == "131032").equals(minato)
    kept = before.filter(before["名称"] == SHIBUYA[0][1])["_id"]
    assert kept[0] in after["_id"].to_list()


def test_the_parts_of_each_merged_version_are_recorded(desk):
    both(desk)
    head = table_named("public_toilet").head.version
    parts = MergeInput.objects.filter(merged=head).order_by("first_row")
    assert [(part.first_row, part.rows) for part in parts] == [(0, 2), (2, 3)]
    assert stale_sets() == set()


def test_a_merged_table_that_fell_behind_is_caught_up_by_the_next_run(desk, monkeypatch):
    both(desk)
    with monkeypatch.context() as stopped:
        stopped.setattr("tdpf.apps.publishing.afterwards.refresh_merged", lambda **_: [])
        desk.give("s.csv", toilets("131130", *SHIBUYA[:1]))
    assert stale_sets() == {"public_toilet"}
    assert verify(storage=desk.storage).stale == ("public_toilet",)
    desk.publish()
    assert stale_sets() == set()
    assert desk.rows("public_toilet").height == 3


def test_rolling_back_a_part_rebuilds_the_merged_table(desk):
    both(desk)
    desk.give("s.csv", toilets("131130", *SHIBUYA[:1]))
    rollback(
        "131130-public-toilet",
        1,
        at=desk.clock,
        actor="clerk",
        storage=desk.storage,
        index=desk.index,
    )
    assert desk.rows("131130-public-toilet").height == 3
    assert desk.rows("public_toilet").height == 5
    assert TableVersion.objects.filter(table__name="131130-public-toilet").count() == 2


def test_quality_of_a_merged_table_weighs_its_parts_by_rows(desk):
    both(desk)
    import json

    quality = json.loads(table_named("public_toilet").head.version.quality)
    parts = [
        json.loads(table_named(name).head.version.quality)["completeness"]
        for name in ("131032-public-toilet", "131130-public-toilet")
    ]
    assert quality["completeness"] == round((2 * parts[0] + 3 * parts[1]) / 5, 4)
    assert 0 <= quality["score"] <= 100


def test_a_place_in_two_lists_stays_in_both_and_is_linked(desk):
    both(desk)
    tokyo = [
        ("T-9", *SHIBUYA[0][1:]),
        ("T-8", "代々木トイレ", "東京都渋谷区代々木1-1", 35.68, 139.7),
    ]
    desk.give("t.csv", toilets("130001", *tokyo), publisher="130001")
    rows = desk.rows("public_toilet")
    assert rows.height == 7
    same = rows.filter(rows["名称"] == SHIBUYA[0][1])
    assert same["_publisher"].to_list() == ["130001", "131130"]
    assert same["_same_as"].to_list() == [min(same["_id"])] * 2
    assert rows["_same_as"].null_count() == 5
    version = table_named("public_toilet").head.version
    assert json.loads(version.quality)["linked"] == 2
    desk.give("t.csv", toilets("130001", *tokyo[1:]), publisher="130001")
    assert "_same_as" not in desk.rows("public_toilet").columns


def test_a_table_of_nobody_stands_in_no_merged_table_and_stops_none(desk):
    both(desk)
    Dataset.objects.filter(name="131130-public-toilet").update(organisation=None)
    desk.give("m.csv", toilets("131032", *MINATO[:1]), publisher="131032")
    assert desk.rows("public_toilet")["名称"].to_list() == [MINATO[0][1]]


def test_no_publisher_is_missing_while_its_next_version_comes(desk, monkeypatch):
    from tdpf.apps.publishing import merging

    both(desk)
    choose = merging.chosen_parts

    def shibuya_publishes_after(standard: str = ""):
        found = choose(standard)
        if standard:
            monkeypatch.setattr(merging, "chosen_parts", choose)
            give_quietly("s.csv", toilets("131130", *SHIBUYA[:2]))
        return found

    def give_quietly(name: str, content: bytes, **details) -> None:
        with monkeypatch.context() as stopped:
            stopped.setattr("tdpf.apps.publishing.afterwards.refresh_merged", lambda **_: [])
            desk.give(name, content, **details)

    give_quietly("m.csv", toilets("131032", *MINATO[:1]), publisher="131032")
    monkeypatch.setattr(merging, "chosen_parts", shibuya_publishes_after)
    deed = merging.Deed(actor="clerk", at=desk.clock)
    assert not merging.refresh_merged(deed=deed, storage=desk.storage)

    merged = TableVersion.objects.filter(table__name="public_toilet").order_by("number")
    owner = "part__table__dataset__organisation__code6"
    told = [set(version.inputs.values_list(owner, flat=True)) for version in merged]
    assert told == [{"131130"}, *[{"131032", "131130"}] * 3]
    assert desk.rows("public_toilet").height == 3
