"""Laws of addresses: spelling does not matter, nothing is lost, nothing crashes."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import (
    TOKYO,
    find_publisher,
    municipality,
    repair_code,
    split_address,
    town_names,
)
from tdpf.core.places.codes import is_code6, with_check_digit
from tdpf.core.places.letters import fold, kanji_number, tidy, to_kanji
from tdpf.core.places.towns import chome_name
from tests.property.places.made_towns import dictionary, towns_of

cities = st.sampled_from(TOKYO)
numbers = st.lists(st.integers(1, 9999), min_size=1, max_size=3)
hyphens = st.sampled_from("-‐‑‒–—―−－ーｰ─")
buildings = st.sampled_from(["", "みどりビル2階", "本館", "第二庁舎", "コーポ・ロア"])
awkward = st.text(
    "東京都渋谷区神宮前大字無番地先丁目号一二十千〇0123456789１－ー-の (〒ｱイ甲\n\u3000𠮷ﷺ\u3099"
)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    return dictionary(tmp_path_factory.mktemp("places"))


@st.composite
def addresses(draw):
    """A right address of Tokyo: its municipality, town, 丁目 or None, numbers, building."""
    city = draw(cities)
    town = draw(st.sampled_from(towns_of(city)))
    chome = draw(st.integers(1, town.chomes)) if town.chomes else None
    return city, town.name, chome, draw(numbers), draw(buildings)


@st.composite
def spellings(draw, address, *, in_full=False):
    """One of the ways in which people write that address; `in_full` with the word 丁目."""
    city, town, chome, values, building = address
    head = draw(st.sampled_from(["", "東京都", "東京都 "])) + draw(
        st.sampled_from([city.name, city.city, city.name + " "])
    )
    hyphen = draw(hyphens)
    tail = draw(
        st.sampled_from(
            [
                hyphen.join(map(str, values)),
                f" {hyphen} ".join(map(str, values)),
                "番".join(map(str, values[:2])) + ("号" if len(values) == 2 else "番地"),
            ]
            if len(values) < 3
            else [hyphen.join(map(str, values)), f"{values[0]}番{values[1]}-{values[2]}号"]
        )
    )
    if chome:
        chome_short = f"{chome}{hyphen}"
        words = draw(
            st.sampled_from(
                [f"{chome}丁目", f"{to_kanji(chome)}丁目", *([] if in_full else [chome_short])]
            )
        )
        tail = words + tail
    if draw(st.booleans()):
        tail = tail.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    gap = draw(st.sampled_from(["\u3000", " "])) if building else ""
    return head + town + draw(st.sampled_from(["", " "])) + tail + gap + building


@given(st.data())
def test_every_spelling_of_a_known_town_gives_the_same_parts(gazetteer, data) -> None:
    address = data.draw(addresses())
    city, town, chome, values, building = address
    found = split_address(data.draw(spellings(address)), gazetteer=gazetteer)
    assert (found.code6, found.prefecture, found.city) == (city.code6, "東京都", city.city)
    assert found.town == (chome_name(town, chome) if chome else town)
    assert found.rest == "-".join(map(str, values))
    assert found.building == building


@given(st.data())
def test_a_chome_that_is_written_needs_no_dictionary(data) -> None:
    address = data.draw(addresses().filter(lambda one: one[2]))
    city, town, chome, values, building = address
    line = data.draw(spellings(address, in_full=True))
    found = split_address(line, publisher=city.code6)  # there is another 府中市
    assert (found.code6, found.town) == (city.code6, chome_name(town, chome))
    assert (found.rest, found.building) == ("-".join(map(str, values)), building)


@given(cities, st.data(), st.lists(st.integers(1, 99), min_size=1, max_size=2))
def test_no_chome_is_made_of_one_or_two_plain_numbers(city, data, values) -> None:
    town = data.draw(st.sampled_from(towns_of(city))).name
    rest = "-".join(map(str, values))
    line = f"{city.name}{town}{rest}"
    for found in (split_address(line), split_address(line, towns=town_names([line]))):
        assert (found.town, found.rest) == (town, rest)


@given(st.data())
def test_a_table_says_the_same_in_whatever_order_its_rows_stand(data) -> None:
    city = data.draw(cities)
    some = addresses().filter(lambda one: one[0].kind == city.kind)
    rows = data.draw(st.lists(some.flatmap(spellings), max_size=12))
    mixed = data.draw(st.permutations(rows))
    first, second = town_names(rows), town_names(mixed)
    for row in rows:
        assert split_address(row, towns=first) == split_address(row, towns=second)


@given(st.data())
def test_splitting_the_joined_form_again_changes_nothing(gazetteer, data) -> None:
    address = data.draw(addresses())
    _, _, chome, values, _ = address
    # 「1番2-3号」 says that it has no 丁目; its joined form, 1-2-3, says so only to a dictionary.
    is_plain = chome is not None or len(values) < 3
    for known in (gazetteer, None) if is_plain else (gazetteer,):
        once = split_address(data.draw(spellings(address)), gazetteer=known)
        assert split_address(once.joined, gazetteer=known) == once


@given(st.one_of(st.text(max_size=300), awkward), st.sampled_from([None, "131130", "130001"]))
def test_any_text_is_split_and_no_digit_is_lost(text, publisher) -> None:
    found = split_address(text, publisher=publisher)
    kept = found.joined + found.unmatched
    plain = unicodedata.normalize("NFKC", text[:200]).strip()
    plain = re.sub(r"〒 ?[0-9]{3}-?[0-9]{4}|^[0-9]{3}-?[0-9]{4}", "", plain)
    for run in re.findall(r"[0-9]+", plain):
        number = run.lstrip("0")
        assert number in kept or to_kanji(int(number)) in kept


@given(st.text())
def test_spelling_forms_are_idempotent(text) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(st.integers(1, 99))
def test_numbers_in_kanji_are_read_as_they_are_written(number) -> None:
    assert kanji_number(to_kanji(number)) == number


@given(st.text())
def test_no_text_breaks_the_search_for_a_publisher_or_a_code(text) -> None:
    found = find_publisher(text)
    assert found is None or municipality(found.code6) == found
    code = repair_code(text)
    assert code is None or is_code6(code)


@given(st.sampled_from(TOKYO), st.sampled_from(["{}", "{}.0", " {} ", "{}\n"]))
def test_a_code_is_repaired_to_itself_from_every_damage(city, damage) -> None:
    for digits in (city.code6, city.code6[:5]):
        assert repair_code(damage.format(digits)) == city.code6
    assert with_check_digit(city.code6[:5]) == city.code6
