"""Any text is a filter or is refused, soon; both languages mean the same."""

from __future__ import annotations

import json

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.cql2 import parse_cql2
from tdpf.core.tables.check import check
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.plan import run
from tdpf.core.tables.query import Query
from tests.data.samples import schema_of, toilets, with_ours

FRAME = with_ours(toilets(40))
LAYOUT = layout_of(schema_of(FRAME, {"名称": "name"}), is_merged=False)
WORDS = st.sampled_from(
    [
        *("and", "or", "not", "(", ")", ",", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/"),
        *("%", "^", "div", "like", "between", "in", "is", "null", "true", "false", "casei("),
        *("accenti(", "名称", "設置年", "面積", "確認日", "更新", "車椅子", "geometry", '"備考"'),
        *("'a%_'", "'\\\\'", "1", "2.5", "1e300", "-3", "DATE('2024-01-01')", "POINT(139 35)"),
        *("TIMESTAMP('2024-01-01T00:00:00Z')", "INTERVAL('..','2024-01-01')", "t_after("),
        *("t_during(", "s_intersects(", "BBOX(1,2,3,4)", "POLYGON((1 1,2 1,2 2,1 1))"),
        *("'", '"', "é", ".", "#", "\0"),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=60))
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5), st.sampled_from([{"property": "設置年"}, {"property": "名称"}]),
        st.sampled_from([{"date": "2024-01-01"}, {"bbox": [1, 2, 3, 4]}, {"property": "geometry"}]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(["and", "or", "not", "=", "<", "+", "/", "like", "in", "between",
                             "isNull", "casei", "s_intersects", "t_after", "x"]),
            st.lists(inner, max_size=3),
        ),
        st.dictionaries(st.sampled_from(["op", "args", "type", "coordinates", "interval"]), inner,
                        max_size=2),
    ),
    max_leaves=12,
)  # fmt: skip


def outcome(source: str, language: str) -> int | str:
    """How many rows it keeps, or the code of what is wrong."""
    try:
        where = parse_cql2(source, LAYOUT, language=language)
    except QueryError as error:
        return error.code
    checked = check(Query(where=where), LAYOUT)
    found = run(checked, FRAME)
    assert sum(batch.height for batch in found.batches()) == min(found.matched, 100)
    return found.matched


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_any_text_is_a_filter_or_is_refused(text):
    outcome(text, "cql2-text")


@settings(max_examples=300, deadline=None)
@given(JSON.map(json.dumps) | st.text(max_size=40))
def test_any_json_is_a_filter_or_is_refused(text):
    outcome(text, "cql2-json")


NUMBERS = st.recursive(
    st.one_of(st.integers(-9, 99), st.just({"property": "設置年"}), st.just({"property": "面積"})),
    lambda inner: st.builds(
        lambda op, a, b: {"op": op, "args": [a, b]}, st.sampled_from("+-*/%"), inner, inner
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.builds(
        lambda op, a, b: {"op": op, "args": [a, b]},
        st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), NUMBERS, NUMBERS,
    ),
    lambda inner: st.one_of(
        st.builds(lambda op, parts: {"op": op, "args": parts}, st.sampled_from(["and", "or"]),
                  st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda part: {"op": "not", "args": [part]}, inner),
    ),
    max_leaves=5,
)  # fmt: skip


def written(node: object) -> str:
    """A condition in JSON as text."""
    if isinstance(node, dict) and "property" in node:
        return f'"{node["property"]}"'
    if not isinstance(node, dict):
        return str(node)
    parts = [f"({written(part)})" for part in node["args"]]
    return f"NOT {parts[0]}" if node["op"] == "not" else f" {node['op']} ".join(parts)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_a_condition_means_the_same_as_text_and_as_json(node):
    assert outcome(written(node), "cql2-text") == outcome(json.dumps(node), "cql2-json")


def test_the_frame_has_rows_with_and_without_blanks():
    assert FRAME.select(pl.col("設置年").null_count()).item() > 0
