"""Whatever is published and whatever is asked, tantivy answers as the plain scan does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tdpf.adapters.search import Document
from tdpf.adapters.search.null import NullIndex
from tdpf.adapters.search.tantivy_index import TantivyIndex

LETTERS = "公園保育所渋谷区新宿トイレーといれ・ 　1２aBＡ.-ー－（）ヶケが一丁目令和5年"
TEXTS = st.text(alphabet=LETTERS, max_size=12)
ODD = st.text(max_size=12)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        id=st.text(alphabet="abc", min_size=1, max_size=2),
        title=TEXTS,
        notes=TEXTS,
        publisher=st.sampled_from(["", "131130", "131041"]),
        keywords=st.lists(TEXTS, max_size=2).map(tuple),
        columns=st.lists(TEXTS, max_size=2).map(tuple),
        formats=st.lists(st.sampled_from(["CSV", "XLSX"]), max_size=2).map(tuple),
        kind=st.sampled_from(["dataset", "merged"]),
        quality=st.integers(0, 100),
        freshness=st.sampled_from(["month", "year", "older"]),
        modified=st.sampled_from(["", "2025-01-01", "2026-01-01"]),
    ),
    max_size=6,
    unique_by=lambda document: document.id,
)
FILTERS = st.sampled_from(
    [None, {"kind": ["merged"]}, {"formats": ["CSV"], "publisher": ["131130"]}]
)
SORTS = st.sampled_from(["relevance", "modified", "title"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    return TantivyIndex(tmp_path_factory.mktemp("agree") / "index")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=DOCUMENTS,
    queries=st.lists(st.one_of(TEXTS, ODD), min_size=3, max_size=12),
    filters=FILTERS,
    sort=SORTS,
)
def test_both_engines_give_the_same_answer(kept, documents, queries, filters, sort) -> None:
    plain = NullIndex()
    plain.rebuild(documents, position=1)
    kept.rebuild(documents, position=1)
    for query in queries:
        for page in (1, 2):
            ask = {"filters": filters, "sort": sort, "page": page, "page_size": 3}
            assert kept.search(query, **ask) == plain.search(query, **ask), query


def test_the_folder_holds_two_generations_at_most(kept: TantivyIndex, tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "index")
    for position in range(1, 6):
        index.rebuild([Document(id="a", title="公園")], position=position)
    assert len(list((tmp_path / "index").glob("index-*"))) <= 2
    assert index.search("公園").total == 1
