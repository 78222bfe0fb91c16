"""Small rules of the query language and of HTTP, each in a sentence."""

from __future__ import annotations

import contextlib
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.maps.box import BadBox, Box, parse_box
from tdpf.core.tables import errors
from tdpf.core.tables.cursor import Cursor, parse_cursor
from tdpf.core.tables.errors import BadCursor, QueryError
from tdpf.core.tables.layout import near
from tdpf.core.tables.lists import Item, split_list
from tdpf.data.problem import ApiError, problem
from tdpf.data.words import ERRORS
from tdpf.data.words_within import BOX_REASONS, EXPECTED, FILTER_REASONS, KINDS


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a,b", ["a", "b"]),
        ("a,,b,", ["a", "", "b", ""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"say ""hi"""', ['say "hi"']),
        ('a"b,c', ['a"b', "c"]),
        ('"a"b', ['"a"b']),
        ('"open', ['"open']),
    ],
)
def test_a_list_is_split_at_commas_outside_quotes(text, items):
    assert [item.text for item in split_list(text)] == items


def test_a_minus_before_quotes_is_told_from_one_inside():
    assert split_list('-"a",-a,"-a"') == [Item("a", True), Item("-a", False), Item("-a", False)]


@given(st.lists(st.text(), min_size=1))
def test_any_texts_survive_being_written_as_a_quoted_list(texts):
    written = ",".join('"' + text.replace('"', '""') + '"' for text in texts)
    assert [item.text for item in split_list(written)] == texts


@given(st.integers(1, 2**31), st.integers(0, 2**62), st.text())
def test_a_cursor_survives_being_written(version, offset, question):
    cursor = Cursor(version, offset, question)
    assert parse_cursor(cursor.text()) == cursor


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text):
    with contextlib.suppress(BadCursor):
        assert isinstance(parse_cursor(text), Cursor)


def test_a_box_may_cross_the_180th_meridian_and_knows_it():
    assert parse_box("170,-10,-170,10") == Box(170, -10, -170, 10)
    assert parse_box("170,-10,-170,10").crosses_180
    assert not parse_box("139,35,140,36").crosses_180


@given(st.text())
def test_any_text_is_a_box_or_refused_with_a_known_reason(text):
    reason = None
    try:
        parse_box(text)
    except BadBox as error:
        reason = error.reason
    assert reason is None or reason in BOX_REASONS


def test_near_names_are_the_likely_ones_in_any_width_and_case():
    names = ["名称", "名称_カナ", "所在地_連結表記", "電話番号", "URL", "limit"]
    assert near("url", names) == ("URL",)
    assert near("電話", names)[0] == "電話番号"
    assert near("名称＿ｶﾅ", names)[0] == "名称_カナ"
    assert near("zzzz", names) == ()
    assert near("", names) == ()


def _all(kind: type[QueryError]) -> list[type[QueryError]]:
    return [kind, *(deeper for sub in kind.__subclasses__() for deeper in _all(sub))]


@pytest.mark.parametrize("kind", _all(errors.QueryError)[1:])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_query_error_has_words_in_both_languages(kind, language):
    answer = problem(kind("parameter"), language)
    assert answer.status_code == 400
    assert b"{" not in answer.body[1:]


def test_every_error_of_the_edge_has_words_without_gaps():
    for code, words in ERRORS.items():
        assert words.status in {400, 401, 404, 405, 406, 410, 416, 429, 500, 503}
        assert words.title_ja != words.title_en
        if words.status != 400:
            gaps = {name for _, name, _, _ in Formatter().parse(words.ja + words.en) if name}
            for language in ("ja", "en"):
                data = dict.fromkeys(gaps, 1)
                assert b"{" not in problem(ApiError(code, **data), language).body[1:]
    for table in (EXPECTED, KINDS, BOX_REASONS, FILTER_REASONS):
        assert all(len(words) == 2 and all(words) for words in table.values())
