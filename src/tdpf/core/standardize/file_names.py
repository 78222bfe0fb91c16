"""What a file is called, and the sets that its name speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tdpf.core.standards import standards, vocabulary

OFFICIAL_FILE = 11.0
OFFICIAL_FILE_WITHOUT_LAYOUT = 4.5
FILE_WORD = 3.0
_LONG = 5


@dataclass(frozen=True, slots=True)
class Name:
    """What the file is called: its Latin words and its Japanese text, code and date removed."""

    words: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, file_name: str, titles: Iterable[str]) -> Name:
        stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
        words = re.findall(r"[a-z]+", stem.lower().replace("-", "_"))
        japanese = " ".join(re.findall(r"[^\x00-\x7f]+[^\x00-\x7f\-_\w]*[A-Za-z\-]*", stem))
        return cls(tuple(words), " ".join([japanese, *titles]).strip())


@dataclass(frozen=True, slots=True)
class _FileWords:
    """The Latin file words of all sets, ready to be looked up."""

    by_first: dict[str, list[tuple[str, tuple[str, ...]]]]  # first part → (set, all parts)
    inside: re.Pattern[str]  # long words that may stand inside another
    owners: dict[str, list[str]]  # such a word → sets


@cache
def _file_words() -> _FileWords:
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    owners: dict[str, list[str]] = {}
    for slug, words in vocabulary().sets.items():
        for word in words.files:
            parts = tuple(re.findall(r"[a-z]+", word.lower()))
            by_first.setdefault(parts[0], []).append((slug, parts))
            if len("".join(parts)) >= _LONG:
                owners.setdefault("".join(parts), []).append(slug)
    longest_first = sorted(owners, key=len, reverse=True)
    return _FileWords(by_first, re.compile("|".join(longest_first)), owners)


def named_sets(words: tuple[str, ...]) -> dict[str, tuple[float, str]]:
    """Sets that the words of a file name speak of, with points: `touristtoilets` holds `toilet`."""
    known = _file_words()
    found: dict[str, tuple[float, str]] = {}
    for place, word in enumerate(words):
        for slug, parts in known.by_first.get(word, ()):
            if words[place : place + len(parts)] == parts:
                points = _file_points(slug, parts, is_last=place + len(parts) == len(words))
                found[slug] = max(found.get(slug, (0.0, "")), (points, "_".join(parts)))
    for word in words:
        for inside in known.inside.findall(word) if len(word) > _LONG else ():
            for slug in known.owners[inside]:
                found.setdefault(slug, (FILE_WORD, inside))
    return found


def _file_points(slug: str, parts: tuple[str, ...], *, is_last: bool) -> float:
    """The official word counts most, alone only at the end: `aed`, but not `aed_map`."""
    official = tuple(re.findall(r"[a-z]+", vocabulary().sets[slug].files[0]))
    if parts != official or (len(parts) == 1 and not is_last):
        return FILE_WORD
    return OFFICIAL_FILE if standards()[slug].layout else OFFICIAL_FILE_WITHOUT_LAYOUT
