"""Laws of the search words: folding settles, tokens prove substrings, any text is a query."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.search import fold, occurs, parse, plan, shipped_synonyms, tokens
from tdpf.core.search.fold import GAP, is_japanese, is_latin
from tdpf.core.search.forms import forms
from tdpf.core.search.near import is_near
from tdpf.core.search.tokens import folded_tokens, phrase

LETTERS = st.text(
    alphabet="公園保育所渋谷区トイレといれ・ 　1２aBＡ.-ー－（）ヶ一丁目令和5年é", max_size=25
)
TEXTS = st.one_of(LETTERS, st.text(max_size=40))


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_folded_text_holds_letters_dots_within_runs_and_single_gaps(text: str) -> None:
    folded = fold(text)
    assert GAP + GAP not in folded
    assert all(is_japanese(c) or is_latin(c) or c in {".", GAP} for c in folded)


def proved(word: str, text: str) -> bool:
    """What an engine does: the terms of the word's phrase at their distances in the tokens."""
    wanted, there = phrase(word), folded_tokens(text)
    for start in range(len(there)):
        inside = all(
            start + offset < len(there) and there[start + offset] == term
            for offset, term in wanted.terms
        )
        if inside and wanted.open_end is None:
            return True
        end = start + wanted.end_offset
        if inside and end < len(there) and there[end].startswith(wanted.open_end or ""):
            return True
    return False


@given(TEXTS, st.data())
def test_a_phrase_of_tokens_finds_exactly_the_substrings(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    pieces = [piece for piece in folded.split(GAP) if piece]
    word = fold(data.draw(TEXTS))
    if pieces:
        piece = data.draw(st.sampled_from(pieces))
        start = data.draw(st.integers(0, len(piece) - 1))
        end = data.draw(st.integers(start + 1, len(piece)))
        word = data.draw(st.sampled_from([piece[start:end], word]))
    word = fold(word).split(GAP)[0]
    if word:
        assert proved(word, folded) == occurs(word, folded)


@given(TEXTS)
def test_there_is_a_token_for_every_place(text: str) -> None:
    kept = [token for token in tokens(text) if token != "\u2400"]
    assert "".join(t if len(t) == 1 or not is_japanese(t[0]) else t[0] for t in kept) == fold(
        text
    ).replace(GAP, "")


@given(TEXTS)
def test_any_text_is_a_query_with_a_plan(text: str) -> None:
    asked = parse(text, shipped_synonyms())
    assert plan(asked).tiers


@given(LETTERS)
def test_other_spellings_begin_with_the_word_itself(text: str) -> None:
    word = fold(text)
    assert forms(word)[0] == word


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_nearness_is_mutual(one: str, other: str) -> None:
    assert is_near(one, other) == is_near(other, one)
