"""Laws of search expressions: what is printed is read again, and operators mean what logic says."""

from __future__ import annotations

import contextlib
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.catalog.ckan.envelope import BadSearch, UnknownField
from tdpf.core.catalog.ckan.fields import FIELDS
from tdpf.core.catalog.ckan.lucene import parse
from tdpf.core.catalog.ckan.match import facts_of, matches
from tdpf.core.catalog.ckan.search import read_search
from tdpf.core.catalog.ckan.tree import AllOf, AnyOf, Between, Present, Tree, Without, Words
from tests.property.catalog.things import datasets

FIELD = st.sampled_from(["", "title", "tags", "organization", "res_format", "name"])
TEXT = st.text('公園トイレaB1-.:()"*&|!~^ \\', min_size=1, max_size=8).map(str.strip).filter(bool)
LEAVES = st.one_of(
    st.builds(Words, TEXT, FIELD, st.just(True)),
    st.builds(Present, st.sampled_from(["title", "tags"])),
    st.builds(
        Between,
        st.sampled_from(["name", "version"]),
        st.none() | st.from_regex(r"[a-z]{1,3}", fullmatch=True),
        st.from_regex(r"[a-z]{1,3}", fullmatch=True),
        st.booleans(),
        st.booleans(),
    ),
)


def joined(parts: list[Tree], kind: type[AllOf | AnyOf]) -> Tree:
    return kind(tuple(parts))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Without),
        st.lists(inner.filter(lambda t: not isinstance(t, AllOf)), min_size=2, max_size=3).map(
            lambda parts: joined(parts, AllOf)
        ),
        st.lists(inner.filter(lambda t: not isinstance(t, AnyOf)), min_size=2, max_size=3).map(
            lambda parts: joined(parts, AnyOf)
        ),
    ),
    max_leaves=8,
)


def printed(tree: Tree) -> str:
    match tree:
        case AllOf(parts):
            return "(" + " AND ".join(printed(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(printed(part) for part in parts) + ")"
        case Without(part):
            return f"NOT ({printed(part)})"
        case Present(field):
            return f"{field}:[* TO *]"
        case Between(field, low, high, with_low, with_high):
            return f"{field}:{'{['[with_low]}{low or '*'} TO {high or '*'}{'}]'[with_high]}"
        case Words(text, field):
            quoted = re.sub(r'(["\\])', r"\\\1", text)
            return f'{field}:"{quoted}"' if field else f'"{quoted}"'
    raise AssertionError(tree)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_a_printed_tree_is_read_as_the_same_tree(tree: Tree) -> None:
    assert parse(printed(tree)) == tree


@settings(max_examples=25, deadline=None)
@given(datasets(), TREES, TREES)
def test_operators_mean_what_logic_says(dataset: object, one: Tree, other: Tree) -> None:
    facts = facts_of(dataset)  # type: ignore[arg-type]
    first, second = matches(one, facts), matches(other, facts)
    a, b = printed(one), printed(other)
    assert matches(parse(f"({a}) ({b})"), facts) == (first and second)
    assert matches(parse(f"({a}) OR ({b})"), facts) == (first or second)
    assert matches(parse(f"-({a})"), facts) == (not first)
    assert matches(parse(f"({a}) AND ({b})"), facts) == matches(parse(f"+({b}) +({a})"), facts)


@settings(max_examples=25, deadline=None)
@given(datasets())
def test_every_dataset_is_found_by_what_it_says_of_itself(dataset: object) -> None:
    facts = facts_of(dataset)  # type: ignore[arg-type]
    for field, values in facts.values.items():
        for value in values:
            if FIELDS[field] == "key":
                quoted = re.sub(r'(["\\])', r"\\\1", value)
                assert matches(parse(f'{field}:"{quoted}"'), facts)


@settings(max_examples=200, deadline=None)
@given(st.text("ab公園 :()[]{}\"'*?+-!&|^~\\/TO AND OR NOT title: NOW", max_size=40))
def test_any_text_is_a_search_and_a_filter_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadSearch):
        read_search({"fq": text})
    with contextlib.suppress(UnknownField):
        read_search({"q": text})
