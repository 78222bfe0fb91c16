"""What people find, on every engine: the in-memory scan is the measure, tantivy must agree."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from tdpf.adapters.search import Results, SearchIndex
from tdpf.adapters.search.null import NullIndex
from tdpf.adapters.search.tantivy_index import TantivyIndex
from tdpf.core.search import fold, occurs
from tests.contract.search.documents import CATALOGUE, dataset, merged


@pytest.fixture(params=["null", "tantivy"])
def empty_index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    return NullIndex() if request.param == "null" else TantivyIndex(tmp_path / "search")


@pytest.fixture(scope="module", params=["null", "tantivy"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    made: SearchIndex = (
        NullIndex()
        if request.param == "null"
        else TantivyIndex(tmp_path_factory.mktemp("search") / "index")
    )
    made.rebuild(CATALOGUE, position=1)
    return made


def ids(results: Results) -> list[str]:
    return [hit.document.id for hit in results.hits]


def found(index: SearchIndex, query: str) -> set[str]:
    return set(ids(index.search(query, page_size=100)))


def scan(word: str) -> set[str]:
    """Every document in which the folded word stands somewhere."""
    return {
        each.id
        for each in CATALOGUE
        if any(
            occurs(fold(word), fold(text))
            for text in (
                *(each.title, each.notes, each.publisher_name, each.publisher, each.id),
                *(each.standard_title, each.standard, *each.keywords, *each.formats),
                *each.columns,
            )
        )
    }


# The query table of the design, row by row.


def test_a_title_equal_to_the_query_comes_first_before_the_longer_one(index: SearchIndex) -> None:
    assert ids(index.search("公共施設一覧"))[:3] == [
        "131041-facility",
        "131041-facility-old",
        "131041-facility-note",
    ]


def test_nursery_finds_the_exact_title_then_longer_ones_then_synonyms(index: SearchIndex) -> None:
    results = index.search("保育園")
    assert ids(results) == ["131041-nursery", "131041-nursery-approved", "131041-nursery-place"]
    assert "保育所" in results.synonyms_used


@pytest.mark.parametrize("word", ["桜丘", "公園", "保育", "一覧", "区の", "の", "一覧（", "1丁目"])
def test_recall_of_a_plain_word_is_that_of_a_substring_scan(index: SearchIndex, word: str) -> None:
    expected = scan(word) | (scan("一丁目") if word == "1丁目" else set())
    if word == "公園":  # has a related word in the synonym list
        expected |= scan("緑地")
    assert found(index, word) == expected


def test_toilets_are_found_however_they_are_written(index: SearchIndex) -> None:
    usual = found(index, "トイレ")
    assert usual >= {"public_toilet", "131130-toilet", "131041-toilet"}
    assert found(index, "ﾄｲﾚ") == usual
    assert found(index, "といれ") == usual
    assert found(index, "公衆便所") >= usual


@pytest.mark.parametrize(
    "query", ["渋谷 トイレ", "渋谷区の公衆トイレ", "渋谷区公衆トイレ", "トイレ しぶやく"]
)
def test_a_place_and_a_set_give_that_part_of_the_merged_table_first(
    index: SearchIndex, query: str
) -> None:
    results = index.search(query)
    first = results.hits[0] if query != "渋谷区の公衆トイレ" else results.hits[1]
    assert (first.document.id, first.area) == ("public_toilet", "131130")
    assert results.places[0].code == "131130"
    assert "131130-toilet" in ids(results)[:2]


def test_a_title_equal_to_the_whole_query_stays_above_the_merged_table(index: SearchIndex) -> None:
    assert ids(index.search("渋谷区の公衆トイレ"))[0] == "131130-toilet"


def test_a_merged_table_without_rows_of_the_place_is_not_offered_as_its(index: SearchIndex) -> None:
    results = index.search("渋谷区 避難場所")
    assert results.unknown_words == ("渋谷区",), "what is shown is not that place's"
    assert not any(hit.area for hit in results.hits)
    assert "evacuation_space" in found(index, "新宿区 避難場所")


@pytest.mark.parametrize(
    "place", ["渋谷", "渋谷区", "131130", "しぶやく", "Shibuya", "東京都渋谷区"]
)
def test_a_place_alone_lists_what_that_municipality_publishes(
    index: SearchIndex, place: str
) -> None:
    results = index.search(place)
    assert {"131130-toilet", "131130-park", "131130-budget"} <= set(ids(results)[:3])
    assert [each.name for each in results.places] == ["渋谷区"]


def test_a_name_shared_by_two_cities_means_the_one_of_this_site(index: SearchIndex) -> None:
    assert ids(index.search("府中市"))[0] == "132063-festival"


def test_aed_is_one_thing_in_any_width_case_or_language(index: SearchIndex) -> None:
    usual = found(index, "AED")
    assert "aed" in usual
    assert found(index, "ＡＥＤ") == found(index, "aed") == usual
    assert found(index, "自動体外式除細動器") == usual


def test_related_words_rank_below_and_nothing_is_lost(index: SearchIndex) -> None:
    order = ids(index.search("避難所"))
    assert order.index("131041-shelter") < order.index("evacuation_space")
    order = ids(index.search("京都"))
    assert order.index("131041-kyoto") < order.index("131041-tokyo")
    assert set(ids(index.search("京都", page_size=100))) == scan("京都")


def test_words_inside_longer_words_are_found(index: SearchIndex) -> None:
    assert "131041-kumamoto" in found(index, "本市")
    assert "131041-bus" in found(index, "バス停")


@pytest.mark.parametrize(
    "query", ["令和5年 人口", "R5 人口", "2023年 人口", "令和五年度　人口", "2023 人口"]
)
def test_era_and_western_years_are_the_same_year(index: SearchIndex, query: str) -> None:
    assert found(index, query) == {"131041-2023"}


def test_latin_runs_match_whole(index: SearchIndex) -> None:
    assert found(index, "GTFS") == {"131041-gtfs"}
    assert found(index, "PM2.5") == {"131041-air"}
    assert found(index, "PM25") == {"131041-air"}, "as its own run in the description"
    assert found(index, "UTF-8") == {"131041-air"}
    assert found(index, "UTF") == {"131041-air"}
    assert not found(index, "UT")
    assert not found(index, "PM2.51")


@pytest.mark.parametrize(
    ("one", "other"), [("高輪", "髙輪"), ("霞ケ関", "霞ヶ関"), ("霞ケ関", "霞が関")]
)
def test_two_spellings_of_a_place_find_the_same(index: SearchIndex, one: str, other: str) -> None:
    assert found(index, one) == found(index, other) != set()


@pytest.mark.parametrize(
    "query", ["＊", '"', "AND", "公園 OR", "(", "\\", "漢" * 3400, "", " ", "\x00", "a:b^2~"]
)
def test_any_text_is_a_query_and_answers_in_time(index: SearchIndex, query: str) -> None:
    started = time.process_time()
    results = index.search(query)
    assert results.total >= len(results.hits)
    assert time.process_time() - started < 1


def test_signs_alone_list_everything(index: SearchIndex) -> None:
    assert index.search("＊").total == index.search("").total == len(CATALOGUE)


def test_an_unknown_word_is_named_and_the_rest_is_shown(index: SearchIndex) -> None:
    results = index.search("存在しない言葉 トイレ")
    assert results.unknown_words == ("存在しない言葉",)
    assert ids(results) == ids(index.search("トイレ"))


# What else people rely on.


def test_words_that_never_meet_give_what_most_of_them_find(index: SearchIndex) -> None:
    results = index.search("保育園 GTFS")
    assert results.unknown_words == ("保育園",)  # of equal ways the one that finds least
    assert ids(results) == ["131041-gtfs"]


def test_a_compound_that_nothing_holds_is_cut_into_words(index: SearchIndex) -> None:
    assert "131041-nursery-place" in found(index, "保育所空き状況")
    assert found(index, "渋谷公園") & {"131130-park"}
    results = index.search("存在避難所")
    assert results.unknown_words == ("存在",)
    assert results.total == index.search("避難所").total


def test_a_bureau_is_a_wish_for_its_data_by_any_of_its_names(empty_index: SearchIndex) -> None:
    own = dataset("roads", "道路の一覧", ("東京都建設局", "kensetsu"))
    other = dataset("roads-told", "道路の工事", notes="建設局と協議したもの")
    empty_index.rebuild([own, other, dataset("none", "道路の桜")], position=1)
    for query in ("建設局 道路", "建設局の道路", "都建設局 道路", "東京都建設局 道路"):
        results = empty_index.search(query)
        assert ids(results)[0] == "roads", query
        assert [place.code for place in results.places] == ["kensetsu"], query
    assert ids(empty_index.search("建設局 道路")) == ["roads", "roads-told"]
    exact = empty_index.search(empty_index.search("建設局 道路").exact_query)
    assert set(ids(exact)) == {"roads", "roads-told"}
    assert not exact.places


def test_of_the_same_list_by_year_the_newest_comes_first(empty_index: SearchIndex) -> None:
    told = {"令和5年度": "2023", "平成30年度": "2018", "令和元年度": "2019"}
    empty_index.rebuild(
        [dataset(year, f"交通量（{era}）", years=(year,)) for era, year in told.items()], position=1
    )
    assert ids(empty_index.search("交通量")) == ["2023", "2019", "2018"]


def test_a_set_by_its_name_is_the_merged_table_before_one_citys(empty_index: SearchIndex) -> None:
    whole = merged("aed", "AED設置箇所一覧（全市区町村）")
    whole = msgspec.structs.replace(whole, standard_title="AED設置箇所一覧")
    empty_index.rebuild([dataset("131130-aed", "AED設置箇所一覧"), whole], position=1)
    assert ids(empty_index.search("AED設置箇所一覧")) == ["aed", "131130-aed"]


def test_a_dataset_with_another_name_is_replaced_not_doubled(empty_index: SearchIndex) -> None:
    empty_index.rebuild([dataset("old", "公園", key="uuid-1")], position=1)
    empty_index.put([dataset("new", "公園", key="uuid-1")], position=2)
    assert ids(empty_index.search("公園")) == ["new"]
    empty_index.delete(["uuid-1"], position=3)
    assert empty_index.search("").total == 0


def test_one_typing_error_in_a_latin_word_is_put_right(index: SearchIndex) -> None:
    results = index.search("GTSF")
    assert (results.total, results.did_you_mean) == (0, "gtfs")
    assert not index.search("GTF").did_you_mean, "three letters are too few to guess from"


def test_particles_do_not_stand_in_the_way(index: SearchIndex) -> None:
    assert "131041-nursery-place" in found(index, "保育園の空き状況")


def test_column_names_are_searched_with_the_least_weight(index: SearchIndex) -> None:
    assert ids(index.search("オストメイト")) == ["131041-shelter"]
    assert "aed" in found(index, "緯度")


def test_facets_count_the_result_or_within_and_between(index: SearchIndex) -> None:
    everything = index.search("")
    kinds = {value.value: value.count for value in everything.facets["kind"]}
    assert kinds == {"dataset": len(CATALOGUE) - 3, "merged": 3}
    shibuya = {"publisher": ["131130"]}
    narrowed = index.search("", filters=shibuya)
    assert narrowed.total == 3
    assert narrowed.facets["publisher"] == everything.facets["publisher"], "one may add another"
    assert sum(value.count for value in narrowed.facets["kind"]) == 3
    both = index.search("", filters={"publisher": ["131130", "132063"]})
    assert both.total == 4
    assert index.search("", filters={**shibuya, "kind": ["merged"]}).total == 0
    assert index.search("公園", filters=shibuya).total == 1


def test_facet_values_come_most_frequent_first(index: SearchIndex) -> None:
    counts = [value.count for value in index.search("").facets["publisher"]]
    assert counts == sorted(counts, reverse=True)


def test_a_filter_nobody_knows_is_refused(index: SearchIndex) -> None:
    with pytest.raises(ValueError, match="colour"):
        index.search("", filters={"colour": ["red"]})


@pytest.mark.parametrize("sort", ["relevance", "modified", "title"])
def test_pages_never_repeat_or_miss_anything(index: SearchIndex, sort: str) -> None:
    whole = ids(index.search("", sort=sort, page_size=100))  # type: ignore[arg-type]
    pages = [ids(index.search("", sort=sort, page=n, page_size=7)) for n in range(1, 6)]  # type: ignore[arg-type]
    assert [each for page in pages for each in page] == whole
    assert len(set(whole)) == len(CATALOGUE)


def test_pages_of_a_word_follow_its_tiers(index: SearchIndex) -> None:
    whole = ids(index.search("一覧", page_size=100))
    assert [
        ids(index.search("一覧", page=n, page_size=1))[0] for n in range(1, len(whole) + 1)
    ] == whole


def test_sorting_by_date_puts_the_newest_first(index: SearchIndex) -> None:
    first = index.search("", sort="modified").hits[0].document
    assert first.modified == max(each.modified for each in CATALOGUE)


def test_merged_tables_come_before_single_files_within_a_tier(empty_index: SearchIndex) -> None:
    empty_index.put(
        [
            dataset("b", "公園の一覧", quality=100),
            merged("c", "公園の一覧（全市区町村）", quality=10),
            dataset("a", "公園の一覧", quality=100),
        ],
        position=1,
    )
    assert ids(empty_index.search("一覧")) == ["c", "a", "b"]


def test_putting_again_replaces_and_deleting_removes(empty_index: SearchIndex) -> None:
    empty_index.put([dataset("a", "公園"), dataset("b", "公園")], position=3)
    empty_index.put([dataset("a", "図書館")], position=4)
    assert ids(empty_index.search("公園")) == ["b"]
    assert empty_index.position() == 4
    empty_index.delete(["b", "never there"], position=5)
    assert empty_index.search("").total == 1
    assert empty_index.position() == 5


def test_a_rebuild_forgets_what_is_not_in_it(empty_index: SearchIndex) -> None:
    empty_index.put([dataset("a", "公園"), dataset("b", "公園")], position=3)
    empty_index.rebuild([dataset("b", "公園")], position=9)
    assert ids(empty_index.search("公園")) == ["b"]
    assert empty_index.position() == 9


def test_an_index_nobody_has_written_to_is_empty_not_an_error(empty_index: SearchIndex) -> None:
    assert empty_index.position() == 0
    assert empty_index.search("公園").total == 0
    empty_index.delete(["a"], position=1)
    assert empty_index.search("").total == 0


def test_quotes_switch_synonyms_and_places_off(index: SearchIndex) -> None:
    assert "131041-nursery-place" in found(index, "保育園")
    assert "131041-nursery-place" not in found(index, '"保育園"')
    assert index.search(index.search("保育園").exact_query).synonyms_used == ()
    assert index.search("図書館").exact_query
    assert not index.search("熊本市").exact_query, "nothing to switch off"
    assert "131130-budget" in found(index, "渋谷")
    results = index.search('"渋谷区 公園一覧"')
    assert (ids(results), results.places, results.synonyms_used) == (["131130-park"], (), ())
