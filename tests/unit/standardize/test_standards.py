"""The 27 sets as data: complete, consistent, and all words of the vocabulary lead somewhere."""

from __future__ import annotations

import pytest

from tdpf.core.standards import canonical, fold, standards, vocabulary

NO_LAYOUT = {"disaster_radio", "parking", "baby_station", "garbage_station", "tourism_point"}


def test_there_are_27_sets_in_the_order_of_their_numbers() -> None:
    numbers = [one.number for one in standards().values()]
    assert len(numbers) == 27
    assert numbers == sorted(numbers)


def test_only_five_sets_have_no_known_layout() -> None:
    assert {slug for slug, one in standards().items() if one.layout is None} == NO_LAYOUT


def test_the_target_is_the_2023_layout_where_there_is_one() -> None:
    toilets = standards()["public_toilet"]
    assert toilets.layout is not None
    assert toilets.layout.edition == "2023"
    assert len(toilets.items) == 39
    assert toilets.items[0].name == "全国地方公共団体コード"


@pytest.mark.parametrize("slug", standards())
def test_items_of_a_set_have_different_names(slug: str) -> None:
    names = [item.name for item in standards()[slug].items]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("slug", standards())
def test_every_set_has_words_and_its_words_name_its_items(slug: str) -> None:
    words = vocabulary().sets[slug]
    names = {item.name for item in standards()[slug].items}
    assert words.files
    assert words.names
    assert set(words.words) | set(words.parts) <= names


def test_every_item_of_a_concept_is_an_item_of_some_set() -> None:
    names = {item.name for one in standards().values() for item in one.items}
    for concept in vocabulary().concepts.values():
        assert concept.items <= names, concept.name


def test_a_2017_name_that_moved_leads_to_an_item() -> None:
    moved = dict(standards()["public_toilet"].moved)
    assert moved["多機能トイレ数"] == "バリアフリートイレ数"
    assert moved["方書"] == "建物名等(方書)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("施設名 （カナ）", "施設名_ｶﾅ"),
        ("所在地＿連結標記", "所在地_連結標記"),
        ("ごみの品目", "ゴミの品目"),
        ("ＮＯ", "no"),
    ],
)
def test_spelling_does_not_make_another_header(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TEL", "電話"),
        ("施設名（英語）", "名称_英字"),
        ("利用開始時刻", "利用開始時間"),
        ("車いす", "車椅子"),
        ("多目的トイレ数", "バリアフリートイレ数"),
    ],
)
def test_words_that_mean_the_same_compare_as_the_same(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_comparing_words_is_stable() -> None:
    for one in standards().values():
        for item in one.items:
            assert canonical(canonical(item.name)) == canonical(item.name)
