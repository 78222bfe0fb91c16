"""Marked parts of shown texts: what is shown stays as published, whatever the fold does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.search import fold
from tdpf.core.search.compounds import cut
from tdpf.core.search.passages import has_mark, passage


def shown(text: str, *words: str, room: int = 0) -> str:
    parts = passage(text, tuple(map(fold, words)), room=room)
    return "".join(f"[{piece}]" if is_marked else piece for piece, is_marked in parts)


def test_words_are_marked_in_the_spelling_of_the_text() -> None:
    assert shown("ﾄｲﾚとトイレ", "といれ") == "[ﾄｲﾚ]と[トイレ]"
    assert shown("ＡＥＤ設置箇所", "aed") == "[ＡＥＤ]設置箇所"
    assert shown("髙輪の文化財", "高輪") == "[髙輪]の文化財"
    assert shown("保 育 園", "保育園") == "[保 育 園]"


def test_a_latin_run_is_marked_whole_or_not_at_all() -> None:
    assert shown("GTFS-JP と GTFSX", "gtfs") == "[GTFS]-JP と GTFSX"


def test_marks_that_touch_become_one() -> None:
    assert shown("公衆トイレ一覧", "公衆", "トイレ") == "[公衆トイレ]一覧"


def test_a_long_text_is_shown_around_its_first_mark() -> None:
    text = "あ" * 300 + "公園" + "い" * 300
    assert shown(text, "公園", room=60).startswith("…")
    assert "[公園]" in shown(text, "公園", room=60)
    assert len(shown(text, "公園", room=60)) <= 66


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_the_parts_are_the_text(text: str, words: list[str]) -> None:
    parts = passage(text, tuple(map(fold, words)))
    assert "".join(piece for piece, _ in parts) == text


@given(st.text(max_size=40), st.data())
def test_what_matches_is_marked(text: str, data: st.DataObject) -> None:
    from tdpf.core.search import occurs

    word = fold(data.draw(st.text(min_size=1, max_size=3)))
    if "\x00" not in word and word and occurs(word, fold(text)) and "\x00" not in text:
        assert has_mark(passage(text, (word,)))


@given(st.text(min_size=1, max_size=24), st.sets(st.text(min_size=2, max_size=4), max_size=6))
def test_a_cut_gives_known_parts_in_their_order(word: str, known: set[str]) -> None:
    found = cut(word, known.__contains__)
    if found is not None:
        parts, _ = found
        assert set(parts) <= known
        at = 0
        for part in parts:
            at = word.index(part, at) + len(part)
