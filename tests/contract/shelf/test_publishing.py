"""What publishing promises to officers and to everybody who reads what they publish."""

from __future__ import annotations

import hashlib
import json

import msgspec
import openpyxl
import polars as pl
import pytest

from tdpf.apps.catalog.models import Dataset, Distribution, Organisation
from tdpf.apps.publishing.models import AuditRecord, PublicationLog, TableVersion
from tdpf.apps.publishing.service import PublishRequest, read_report, table_named, verify
from tests.contract.shelf.conftest import HEADER, MINATO, SHIBUYA, toilets


def test_a_file_becomes_a_dataset_a_table_and_a_version(desk):
    content = toilets("131130", *SHIBUYA)
    outcome = desk.give("131130_public_toilet.csv", content, licence="cc-by-4.0")
    assert outcome.status == "published", outcome.message
    assert (outcome.dataset, outcome.version, outcome.rows) == ("131130-public-toilet", 1, 3)
    assert outcome.standard == "public_toilet"
    dataset = Dataset.objects.get(name="131130-public-toilet")
    assert dataset.organisation.title == "東京都渋谷区"
    assert dataset.licence == "cc-by-4.0"
    assert "渋谷区" in dataset.title
    assert desk.rows("131130-public-toilet")["名称"].to_list() == [row[1] for row in SHIBUYA]


def test_the_original_is_kept_byte_for_byte_under_its_hash(desk):
    content = toilets("131130", *SHIBUYA).decode("utf-8-sig").encode("cp932")
    desk.give("渋谷区トイレ.csv", content)
    kept = Distribution.objects.get()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.file_name == "渋谷区トイレ.csv"
    with desk.storage.open(kept.path) as file:
        assert file.read() == content


def test_every_version_carries_its_report(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    version = TableVersion.objects.get(table__is_merged=False)
    report = json.loads(read_report(version.report_path, desk.storage))
    assert report["input"]["name"] == "a.csv"
    assert report["rows"]["written"] == len(SHIBUYA)
    assert report["quality"]["score"] == version.score
    assert version.score is not None


def test_the_same_file_twice_makes_no_new_version(desk):
    content = toilets("131130", *SHIBUYA)
    desk.give("a.csv", content)
    entries = PublicationLog.objects.count()
    again = desk.give("a.csv", content)
    assert again.status == "unchanged"
    assert again.version == 1
    assert TableVersion.objects.filter(table__is_merged=False).count() == 1
    assert PublicationLog.objects.count() == entries


def test_new_words_about_the_same_file_change_the_description_alone(desk):
    content = toilets("131130", *SHIBUYA)
    desk.give("a.csv", content)
    again = desk.give("a.csv", content, title="渋谷区の公衆トイレ", licence="cc0-1.0")
    assert again.status == "described"
    assert table_named("131130-public-toilet").title == "渋谷区の公衆トイレ"
    assert TableVersion.objects.filter(table__is_merged=False).count() == 1
    assert desk.index.search("渋谷区の公衆トイレ").hits[0].document.id == "131130-public-toilet"


def test_words_left_out_of_a_new_version_stay_as_they_were(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA), title="題名", notes="説明", licence="cc0-1.0")
    desk.give("a.csv", toilets("131130", *SHIBUYA[:2]))
    dataset = Dataset.objects.get(name="131130-public-toilet")
    assert (dataset.title, dataset.notes, dataset.licence) == ("題名", "説明", "cc0-1.0")


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    outcome = desk.give("a.csv", toilets("131130", *SHIBUYA[:2]))
    assert (outcome.status, outcome.version) == ("published", 2)
    old, new = TableVersion.objects.filter(table__is_merged=False).order_by("number")
    assert new.previous == old
    assert (old.rows, new.rows) == (3, 2)
    assert pl.read_parquet(desk.storage.path_for(old.path)).height == 3


def test_row_ids_survive_a_new_version_with_shuffled_rows(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    before = dict(desk.rows("131130-public-toilet").select("名称", "_id").rows())
    desk.give("a.csv", toilets("131130", *SHIBUYA[::-1], notes="更新"))
    assert dict(desk.rows("131130-public-toilet").select("名称", "_id").rows()) == before


def test_another_file_of_the_same_set_never_replaces_the_first_silently(desk):
    desk.give("2023.csv", toilets("131130", *SHIBUYA))
    outcome = desk.give("2024.csv", toilets("131130", *SHIBUYA[:2]))
    assert outcome.dataset == "131130-public-toilet-2024"
    assert "--dataset 131130-public-toilet" in outcome.message.ja
    titles = set(Dataset.objects.filter(kind="dataset").values_list("title", flat=True))
    assert len(titles) == 2
    replaced = desk.give(
        "2024.csv", toilets("131130", *SHIBUYA[:2]), dataset="131130-public-toilet"
    )
    assert (replaced.dataset, replaced.version) == ("131130-public-toilet", 2)


def test_every_sheet_with_a_table_is_a_table_of_the_dataset(desk):
    book = openpyxl.Workbook()
    main = book.active
    for line in [HEADER.split(","), *(["131130", *row, ""] for row in SHIBUYA)]:
        main.append(line)
    figures = book.create_sheet("集計")
    for line in (["年度", "件数"], [2023, 10], [2024, 12]):
        figures.append(line)
    book.create_sheet("注意")["A1"] = "この表の見方"
    path = desk.folder / "two.xlsx"
    book.save(path)
    request = PublishRequest(path=path, publisher="131130")
    (outcome,) = desk.publish(request)
    assert outcome.status == "published"
    assert outcome.rows == len(SHIBUYA) + 2
    toilets_table, figures_table = outcome.tables
    assert desk.rows(toilets_table).height == len(SHIBUYA)
    assert desk.rows(figures_table)["件数"].to_list() == [10, 12]
    (again,) = desk.publish(request)
    assert (again.status, again.rows, again.tables) == ("unchanged", outcome.rows, outcome.tables)


def test_a_table_of_no_standard_set_is_published_under_its_file_name(desk):
    outcome = desk.give("events 2024.csv", "品目,色\nりんご,赤\nみかん,橙\n".encode())
    assert outcome.standard is None
    assert outcome.dataset == "131130-events-2024"
    named = desk.give("集計.csv", "品目,色\nりんご,赤\nみかん,橙\n".encode())
    assert named.dataset.startswith("131130-")
    assert named.dataset.isascii()


def test_one_bad_file_holds_up_nothing_and_gets_its_sentence(desk):
    requests = [
        PublishRequest(path=desk.file("empty.csv", b""), publisher="131130"),
        PublishRequest(path=desk.file("a.csv", toilets("131130", *SHIBUYA)), publisher="131130"),
        PublishRequest(
            path=desk.file("page.csv", b"<!DOCTYPE html><html></html>"), publisher="131130"
        ),
        PublishRequest(path=desk.folder / "nowhere.csv", publisher="131130"),
        PublishRequest(path=desk.folder, publisher="131130"),
    ]
    outcomes = desk.publish(*requests)
    assert [outcome.status for outcome in outcomes] == [
        "failed",
        "published",
        "failed",
        "failed",
        "failed",
    ]
    for outcome in outcomes:
        assert outcome.message.ja
        assert outcome.message.en
    assert verify(storage=desk.storage).damages == ()


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"publisher": None}, "--publisher"),
        ({"publisher": "131131"}, "131131"),
        ({"licence": "free"}, "cc-by-4.0"),
        ({"dataset": "aed"}, "aed"),
        ({"dataset": "日本語"}, "日本語"),
    ],
)
def test_a_request_that_cannot_be_carried_out_says_what_to_change(desk, details, said):
    outcome = desk.give("x.csv", "品目,色\nりんご,赤\nみかん,橙\n".encode(), **details)
    assert outcome.status == "failed"
    assert said in outcome.message.ja
    assert said in outcome.message.en
    assert not Dataset.objects.exists()
    assert not Organisation.objects.exists()


def test_nobody_replaces_the_dataset_of_another_publisher(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    outcome = desk.give(
        "b.csv", toilets("131032", *MINATO), publisher="131032", dataset="131130-public-toilet"
    )
    assert outcome.status == "failed"
    assert desk.rows("131130-public-toilet").height == 3


def test_the_publisher_is_found_in_the_file_and_that_is_said(desk):
    outcome = desk.give("list.csv", toilets("131032", *MINATO), publisher=None)
    assert outcome.dataset == "131032-public-toilet"
    assert "判断" in outcome.message.ja


def test_each_publication_is_in_the_log_and_the_audit_once(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    log = list(PublicationLog.objects.values_list("seq", "event", "dataset__name"))
    assert log == [
        (1, "published", "131130-public-toilet"),
        (2, "merged", "public_toilet"),
        (3, "described", "131130-public-toilet"),  # it is part of the merged one now
    ]
    audit = list(AuditRecord.objects.values_list("actor", "action", "subject"))
    assert audit[0] == ("clerk", "dataset.published", "dataset:131130-public-toilet")
    assert len(audit) == len(log)


def test_what_is_published_is_found(desk):
    desk.give("a.csv", toilets("131130", *SHIBUYA))
    found = [hit.document.id for hit in desk.index.search("公衆トイレ").hits]
    assert set(found) == {"public_toilet", "131130-public-toilet"}
    assert desk.index.position() == PublicationLog.objects.count()


def test_a_search_index_that_was_lost_is_built_again_by_the_next_run(desk):
    from tdpf.adapters.search.null import NullIndex

    desk.give("a.csv", toilets("131130", *SHIBUYA))
    desk.index = NullIndex()
    desk.publish()
    assert desk.index.search("公衆トイレ").total == 2


def test_many_files_at_once_are_answered_in_their_order(desk):
    codes = ["131016", "131024", "131032", "131041", "131059", "131067"]
    requests = [
        PublishRequest(path=desk.file(f"{code}.csv", toilets(code, *SHIBUYA)), publisher=code)
        for code in codes
    ]
    seen = []
    outcomes = desk.publish(*requests, progress=seen.append)
    assert [outcome.publisher for outcome in outcomes] == codes
    assert seen == outcomes


def test_one_dataset_given_twice_in_one_run_gets_two_versions(desk):
    requests = [
        PublishRequest(
            path=desk.file(f"{n}.csv", toilets("131130", *SHIBUYA[:n])),
            publisher="131130",
            dataset="131130-public-toilet",
        )
        for n in (2, 3)
    ]
    outcomes = desk.publish(*requests)
    assert [outcome.version for outcome in outcomes] == [1, 2]
    assert desk.rows("131130-public-toilet").height == 3
    assert verify(storage=desk.storage).damages == ()


def test_each_file_of_a_dataset_has_tables_and_versions_of_its_own(desk):
    from tdpf.apps.catalog.service import cataloguing
    from tests.contract.catalog.describer import DATASET, FILE

    files = [
        msgspec.structs.replace(FILE, id=f"{n}" * 36, title=f"令和{n}年度", position=n)
        for n in range(3)
    ]
    with cataloguing("harvester", at=desk.clock) as told:
        told.dataset(DATASET)
        for file in files:
            told.distribution(DATASET.id, file)
    names = []
    for n, file in enumerate(files):
        content = f"年,人数\n{2020 + n},{n}\n".encode()
        outcome = desk.give(f"{n}.csv", content, publisher=None, distribution=file.id)
        assert outcome.status == "published", outcome.message.en
        names += outcome.tables
    assert names == ["toden-park", "toden-park-2", "toden-park-3"]
    assert [desk.rows(name)["年"][0] for name in names] == [2020, 2021, 2022]
    again = desk.give("1.csv", b"\xe5\xb9\xb4\n2031\n", publisher=None, distribution=files[1].id)
    assert (again.tables, again.version) == (("toden-park-2",), 2)
    assert desk.rows("toden-park-3")["年"][0] == 2022
    same = desk.give("1.csv", b"\xe5\xb9\xb4\n2031\n", publisher=None, distribution=files[1].id)
    assert same.status == "unchanged"
    nowhere = desk.give("1.csv", b"a\n1\n", publisher=None, distribution="9" * 36)
    assert nowhere.status == "failed"
    assert "Describe the dataset" in nowhere.message.en
