"""A facility keeps its id through every edit that leaves something to know it by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.tables.identity import Rows, row_ids
from tests.property.shelf.test_row_ids import DTYPES, SCHEMA


@dataclass(frozen=True)
class Facility:
    """Nothing of it is the same as another's."""

    key: int
    identifier: str
    name: str
    address: str
    places: int | None
    lon: float | None
    lat: float | None

    def row(self) -> tuple[object, ...]:
        return self.identifier, self.name, self.address, self.places, self.lon, self.lat


def facility(key: int, *, has_id: bool, has_position: bool) -> Facility:
    position = (139.6 + key / 500, 35.6 + key / 700) if has_position else (None, None)
    return Facility(
        key,
        f"T-{key}" if has_id else "",
        f"施設{key}",
        f"東京都渋谷区神南一丁目{key}-1",
        key,
        *position,
    )


def renamed(one: Facility) -> Facility:
    return replace(one, name=f"新・{one.name}")


def corrected_address(one: Facility) -> Facility:
    return replace(one, address=f"{one.address}1")


def moved_a_little(one: Facility) -> Facility:
    return one if one.lon is None else replace(one, lon=one.lon + 0.000_2, lat=one.lat)


def counted(one: Facility) -> Facility:
    return replace(one, places=None)


def new_identifier(one: Facility) -> Facility:
    return replace(one, identifier=f"新{one.key}")


def lost_position(one: Facility) -> Facility:
    return replace(one, lon=None, lat=None)


EDITS = (renamed, corrected_address, moved_a_little, counted, new_identifier, lost_position)

cities = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=15).map(
    lambda kinds: [
        facility(key, has_id=has_id, has_position=has_position)
        for key, (has_id, has_position) in enumerate(kinds, 1)
    ]
)


def frame(city: list[Facility]) -> pl.DataFrame:
    return pl.DataFrame([one.row() for one in city], schema=DTYPES, orient="row")


def ids(city: list[Facility], previous: pl.DataFrame | None = None) -> dict[int, str]:
    """Facility → id."""
    before = Rows(previous.lazy(), SCHEMA) if previous is not None else None
    found = row_ids(Rows(frame(city).lazy(), SCHEMA), before)
    return dict(zip([one.key for one in city], found, strict=True))


def kept(city: list[Facility], known: dict[int, str]) -> pl.DataFrame:
    return frame(city).with_columns(_id=pl.Series([known[one.key] for one in city]))


@settings(deadline=None)
@given(cities, st.data(), st.randoms(use_true_random=False))
def test_one_edit_a_row_and_any_order_change_no_id(
    city: list[Facility], data: st.DataObject, random: Random
) -> None:
    known = ids(city)
    edited = [data.draw(st.sampled_from(EDITS))(one) for one in city]
    assert ids(random.sample(edited, len(edited)), kept(city, known)) == known


@settings(deadline=None)
@given(cities, st.data(), st.randoms(use_true_random=False))
def test_a_chain_of_versions_with_rows_that_come_and_go_changes_no_id(
    city: list[Facility], data: st.DataObject, random: Random
) -> None:
    known = ids(city)
    current = city
    for step in range(3):
        edit = data.draw(st.sampled_from(EDITS[:4]))
        stay = [edit(one) if random.random() < 0.5 else one for one in current]
        stay = stay[: random.randint(1, len(stay))]
        new = facility(100 + step, has_id=True, has_position=True)
        following = random.sample([*stay, new], len(stay) + 1)
        now = ids(following, kept(current, known))
        assert {one.key: now[one.key] for one in stay} == {one.key: known[one.key] for one in stay}
        known, current = now, following


@settings(deadline=None)
@given(cities, st.randoms(use_true_random=False))
def test_serial_numbers_that_are_given_anew_in_another_order_change_no_id(
    city: list[Facility], random: Random
) -> None:
    numbered = [replace(one, identifier=str(n)) for n, one in enumerate(city, 1)]
    known = ids(numbered)
    sorted_anew = [
        replace(one, identifier=str(n))
        for n, one in enumerate(random.sample(numbered, len(numbered)), 1)
    ]
    assert ids(sorted_anew, kept(numbered, known)) == known
