"""Laws of addresses: spelling does not matter, nothing is lost, nothing crashes."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import TOKYO, find_publisher, municipality, repair_code, split_address
from tdpf.core.places.codes import is_code6, with_check_digit
from tdpf.core.places.letters import fold, kanji_number, tidy, to_kanji
from tdpf.core.places.tokyo_towns import tokyo_towns
from tdpf.core.places.towns import chome_name

codes = st.sampled_from([city.code6 for city in TOKYO if tokyo_towns().towns_of(city.code6)])
numbers = st.lists(st.integers(1, 9999), min_size=1, max_size=3)
hyphens = st.sampled_from("-‐‑‒–—―−－ーｰ─")
buildings = st.sampled_from(["", "みどりビル2階", "本館", "第二庁舎", "コーポ・ロア"])
awkward = st.text(
    "東京都渋谷区神宮前大字無番地先丁目号一二十千〇0123456789１－ー-の (〒ｱイ甲\n\u3000𠮷ﷺ\u3099"
)


@st.composite
def addresses(draw):
    """A right address of Tokyo: its municipality, town, 丁目 or None, numbers, building."""
    city = municipality(draw(codes))
    towns = tokyo_towns().towns_of(city.code6)
    key = draw(st.sampled_from(sorted(towns.groups)))
    group = towns.groups[key]
    chome = draw(st.sampled_from(sorted(group.chomes))) if group.chomes else None
    if chome is None and group.is_open:
        chome = draw(st.integers(1, 9))
    return city, group.name, chome, draw(numbers), draw(buildings)


@st.composite
def spellings(draw, address):
    """One of the ways in which people write that address."""
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
        words = draw(
            st.sampled_from([f"{chome}丁目", f"{to_kanji(chome)}丁目", f"{chome}{hyphen}"])
        )
        tail = words + tail
    if draw(st.booleans()):
        tail = tail.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    gap = draw(st.sampled_from(["\u3000", " "])) if building else ""
    return head + town + draw(st.sampled_from(["", " "])) + tail + gap + building


@given(st.data())
def test_every_spelling_of_an_address_gives_the_same_parts(data) -> None:
    address = data.draw(addresses())
    city, town, chome, values, building = address
    found = split_address(data.draw(spellings(address)))
    assert (found.code6, found.prefecture, found.city) == (city.code6, "東京都", city.city)
    assert found.town == (chome_name(town, chome) if chome else town)
    assert found.rest == "-".join(map(str, values))
    assert found.building == building


@given(st.data())
def test_splitting_the_joined_form_again_changes_nothing(data) -> None:
    address = data.draw(addresses())
    once = split_address(data.draw(spellings(address)))
    assert split_address(once.joined) == once


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
