"""Comma-separated lists as URLs carry them; an item with a comma stands in double quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r'(?P<minus>-?)"(?P<quoted>(?:[^"]|"")*)"(?=,|$)|(?P<bare>[^,]*)')


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    has_minus: bool  # a minus in front of a quoted item; in front of a bare one it is in `text`


def split_list(text: str) -> list[Item]:
    """`a,"b,c",-"d"` → a · b,c · d with its minus. Every text has at least one item."""
    items, at = [], 0
    while True:
        found = _ITEM.match(text, at)
        assert found is not None  # the bare form matches anything, the empty text included
        if found["quoted"] is None:
            items.append(Item(found["bare"], has_minus=False))
        else:
            items.append(Item(found["quoted"].replace('""', '"'), has_minus=bool(found["minus"])))
        at = found.end() + 1
        if at > len(text):
            return items
