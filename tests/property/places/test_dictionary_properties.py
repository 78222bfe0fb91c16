"""A dictionary gives back what was put in, and answers about places it does not know with None."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import Gazetteer, Geocoder, Locator
from tdpf.core.places.dictionary import About, Dictionary, write_dictionary
from tdpf.core.places.towns import CityTowns, Town

names = st.text(alphabet="東西南北大山川神宮前渋谷町字一二三丁目ノヶ", min_size=1, max_size=8)
degrees = st.floats(20, 46, allow_nan=False)
points = st.dictionaries(st.sampled_from(["1", "2", "12", "1-2"]), st.tuples(degrees, degrees))
towns = st.builds(
    Town,
    name=names,
    lon=st.none() | st.floats(122, 154),
    lat=degrees,
    town_id=st.sampled_from(["", "0016004"]),
    rows=st.integers(0, 9),
    blocks=points,
)
cities = st.dictionaries(st.sampled_from(["131130", "131016"]), st.lists(towns, max_size=5))


@given(cities)
def test_a_dictionary_gives_back_what_was_put_in(content) -> None:
    with tempfile.TemporaryDirectory() as folder:
        about = About("a", "test", "", "", (), ())
        written = write_dictionary(Path(folder) / "a.places", about, content)
        with Dictionary(Path(folder) / "a.places") as book:
            assert book.about == written
            assert {code6: book.towns(code6) for code6 in content} == content
            assert book.towns("011002") == []


@given(cities, st.text(max_size=40), degrees)
def test_no_dictionary_and_no_text_break_the_geocoder(content, text, lat) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_dictionary(Path(folder) / "a.places", About("a", "t", "", "", (), ()), content)
        gazetteer = Gazetteer.open(Path(folder))
        geocoder = Geocoder(gazetteer)
        for address in (text, f"渋谷区{text}", f"渋谷区{text}1-2-3", *_all_names(content)):
            place = geocoder.find(address, publisher="131130")
            assert place is not None
            assert 0 < place.score <= 1
        Locator(gazetteer).find(139.7, lat)
        for book in gazetteer.dictionaries:
            book.close()


def _all_names(content) -> list[str]:
    return [f"{town.name}1-2" for town in content.get("131130", [])]


@given(st.lists(names, min_size=1, max_size=20), names)
def test_a_known_name_is_found_whole_whatever_else_is_known(known, name) -> None:
    index = CityTowns(Town(each) for each in [*known, name])
    for key, group in index.groups.items():
        found = index.find(key)
        assert found is not None
        assert found.how == "exact"
        assert found.group is group
