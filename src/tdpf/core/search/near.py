"""Latin words at one typing error from each other."""

from __future__ import annotations

from collections.abc import Mapping

SHORTEST = 4


def is_near(word: str, other: str) -> bool:
    """True at exactly one letter added, left out, changed, or two neighbours swapped.

    >>> is_near("toliet", "toilet"), is_near("park", "park")
    (True, False)
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and len(right) > 1 and left[2:] == right[2:])
    )


def best_near(word: str, counts: Mapping[str, int]) -> str | None:
    """The commonest of the counted words that is near this one, None for short words."""
    if len(word) < SHORTEST or not word.isascii():
        return None
    found = [(-count, other) for other, count in counts.items() if is_near(word, other)]
    return min(found)[1] if found else None
