"""Where the words of a query stand in a shown text: parts of it, marked or not.

What is shown is the text as published; only the matching is folded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tdpf.core.search.fold import FOLDED, is_japanese, is_latin

Part = tuple[str, bool]
"""A piece of the text, and whether it is what was asked for."""

LONGEST = 5_000
_VOICED = "\uff9e\uff9f\u3099\u309a"
_Letter = tuple[str, int, int]  # folded, where it begins and ends in the text


def passage(text: str, words: Sequence[str], *, room: int = 0) -> tuple[Part, ...]:
    """The text in marked and unmarked parts; with `room`, so many letters around the first mark.

    >>> passage("渋谷区の公衆ﾄｲﾚ一覧", ("トイレ",))
    (('渋谷区の公衆', False), ('ﾄｲﾚ', True), ('一覧', False))
    """
    text = text[:LONGEST]
    marks = _marks(text, words)
    start, end = _window(text, marks, room)
    parts: list[Part] = [("…", False)] if start else []
    at = start
    for first, last in marks:
        if last <= start or first >= end:
            continue
        if first > at:
            parts.append((text[at:first], False))
        parts.append((text[max(first, at) : min(last, end)], True))
        at = min(last, end)
    if at < end:
        parts.append((text[at:end], False))
    return (*parts, ("…", False)) if end < len(text) else tuple(parts)


def has_mark(parts: Sequence[Part]) -> bool:
    return any(is_marked for _, is_marked in parts)


def _window(text: str, marks: Sequence[tuple[int, int]], room: int) -> tuple[int, int]:
    if not room or len(text) <= room:
        return 0, len(text)
    first = marks[0][0] if marks else 0
    start = 0 if first < room * 3 // 4 else max(0, first - room // 3)
    return start, min(len(text), start + room)


def _marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the words, those that touch or overlap put together."""
    letters = list(_letters(text))
    folded = "".join(letter for letter, _, _ in letters)
    found = sorted(
        (letters[at][1], letters[at + len(word) - 1][2])
        for word in words
        if word
        for at in _occurrences(word, folded)
    )
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _occurrences(word: str, folded: str) -> list[int]:
    """As `fold.occurs`: a Latin run is never cut."""
    found, at = [], folded.find(word)
    while at >= 0:
        end = at + len(word)
        cut_before = at > 0 and is_latin(word[0]) and is_latin(folded[at - 1])
        cut_after = end < len(folded) and is_latin(word[-1]) and is_latin(folded[end])
        if not cut_before and not cut_after:
            found.append(at)
        at = folded.find(word, at + 1)
    return found


def _letters(text: str) -> list[_Letter]:
    """Each folded letter with its place; a blank between Japanese letters counts for nothing."""
    found: list[_Letter] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end] in _VOICED:
            end += 1
        plain = unicodedata.normalize("NFKC", text[at:end]).lower().translate(FOLDED)
        if not (plain in {" ", "\t"} and _is_within(text, at, end)):
            found += [(letter, at, end) for letter in plain]
        at = end
    return found


def _is_within(text: str, at: int, end: int) -> bool:
    before = text[:at].rstrip()[-1:]
    after = text[end:].lstrip()[:1]
    return all(
        letter and is_japanese(unicodedata.normalize("NFKC", letter).translate(FOLDED)[:1] or " ")
        for letter in (before, after)
    )
