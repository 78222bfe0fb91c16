"""Which columns a table has, and how a reader may name them."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from tdpf.core.tables.schema import SYSTEM_COLUMNS, Column, Kind, TableSchema

_OURS: dict[str, Kind] = {
    "_row": "integer",
    "_id": "text",
    "_source_row": "integer",
    "_lon": "number",
    "_lat": "number",
    "_level": "text",
    "_west": "number",
    "_south": "number",
    "_east": "number",
    "_north": "number",
    "_publisher": "text",
    "_publisher_name": "text",
    "_dataset": "text",
    "_same_as": "text",
}
_ONLY_SHAPES = frozenset({"_west", "_south", "_east", "_north"})
_ONLY_MERGED = frozenset({"_publisher", "_publisher_name", "_dataset"})


@dataclass(frozen=True, slots=True)
class Layout:
    """All columns of a table's file in order, ours last, with look-up by name or English key."""

    columns: tuple[Column, ...]
    has_position: bool
    _known: dict[str, Column] = field(repr=False, hash=False, compare=False)
    geometry: str | None = None  # the column of lines and areas

    def find(self, asked: str) -> Column | None:
        """The column of that published name, or else of that English key."""
        return self._known.get(asked) or self._known.get(unicodedata.normalize("NFC", asked))

    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def searched(self) -> tuple[str, ...]:
        """The published columns of text: what a search for words looks at."""
        unread = _OURS.keys() | {self.geometry}
        return tuple(c.name for c in self.columns if c.kind == "text" and c.name not in unread)

    def near(self, asked: str, *, also: Iterable[str] = ()) -> tuple[str, ...]:
        """Up to three names that look like what was asked."""
        return near(asked, (*also, *self._known))


def layout_of(schema: TableSchema, *, is_merged: bool) -> Layout:
    """The published columns of the schema and the columns of ours that such a table carries."""
    published = tuple(c for c in schema.columns if c.name not in _OURS)
    stated = {c.name: c for c in schema.columns if c.name in _OURS}
    ours = tuple(
        stated.get(name) or Column(name=name, kind=_OURS[name], field_id=0)
        for name in SYSTEM_COLUMNS
        if (is_merged or name not in _ONLY_MERGED)
        and (schema.has_links or name != "_same_as")
        and (schema.geometry is not None or name not in _ONLY_SHAPES)
    )
    columns = published + ours
    known = {column.key: column for column in columns if column.key}
    known |= {unicodedata.normalize("NFC", column.name): column for column in columns}
    known |= {column.name: column for column in columns}  # a header wins over another's key
    return Layout(columns, schema.has_position, known, schema.geometry)


def near(asked: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three of the names that a person may have meant, the likeliest first."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(name), name)
    wanted = _fold(asked)
    close = difflib.get_close_matches(wanted, folded, n=3, cutoff=0.5)
    close += [name for name in folded if wanted and (wanted in name or name in wanted)]
    return tuple(dict.fromkeys(folded[name] for name in close))[:3]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
