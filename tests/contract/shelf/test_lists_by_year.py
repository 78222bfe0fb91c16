"""Of a list that comes every year the newest stands in the merged table; what it lacks is said."""

from __future__ import annotations

import json

import pytest

from tdpf.apps.publishing.models import AuditRecord
from tdpf.apps.publishing.service import stale_sets, table_named
from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets


def _give(
    desk, name: str, title: str, *rows, publisher: str = "131130", file: str = "toilets.csv"
) -> None:
    content = toilets(publisher, *rows)
    done = desk.give(file, content, dataset=name, title=title, publisher=publisher)
    assert done.is_good, done.message.en


def _names(desk) -> set[str]:
    return set(desk.rows("public_toilet")["名称"])


def test_the_newest_year_of_a_list_stands_for_the_others_whichever_came_last(desk) -> None:
    _give(desk, "new", "公衆トイレ一覧（令和5年度）", *SHIBUYA[:2])
    _give(desk, "old", "公衆トイレ一覧（2022年度）", *SHIBUYA[2:])
    assert _names(desk) == {row[1] for row in SHIBUYA[:2]}
    assert not stale_sets()

    left_out = [{"table": "old", "newer": "new"}]
    assert json.loads(table_named("public_toilet").head.version.quality)["left_out"] == left_out
    assert AuditRecord.objects.filter(detail__left_out=left_out).exists()


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("toilets_2022.csv", "toilets_r5.csv"),
        ("2022.csv", "令和5年度.csv"),
        ("toilets.csv", "Toilets 2023-04.csv"),
        ("toilets_202004.csv", "toilets_202004.csv"),  # the name of a form, the same each year
    ],
)
def test_files_may_carry_the_year_that_their_datasets_are_of(desk, older: str, newer: str) -> None:
    _give(desk, "old", "公衆トイレ一覧（令和4年度）", *SHIBUYA[2:], file=older)
    _give(desk, "new", "公衆トイレ一覧（令和5年度）", *SHIBUYA[:2], file=newer)
    assert _names(desk) == {row[1] for row in SHIBUYA[:2]}
    _give(desk, "other", "公衆トイレ一覧（令和3年度）", *MINATO, file="toilets_east_2021.csv")
    assert _names(desk) == {row[1] for row in (*SHIBUYA[:2], *MINATO)}


def test_lists_that_differ_in_more_than_their_year_all_stand(desk) -> None:
    _give(desk, "parks", "公園のトイレ（令和5年度）", *SHIBUYA[:1])
    _give(desk, "stations", "駅のトイレ（令和4年度）", *SHIBUYA[1:2])
    _give(desk, "undated", "公園のトイレ", *SHIBUYA[2:])
    _give(desk, "minato", "公園のトイレ（令和3年度）", *MINATO, publisher="131032")
    assert _names(desk) == {row[1] for row in (*SHIBUYA, *MINATO)}
    assert "left_out" not in json.loads(table_named("public_toilet").head.version.quality)


def test_of_files_of_one_dataset_that_differ_by_year_the_newest_stands(desk) -> None:
    from tdpf.apps.catalog.service import Dataset, Distribution
    from tdpf.apps.publishing.service import PublishRequest

    _give(desk, "toilets", "公衆トイレ", *SHIBUYA[:1])
    dataset = Dataset.objects.get(name="toilets")
    Distribution.objects.filter(dataset=dataset).update(title="一覧 令和4年4月1日現在")
    newer = Distribution.objects.create(
        dataset=dataset,
        position=1,
        title="一覧 令和5年4月1日現在",
        format="csv",
        issued_at=desk.clock,
        modified_at=desk.clock,
    )
    path = desk.file("newer.csv", toilets("131130", *SHIBUYA[1:]))
    desk.publish(PublishRequest(path=path, distribution=newer.id))
    assert _names(desk) == {row[1] for row in SHIBUYA[1:]}
