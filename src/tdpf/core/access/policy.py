"""Access policies: who sees a dataset at all, and what of a table's columns and rows is cut out.

A dataset that is not public has readers besides its owner: every member, or named organisations.
A table has limits of columns and of rows; each says whom it leaves free. The owner's own people
and operators are never bound. Nothing here is looked up: policies come with the table's entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from tdpf.core.access.actors import Action, Actor, may

EVERY_MEMBER = "*"
"""Stands among organisations for all of them: whoever has a role in any."""
OWNER_ALONE: frozenset[str] = frozenset()


class Audience(StrEnum):
    """Who sees a dataset."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    ORGANISATIONS = "organisations"
    OWNER = "owner"


class ColumnLimit(msgspec.Struct, frozen=True):
    """Columns that are not there, but for the owner's people and those of `free`."""

    columns: tuple[str, ...]
    free: tuple[str, ...] = ()  # ids of organisations, or EVERY_MEMBER
    blank: tuple[str, ...] = ()  # those that held nothing when it was decided


class RowLimit(msgspec.Struct, frozen=True):
    """Only rows for which the CQL2 text is true, but for the owner's people and those of `free`."""

    where: str
    free: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()  # columns of the condition that held nothing then
    hid_none: bool = False  # all rows were shown when it was decided


class Limits(msgspec.Struct, frozen=True):
    """All limits of one table."""

    columns: tuple[ColumnLimit, ...] = ()
    rows: tuple[RowLimit, ...] = ()
    salt: str = ""  # nobody whom they bind knows it; see Cut

    @property
    def is_empty(self) -> bool:
        return not (self.columns or self.rows)


class Cut(msgspec.Struct, frozen=True):
    """What is left out for somebody: these columns, and rows for which not all `where` hold.

    Ids of rows may be made from what is hidden, so that who tries values would find the right one:
    with columns left out they are made anew from the salt.
    """

    columns: tuple[str, ...]
    where: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()  # columns of both that may hold nothing
    hid_none: tuple[str, ...] = ()  # those of `where` that may leave out no row
    salt: str = ""

    @property
    def key(self) -> str:
        """The same for the same cut."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:24]


def reads(actor: Actor, owner: str | None, readers: Collection[str]) -> bool:
    """Whether the actor sees what is not public: it is theirs, or they are among its readers."""
    return may(actor, Action.READ, owner) or belongs(actor, readers)


def belongs(actor: Actor, organisations: Collection[str]) -> bool:
    """Whether the actor reads for one of the organisations; operators do for any."""
    where = actor.organisations(Action.READ)
    if where is None:
        return True
    return bool(where) and (EVERY_MEMBER in organisations or not where.isdisjoint(organisations))


def cut_for(actor: Actor, owner: str | None, limits: Limits) -> Cut | None:
    """What the limits leave out for the actor; None when none of them binds."""
    if may(actor, Action.READ, owner):
        return None
    columns = [one for one in limits.columns if not belongs(actor, one.free)]
    rows = [one for one in limits.rows if not belongs(actor, one.free)]
    if not (columns or rows):
        return None
    limiting: list[ColumnLimit | RowLimit] = [*columns, *rows]
    filled = {name for one in columns for name in one.columns if name not in one.blank}
    hiding = {one.where for one in rows if not one.hid_none}
    return Cut(
        columns=_sorted(name for one in columns for name in one.columns),
        where=_sorted(one.where for one in rows),
        blank=_sorted({name for one in limiting for name in one.blank} - filled),
        hid_none=_sorted({one.where for one in rows} - hiding),
        salt=limits.salt if columns else "",
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def together(limits: Iterable[Limits]) -> Limits:
    """All of these limits at once: whoever is bound by one of them is bound.

    >>> one, other = Limits((ColumnLimit(("a",)),)), Limits((ColumnLimit(("b",)),))
    >>> [limit.columns for limit in together([one, other, one]).columns]
    [('a',), ('b',)]
    """
    some = list(limits)
    return Limits(
        tuple(dict.fromkeys(limit for one in some for limit in one.columns)),
        tuple(dict.fromkeys(limit for one in some for limit in one.rows)),
        next((one.salt for one in some if one.salt), ""),
    )


def readers_text(readers: Collection[str]) -> str:
    """Readers as one text in which a database finds ` id `; never empty."""
    return f" {' '.join(sorted(readers))} "


def readers_of(text: str) -> frozenset[str]:
    """The readers of such a text.

    >>> sorted(readers_of(readers_text({"b", "a"})))
    ['a', 'b']
    """
    return frozenset(text.split())
