"""What residents and developers type, and which dataset they mean: the saved set of questions.

A question of a list that comes out every year means the newest one, unless it names a year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdpf.adapters.search import SearchIndex
from tdpf.adapters.search.tantivy_index import TantivyIndex
from tests.contract.search.real import real_catalogue
from tests.contract.search.tokyo import catalogue

HERE = Path(__file__).parent
FIRST, FIVE = 0.85, 0.97


def questions(name: str = "questions.csv") -> list[tuple[str, set[str]]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return [(row["question"], set(row["right"].split(";"))) for row in csv.DictReader(lines)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    made = TantivyIndex(tmp_path_factory.mktemp("tokyo") / "search")
    made.rebuild(catalogue(), position=1)
    return made


def places(index: SearchIndex, asked: list[tuple[str, set[str]]]) -> Iterator[tuple[str, int]]:
    """Each question with the place, from 1, of the first right dataset; 0 when it is not near."""
    for question, right in asked:
        found = [hit.document.id for hit in index.search(question, page_size=5).hits]
        yield question, next((n for n, one in enumerate(found, 1) if one in right), 0)


def share(found: list[tuple[str, int]], within: int) -> float:
    return sum(1 for _, place in found if 0 < place <= within) / len(found)


def test_every_right_dataset_is_in_the_catalogue() -> None:
    known = {document.id for document in catalogue()}
    unknown = {right for _, rights in questions() for right in rights} - known
    assert not {one for one in unknown if not one[:6].isdigit()}
    for question, rights in questions():
        assert rights & known, question


def test_the_right_dataset_is_first_or_near_the_top(index: SearchIndex) -> None:
    asked = questions()
    assert len(asked) >= 150
    found = list(places(index, asked))
    missed = [question for question, place in found if place == 0]
    later = [(question, place) for question, place in found if place > 1]
    assert share(found, 1) >= FIRST, later
    assert share(found, 5) >= FIVE, missed


@pytest.mark.shared_data
def test_a_catalogue_that_a_city_publishes_is_searched_as_well(
    shared: Path, tmp_path: Path
) -> None:
    made = TantivyIndex(tmp_path / "search")
    made.rebuild(real_catalogue(shared / "data" / "municipal"), position=1)
    found = list(places(made, questions("questions_meguro.csv")))
    assert share(found, 1) >= FIRST
    assert share(found, 5) >= FIVE
