"""A compound that nothing holds, cut into words that something holds.

河川カメラ → 河川 カメラ, CO2排出量 → CO2 排出量. There is no dictionary: the index itself says
what is a word. Only a query that finds nothing comes here.
"""

from __future__ import annotations

from collections.abc import Callable

from tdpf.core.search.fold import is_japanese, is_latin

LONGEST = 20
_SHORTEST = 2
_GENERIC = frozenset("数率別者量名等用内ノヲニデトハガ")
"""Letters that end or join words and may be left out without a word."""
_NEVER_FIRST = frozenset("ァィゥェォッャュョヮンー")

Cut = tuple[tuple[str, ...], tuple[str, ...]]
"""(known words, what is left over)."""


def cut(word: str, is_known: Callable[[str], bool]) -> Cut | None:
    """The fewest known words that a folded word is made of; None when they are less than half.

    >>> cut("河川カメラ", {"河川", "カメラ"}.__contains__)
    (('河川', 'カメラ'), ())
    >>> cut("訪都外国人数", {"外国人"}.__contains__)
    (('外国人',), ('訪都',))
    """
    if len(word) > LONGEST or not any(map(is_japanese, word)):
        return None
    known = {part: is_known(part) for part in _parts(word)}
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]  # letters lost, words, words
    for end in range(1, len(word) + 1):
        lost, count, words = best[end - 1]
        letter = word[end - 1]
        choices = [(lost + (0 if letter in _GENERIC else 2), count, (*words, f"-{letter}"))]
        for start in range(end - 1):
            if known.get(word[start:end], False) and _is_whole(word, start, end):
                lost, count, words = best[start]
                choices.append((lost, count + 1, (*words, word[start:end])))
        best.append(min(choices, key=lambda one: one[:2]))
    words = best[-1][2]
    found = tuple(each for each in words if not each.startswith("-"))
    left = _left_over(words)
    return (found, left) if found and 2 * len("".join(left)) < len(word) else None


def _parts(word: str) -> set[str]:
    ends = range(_SHORTEST, len(word) + 1)
    found = {word[start:end] for end in ends for start in range(end - _SHORTEST + 1)}
    return {part for part in found if part != word}


def _is_whole(word: str, start: int, end: int) -> bool:
    """A Latin run is never cut, nor is a word before a letter that begins none: スポ|ット."""
    if any(at < len(word) and word[at] in _NEVER_FIRST for at in (start, end)):
        return False
    before = start > 0 and is_latin(word[start - 1]) and is_latin(word[start])
    after = end < len(word) and is_latin(word[end - 1]) and is_latin(word[end])
    return not before and not after


def _left_over(words: tuple[str, ...]) -> tuple[str, ...]:
    """Letters of no known word, those that stood together as one; generic ones are not told."""
    runs, open_run = [], ""
    for each in (*words, ""):
        if each.startswith("-") and each[1] not in _GENERIC:
            open_run += each[1]
        elif open_run:
            runs.append(open_run)
            open_run = ""
    return tuple(runs)
