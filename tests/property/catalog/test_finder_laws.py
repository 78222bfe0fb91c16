"""Searching all at once gives what asking each dataset by itself gives, whatever is asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tdpf.core.access import Actor, Role, Scope
from tdpf.core.catalog.ckan.finder import Finder
from tdpf.core.catalog.ckan.match import facts_of, matches
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import Between, Tree, Words
from tdpf.data.identity import finds
from tests.property.catalog.test_lucene_laws import TREES
from tests.property.catalog.things import datasets

MOMENTS = st.integers(631_152_000, 2_208_988_800).map(
    lambda second: dt.datetime.fromtimestamp(second, dt.UTC)
)
DATES = st.builds(
    Between,
    st.sampled_from(["metadata_created", "metadata_modified", "issued"]),
    st.none() | MOMENTS,
    MOMENTS,
    st.booleans(),
    st.booleans(),
)
EVERY = Search(rows=1000, sort=(("id", False),))


def found(finder: Finder, tree: Tree) -> list[str]:
    asked = Search(where=tree, rows=1000, sort=(("id", False),))
    return list(finder.find(asked, hidden_of=None).ids)


@settings(max_examples=60, deadline=None)
@given(st.lists(datasets(), max_size=3, unique_by=lambda one: one.id), TREES | DATES)
def test_all_at_once_is_one_after_the_other(held: list, tree: Tree) -> None:
    finder = Finder()
    finder.put(held)
    wanted = sorted(one.id for one in held if matches(tree, facts_of(one)))
    assert found(finder, tree) == wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(datasets(), max_size=3, unique_by=lambda one: one.id))
def test_facets_count_datasets_and_what_is_removed_is_gone(held: list) -> None:
    finder = Finder()
    finder.put(held)
    search = Search(rows=1000, facets=("tags", "organization"), facet_limit=None)
    counts = Counter(tag for one in held for tag in set(facts_of(one).values["tags"]))
    assert dict(finder.find(search, hidden_of=None).facets["tags"]) == dict(counts)
    finder.remove(one.id for one in held[:1])
    assert finder.find(EVERY, hidden_of=None).ids == tuple(sorted(one.id for one in held[1:]))


@settings(max_examples=60, deadline=None)
@given(st.lists(datasets(), max_size=3, unique_by=lambda one: one.id), st.data())
def test_what_is_hidden_is_found_and_counted_for_its_organisation_alone(
    held: list, data: st.DataObject
) -> None:
    owners = sorted({one.organisation.id for one in held if one.organisation})
    hidden_of = frozenset(data.draw(st.sets(st.sampled_from(owners)) if owners else st.just(set())))
    held = [
        replace(one, readers=data.draw(st.sampled_from([(), ("*",), tuple(owners[:1])])))
        for one in held
    ]
    finder = Finder()
    finder.put(held)
    asker = Actor("member", dict.fromkeys(hidden_of, Role.READER), frozenset({Scope.READ}))
    finder.remove(one.id for one in held if one.state == "deleted")  # nobody looks for these
    seen = [one for one in held if one.state != "deleted" and finds(asker, one)]
    alone = Finder()
    alone.put(seen)
    asked = Search(rows=1000, facets=("tags", "organization"), facet_mincount=0)
    assert finder.find(asked, hidden_of=hidden_of) == alone.find(asked, hidden_of=hidden_of)
    if not hidden_of:
        assert finder.counts("tags") == alone.counts("tags")


def test_the_same_words_in_the_title_come_first() -> None:
    from tdpf.core.catalog.model import Dataset, DatasetId

    titles = ["図書館の職員", "図書館", "市立図書館", "公園"]
    finder = Finder()
    finder.put(
        Dataset(DatasetId(str(place)), f"d{place}", title, notes="図書館 公園")
        for place, title in enumerate(titles)
    )
    order = finder.find(Search(words="図書館", rows=10, sort=(("score", True),))).ids
    assert [titles[int(place)] for place in order] == [
        "図書館",
        "図書館の職員",
        "市立図書館",
        "公園",
    ]
    phrase = Search(words='"市立 図書館"', rows=10, where=Words("公園", "notes"))
    assert [titles[int(place)] for place in finder.find(phrase).ids] == ["市立図書館"]
