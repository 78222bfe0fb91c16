"""Words: folding, other spellings, synonyms, places, typing errors."""

from __future__ import annotations

import pytest

from tdpf.core.search import Synonyms, fold, occurs, parse, read_synonyms, shipped_synonyms, tokens
from tdpf.core.search.fold import GAP
from tdpf.core.search.forms import forms, to_kanji, to_number
from tdpf.core.search.near import best_near, is_near
from tdpf.core.search.places import place_word, split_place

NONE = Synonyms()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ﾄｲﾚ", "トイレ"),
        ("といれ", "トイレ"),
        ("ＡＥＤ", "aed"),
        ("デ－タ", "データ"),
        ("デ−タ", "データ"),
        ("1‐2–3", "1ー2ー3"),
        ("髙﨑の澤", "高崎ノ沢"),
        ("霞ヶ関", "霞ケ関"),
        ("東　京 都", "東京都"),
        ("AED 設置", f"aed{GAP}設置"),
        ("公園（廃止）", f"公園{GAP}廃止"),
        ("PM2.5。", "pm2.5"),
        (".5 v. a..b", f"5{GAP}v{GAP}a{GAP}b"),
        ("＊", ""),
    ],
)
def test_spellings_that_read_alike_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_word_is_found_wherever_it_stands_but_a_latin_run_is_never_cut() -> None:
    assert occurs("トイレ", "公衆トイレ一覧")
    assert occurs("aed", "市内aed一覧")
    assert not occurs("ae", "市内aed一覧")
    assert not occurs("ed", "市内aed一覧")
    assert occurs("lan", "plan lan".replace(" ", GAP)), "the second place counts"


def test_every_place_of_a_text_gives_one_token() -> None:
    assert tokens("公衆トイレ") == ["公衆", "衆ト", "トイ", "イレ", "レ"]
    assert tokens("第1庁舎 A棟") == ["第", "1", "庁舎", "舎", "\u2400", "a", "棟"]


@pytest.mark.parametrize("number", range(1, 100))
def test_kanji_numerals_go_both_ways(number: int) -> None:
    assert to_number(to_kanji(number)) == number


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("西新宿一丁目", "西新宿1丁目"),
        ("西新宿1丁目", "西新宿一丁目"),
        ("第二小学校", "第2小学校"),
        ("第2小学校", "第二小学校"),
        ("令和5年", "2023"),
        ("令和元年度", "2019"),
        ("2019", "令和元年"),
        ("平成31年", "2019"),
        ("r5", "令和5"),
        ("2023年度", "令和5"),
        ("昭和六十四年", "1989"),
        ("霞ケ関", "霞ガ関"),
    ],
)
def test_the_same_thing_in_another_spelling_is_tried_too(word: str, also: str) -> None:
    assert also in forms(word)
    assert forms(word)[0] == word


def test_a_word_without_another_spelling_is_tried_alone() -> None:
    assert forms("公園") == ("公園",)
    assert forms("一覧") == ("一覧",)
    assert forms("5") == ("5",)


def test_operators_write_synonyms_one_group_a_line() -> None:
    words = read_synonyms("保育園 = 保育所 # same\n避難所 ~ 避難場所\n\nnonsense\n= \n")
    assert words.same == {"保育園": ("保育所",), "保育所": ("保育園",)}
    assert words.related[fold("避難所")] == ("避難場所",)
    assert fold("nonsense") not in words.same


def test_shipped_groups_hold_the_pairs_people_expect() -> None:
    same, related = shipped_synonyms().same, shipped_synonyms().related
    assert "保育所" in same["保育園"]
    assert "便所" in same["トイレ"]
    assert "自動体外式除細動器" in same["aed"]
    assert "避難場所" in related["避難所"]
    assert "避難場所" not in same["避難所"], "a shelter and a gathering place are not the same"


@pytest.mark.parametrize(
    "name", ["渋谷区", "渋谷", "シブヤク", "シブヤ", "shibuya", "131130", "東京都渋谷区"]
)
def test_a_municipality_is_known_by_all_its_names(name: str) -> None:
    place = place_word(fold(name))
    assert place is not None
    assert place.name == "渋谷区"


@pytest.mark.parametrize("word", ["区", "公園", "港", "渋谷区役所", "東京都"])
def test_other_words_name_no_municipality(word: str) -> None:
    assert place_word(fold(word)) is None


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("渋谷区の公園", ("渋谷区", "公園")),
        ("渋谷区内の公園", ("渋谷区", "公園")),
        ("渋谷区公園", ("渋谷区", "公園")),
        ("公園の渋谷区", ("渋谷区", "公園")),
        ("東京都渋谷区公園", ("東京都渋谷区", "公園")),
        ("奥多摩町のトイレ", ("奥多摩町", "トイレ")),
        ("渋谷区立図書館", None),
        ("渋谷区民会館", None),
        ("八王子の病院", ("八王子", "病院")),
        ("しぶやのトイレ", ("しぶや", "トイレ")),
        ("渋谷公園", None),
        ("子どもの遊び場", None),
        ("公園", None),
    ],
)
def test_a_place_at_the_edge_of_a_word_is_taken_off(word: str, parts: object) -> None:
    split = split_place(fold(word))
    assert split == (parts and tuple(map(fold, parts)))  # type: ignore[call-overload]


def test_a_query_is_words_and_places() -> None:
    asked = parse("  渋谷区の ﾄｲﾚ、AED　AED ", NONE)
    assert [place.code for place in asked.places] == ["131130"]
    assert [word.exact[0] for word in asked.words] == ["トイレ", "aed"], "each word once"


@pytest.mark.parametrize("query", ["", "   ", "＊", '"', "-", "ー", "（）"])
def test_a_query_without_letters_asks_for_everything(query: str) -> None:
    asked = parse(query, NONE)
    assert (asked.words, asked.places) == ((), ())


def test_a_word_too_long_for_any_title_matches_nothing_and_takes_no_time() -> None:
    asked = parse("漢" * 3400, NONE)
    assert [word.exact for word in asked.words] == [()]


def test_one_typing_error_is_near_two_are_not() -> None:
    for wrong in ("toliet", "tolet", "toilett", "toilat"):
        assert is_near(wrong, "toilet")
    for far in ("toilet", "tolit", "toilette", "letoi"):
        assert not is_near(far, "toilet")
    assert best_near("toliet", {"toilet": 3, "toliets": 1}) == "toilet"
    assert best_near("abc", {"abd": 1}) is None, "too short to guess"
    assert best_near("トイレト", {"トイレ": 1}) is None


def test_words_in_quotes_are_taken_as_they_are() -> None:
    asked = parse('"渋谷" “保育園” トイレ', shipped_synonyms())
    assert asked.places == ()
    assert [(word.asked, word.tried == ()) for word in asked.words] == [
        ("渋谷", True),
        ("保育園", True),
        ("トイレ", False),
    ]
    assert [word.asked for word in parse('"公衆 トイレ', NONE).words] == ["公衆", "トイレ"]


def test_only_the_first_part_of_an_endless_query_is_read() -> None:
    assert len(parse("公園 トイレ" * 100_000, NONE).words) <= 24
    parse("渋谷区の" + "漢" * 10_000, NONE)
