"""Ids of the rows of a small table that has no version yet, value by value.

The same ids as `identity.row_ids` gives through polars plans, which cost a table of some hundred
rows more than the work itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

BREAK = "\x1f"
NOTHING = "\x00"  # null and blank are two things

_BLANKS = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

Text = str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Columns that together may tell a row from all others, and the label of ids made so."""

    label: str
    columns: tuple[str, ...]
    is_folded: bool = False  # blanks do not count, and a text of blanks says nothing
    is_rounded: bool = False  # degrees to four places
    has_blanks: bool = False  # a null says something as well


def first_ids(
    rows: pl.DataFrame, levels: Sequence[Evidence | None], content: Evidence
) -> list[str]:
    """One id a row: from the first of `levels` that no other row shares, else from `content`."""
    texts: list[str | None] = [None] * rows.height
    missing = rows.height
    for level in levels:
        if level is None or not missing:
            continue
        keys = list(_keys(rows, level))
        counts = Counter(keys)
        for place, key in enumerate(keys):
            if texts[place] is None and counts[key] == 1 and (level.has_blanks or None not in key):
                texts[place] = _text(level.label, key)
                missing -= 1
    if missing:
        for place, key in enumerate(_keys(rows, content)):
            if texts[place] is None:
                texts[place] = _text(content.label, key)
    return _told_apart([text or "" for text in texts])


def _keys(rows: pl.DataFrame, level: Evidence) -> Iterator[tuple[Text, ...]]:
    return zip(*(_values(rows.get_column(name), level) for name in level.columns), strict=True)


def _values(column: pl.Series, level: Evidence) -> list[Text]:
    if level.is_rounded and column.dtype == pl.Float64:
        column = column.round(4)
    texts: list[Text] = column.cast(pl.String).to_list()
    if level.is_folded and column.dtype != pl.Float64:
        return [_BLANKS.sub("", text) or None if text is not None else None for text in texts]
    return texts


def _text(label: str, key: tuple[Text, ...]) -> str:
    return BREAK.join([label, *(NOTHING if part is None else part for part in key)])


def _told_apart(texts: list[str]) -> list[str]:
    """An id of each text; rows that say the same get further ids in their order."""
    ids = [hash_text(text) for text in texts]
    if len(set(ids)) == len(ids):
        return ids
    counts = Counter(ids)
    clashing = sorted((text, at) for at, text in enumerate(texts) if counts[ids[at]] > 1)
    used = pl.Series([each for each in ids if counts[each] == 1], dtype=pl.String)
    free = free_ids(Counter(text for text, _ in clashing), used)
    for text, at in clashing:
        ids[at] = next(free[text])
    return ids


def hash_text(text: str, attempt: int = 0) -> str:
    """The id that a text makes; further attempts give others."""
    salted = f"{text}{BREAK}{attempt}" if attempt else text
    return blake2b(salted.encode(), digest_size=8).hexdigest()


def free_ids(wanted: Mapping[str, int], used: pl.Series) -> dict[str, Iterator[str]]:
    """As many ids of each text as are wanted, none used; more attempts a round, so few rounds."""
    free: dict[str, list[str]] = {text: [] for text in wanted}
    tried = dict.fromkeys(wanted, 0)
    spent: set[str] = set()
    at_least = 1
    while short := [text for text in wanted if len(free[text]) < wanted[text]]:
        wishes = []
        for text in short:
            following = tried[text] + max(at_least, wanted[text] - len(free[text]))
            wishes += [(text, hash_text(text, each)) for each in range(tried[text], following)]
            tried[text] = following
        is_used = pl.Series([wish for _, wish in wishes]).is_in(used.implode())
        for (text, wish), is_gone in zip(wishes, is_used, strict=True):
            if not is_gone and wish not in spent:
                free[text].append(wish)
                spent.add(wish)
        at_least *= 2
    return {text: iter(made) for text, made in free.items()}
