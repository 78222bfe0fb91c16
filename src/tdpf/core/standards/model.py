"""What a standard set is: numbered items in layouts, each with the form its values should have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["required", "recommended", "optional", "unknown"]

Form = Literal[
    "text",
    "notes",
    "name",
    "kana",
    "latin",
    "identifier",
    "code6",
    "corporate",
    "date",
    "datetime",
    "time",
    "weekdays",
    "phone",
    "extension",
    "email",
    "postal",
    "url",
    "yesno",
    "support",
    "flag",
    "integer",
    "number",
    "latitude",
    "longitude",
    "choice",
    "list",
    "address",
    "prefecture",
    "city",
    "town",
    "block",
    "building",
    "town_id",
    "organisation",
]
"""How a value is written when it is right.

`support` is a yes/no column that also takes 可 and 不可; `choice` is one of a list; `list` is
several values with `;` between them.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One column of a standard set."""

    index: int
    name: str
    form: Form
    level: Level = "unknown"
    key: str | None = None  # English key, camelCase
    physical_name: str | None = None  # column name for databases, snake_case
    concept: str | None = None  # what it means in any set: name, address, latitude …
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    example: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one edition, in order."""

    edition: Literal["2017", "2023"]
    items: tuple[Item, ...]
    levels_known: bool  # False where the definition book was not at hand

    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.items)


@dataclass(frozen=True, slots=True)
class StandardSet:
    """One of the 27 sets. `layout` is the target: 2023, else 2017, else None."""

    slug: str
    number: str
    title_ja: str
    title_en: str
    layout: Layout | None
    layout_2017: Layout | None = None
    moved: tuple[tuple[str, str], ...] = ()  # 2017 item name → target item name, where they differ
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        return self.layout.items if self.layout else ()

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.name == name), None)
