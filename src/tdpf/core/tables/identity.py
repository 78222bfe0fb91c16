"""Row ids that survive the next version: the same facility keeps its id when rows move or change.

A new version takes over ids from the previous one in the stated order of `STEPS`: rows with equal
content first, then those that agree on identifier, name, address, position. What is left is new
and gets an id made from its strongest evidence, so an id depends on what a row says, never on
where it stands. Serial numbers (1 to n) count as an identifier only together with something else,
because they move when a row is put in between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from tdpf.core.tables.first_ids import BREAK, NOTHING, Evidence, first_ids, free_ids, hash_text
from tdpf.core.tables.parquet import Frame, chosen
from tdpf.core.tables.schema import Column, TableSchema

SLICE = 50_000
FEW_ROWS = 5_000  # up to so many, plain values are quicker than plans
_IDENTIFIER = re.compile(r"(^|_)(ID|識別番号|管理番号|学校コード)$", re.IGNORECASE)
_NAME = re.compile(r"(名|名称|タイトル|名前|地域)$")
_NOT_A_NAME = re.compile(r"団体|都道府県|市区町村|区市町村|郡名|組織|カナ|かな|英")
_ADDRESS = re.compile(r"所在地|住所|所在")


class Step(NamedTuple):
    """Rows with the same values of these traits are the same thing."""

    traits: tuple[str, ...]
    alone: bool = False  # weak: only where no other row of either version has the same value


STEPS = (
    Step(("identifier", "name")),
    Step(("identifier", "address")),
    Step(("identifier", "position")),
    Step(("strong_identifier",)),
    Step(("name", "address")),
    Step(("name", "position")),
    Step(("words",)),
    Step(("name",), alone=True),
    Step(("address",), alone=True),
    Step(("position",), alone=True),
)

EVIDENCE = (("strong_identifier",), ("name", "address"), ("name", "position"), ("words",))
"""What the id of a new row is made from: the first that no other row of the version shares."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A version's rows with the schema that says what its columns mean."""

    frame: Frame
    schema: TableSchema


def row_ids(rows: Rows, previous: Rows | None = None) -> pl.Series:
    """One id a row, in row order: taken over from `previous` where it is the same thing."""
    if previous is None and isinstance(rows.frame, pl.DataFrame) and rows.frame.height <= FEW_ROWS:
        return pl.Series("_id", _first_ids(rows.frame, rows.schema), dtype=pl.String)
    now = _Prints(rows)
    if previous is None:
        return _with_new_ids(now, known=_no_ids(now.height), taken=_no_ids(0))
    old_ids = chosen(previous.frame, pl.col("_id"))["_id"]
    if old_ids.is_empty():
        return _with_new_ids(now, known=_no_ids(now.height), taken=old_ids)
    match = _match(now, _Prints(previous))
    return _with_new_ids(now, known=old_ids.gather(match).alias("_id"), taken=old_ids)


def _first_ids(frame: pl.DataFrame, schema: TableSchema) -> list[str]:
    """Ids of a small table without a version before, as `_with_new_ids` would give them."""
    found = _trait_columns(schema)
    if (column := found.get("identifier")) and not _is_serial(frame.get_column(column[0])):
        found["strong_identifier"] = column
    levels = [
        Evidence(
            label="+".join(name.removeprefix("strong_") for name in names),
            columns=tuple(column for name in names for column in found[name]),
            is_folded=names != ("words",),
            is_rounded="position" in names,
            has_blanks=names == ("words",),
        )
        if found.keys() >= set(names)
        else None
        for names in EVIDENCE
    ]
    content = Evidence("content", tuple(_all_columns(schema)), has_blanks=True)
    return first_ids(frame, levels, content)


def _is_serial(identifiers: pl.Series) -> bool:
    """The numbers 1 to n, each once, in whatever order."""
    if identifiers.is_empty() or identifiers.null_count():
        return False
    if not str(identifiers[0]).strip().isdecimal():
        return False
    numbers = identifiers.cast(pl.String).str.replace_all(r"\s", "").cast(pl.Int64, strict=False)
    return (
        numbers.null_count() == 0
        and numbers.min() == 1
        and numbers.max() == numbers.len()
        and numbers.n_unique() == numbers.len()
    )


def _no_ids(height: int) -> pl.Series:
    return pl.Series("_id", [None], dtype=pl.String).new_from_index(0, height)


class _Prints:
    """What each row says, as 64-bit prints, one column at a time so that memory stays small."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.height: int = chosen(rows.frame, pl.len()).item()
        self.traits = _traits(rows.schema)

    def content(self, columns: Sequence[str]) -> pl.Series:
        """A print of all these columns."""
        return self._column(pl.struct(columns).hash(1))

    def of(self, traits: Iterable[str]) -> pl.Series | None:
        """A print of these traits together, null where one is missing; None if all would be."""
        names = [self._meant(trait) for trait in traits]
        if any(name is None or name not in self.traits for name in names):
            return None
        texts = [text for name in names if name for text in self.traits[name]]
        if names == ["words"]:  # a blank is a word as well
            return self._column(pl.struct(texts).hash(1))
        is_said = pl.all_horizontal(text.is_not_null() for text in texts)
        return self._column(pl.when(is_said).then(pl.struct(texts).hash(1)))

    def _meant(self, trait: str) -> str | None:
        if trait != "strong_identifier":
            return trait
        return None if self._has_serial_numbers else "identifier"

    @cached_property
    def _has_serial_numbers(self) -> bool:
        """Identifiers are 1 to n, each once, in whatever order."""
        if "identifier" not in self.traits:
            return False
        return _is_serial(self._column(self.traits["identifier"][0]))

    def _column(self, wanted: pl.Expr) -> pl.Series:
        return chosen(self.rows.frame, wanted.alias("print"))["print"]


def _traits(schema: TableSchema) -> dict[str, list[pl.Expr]]:
    """The texts that say what a row is, trait by trait; null where a row does not say it."""
    texts: dict[str, Callable[[str], pl.Expr]] = {
        "position": lambda name: pl.col(name).round(4),
        "words": pl.col,
    }
    return {
        trait: [texts.get(trait, _folded)(name) for name in names]
        for trait, names in _trait_columns(schema).items()
    }


def _trait_columns(schema: TableSchema) -> dict[str, tuple[str, ...]]:
    """The columns of each trait that the table has."""
    traits: dict[str, tuple[str, ...]] = {}
    for trait, column in {
        "identifier": _find(schema, "identifier", _IDENTIFIER.search),
        "name": _find(schema, "name", _looks_like_a_name),
        "address": _find(schema, "fullAddress", _ADDRESS.search),
    }.items():
        if column is not None:
            traits[trait] = (column.name,)
    if schema.has_position:
        traits["position"] = ("_lon", "_lat")
    words = [column.name for column in schema.columns if column.kind not in {"integer", "number"}]
    if words and len(words) < len(schema.columns):  # they say what the figures are of
        traits["words"] = tuple(words)
    return traits


def trait_columns(schema: TableSchema) -> tuple[str | None, str | None]:
    """The columns that hold a row's name and its whole address."""
    name = _find(schema, "name", _looks_like_a_name)
    address = _find(schema, "fullAddress", _ADDRESS.search)
    return name.name if name else None, address.name if address else None


def _find(schema: TableSchema, key: str, looks_right: Callable[[str], object]) -> Column | None:
    with_key = (column for column in schema.columns if column.key == key)
    by_header = (column for column in schema.columns if looks_right(column.name))
    return next(with_key, None) or next(by_header, None)


def _looks_like_a_name(header: str) -> bool:
    return bool(_NAME.search(header)) and not _NOT_A_NAME.search(header)


def _folded(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.replace_all(r"\s", "")
    return pl.when(text != "").then(text)  # null stays null, blank becomes null


def _shared_columns(schema: TableSchema, before: TableSchema) -> list[str]:
    """Columns that both versions have and read alike."""
    kinds = {column.name: column.kind for column in before.columns}
    shared = [column.name for column in schema.columns if kinds.get(column.name) == column.kind]
    is_placed = schema.has_position and before.has_position
    return [*shared, "_lon", "_lat"] if is_placed else shared


def _all_columns(schema: TableSchema) -> list[str]:
    return [*schema.names(), "_lon", "_lat"] if schema.has_position else schema.names()


# Which row of the previous version is it?


def _match(now: _Prints, before: _Prints) -> pl.Series:
    """For each row the index of the same thing in `before`, null where it is new."""
    shared = _shared_columns(now.rows.schema, before.rows.schema)
    matched = (
        [_agree(_twins(now.content(shared)), _twins(before.content(shared)))] if shared else []
    )
    new, old = _indexes(now.height), _indexes(before.height)
    for step in STEPS:
        for pairs in matched[-1:]:
            new = new.filter(~new.is_in(pairs["new"].implode()))
            old = old.filter(~old.is_in(pairs["old"].implode()))
        if new.is_empty() or old.is_empty():
            break
        prints, prints_before = now.of(step.traits), before.of(step.traits)
        if prints is not None and prints_before is not None:
            ours = _candidates(prints, new, alone=step.alone)
            theirs = _candidates(prints_before, old, alone=step.alone)
            matched.append(_agree(ours, theirs))
    places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, now.height)
    for pairs in matched:
        places.scatter(pairs["new"], pairs["old"])
    return places


def _indexes(height: int) -> pl.Series:
    return pl.arange(height, eager=True, dtype=pl.UInt32)


def _twins(content: pl.Series) -> pl.DataFrame:
    """Rows by content, equal ones numbered, so that each finds one partner."""
    rows = pl.DataFrame({"content": content, "index": _indexes(content.len())})
    nth = pl.int_range(pl.len(), dtype=pl.UInt32).over("content").alias("nth")
    return rows.select("index", pl.struct("content", nth).hash(2).alias("key"))


def _candidates(prints: pl.Series, rest: pl.Series, *, alone: bool) -> pl.DataFrame:
    """Rows of the rest that no other of the rest resembles; if `alone`, no other of all."""
    keyed = pl.DataFrame({"index": rest, "key": prints.gather(rest)})
    if alone:
        keyed = keyed.filter(prints.is_unique().gather(rest))
    return keyed.filter(pl.col("key").is_not_null() & pl.col("key").is_unique())


def _agree(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    pairs = new.join(old, on="key", suffix="_old")
    return pairs.select(pl.col("index").alias("new"), pl.col("index_old").alias("old"))


# Ids of what is new


def _with_new_ids(now: _Prints, *, known: pl.Series, taken: pl.Series) -> pl.Series:
    if known.null_count() == 0:
        return known
    strength = _strength(now)
    pieces = [_no_ids(0)]
    for start, texts in _texts(now, strength):
        made = pl.Series([hash_text(text) for text in texts], dtype=pl.String)
        pieces.append(known.slice(start, texts.len()).fill_null(made))
    ids = pl.concat(pieces)
    clashes = known.is_null() & (ids.is_duplicated() | ids.is_in(taken.implode()))
    return _told_apart(now, strength, ids, clashes, taken) if clashes.any() else ids


def _strength(now: _Prints) -> pl.Series:
    """Which of EVIDENCE tells a row from all others; its length where none does."""
    strength = pl.Series([len(EVIDENCE)], dtype=pl.UInt8).new_from_index(0, now.height)
    for place, traits in enumerate(EVIDENCE):
        prints = now.of(traits)
        if prints is None:
            continue
        tells = prints.is_not_null() & prints.is_unique() & (strength == len(EVIDENCE))
        strength = strength.zip_with(~tells, pl.Series([place], dtype=pl.UInt8))
        if strength.max() != len(EVIDENCE):
            break
    return strength


def _texts(now: _Prints, strength: pl.Series) -> Iterator[tuple[int, pl.Series]]:
    """What ids of new rows are made from, slice by slice, with the place where each begins."""
    wanted = _evidence_text(now.rows.schema, now.traits, set(strength.unique()))
    for start in range(0, strength.len(), SLICE):
        part = now.rows.frame.slice(start, SLICE).with_columns(
            strength.slice(start, SLICE).alias("_strength")
        )
        yield start, chosen(part, wanted.alias("text"))["text"]


def _evidence_text(
    schema: TableSchema, traits: dict[str, list[pl.Expr]], levels: set[int]
) -> pl.Expr:
    by_level = {
        place: [name.removeprefix("strong_") for name in names]
        for place, names in enumerate(EVIDENCE)
    }
    text = pl.lit("")
    if len(EVIDENCE) in levels:
        text = _joined("content", [pl.col(name) for name in _all_columns(schema)])
    for place in sorted(levels - {len(EVIDENCE)}):
        names = by_level[place]
        parts = [part for name in names for part in traits[name]]
        is_here = pl.col("_strength") == place
        text = pl.when(is_here).then(_joined("+".join(names), parts)).otherwise(text)
    return text


def _joined(label: str, parts: Sequence[pl.Expr]) -> pl.Expr:
    known = (part.cast(pl.String).fill_null(NOTHING) for part in parts)
    return pl.concat_str(pl.lit(label), *known, separator=BREAK)


def _told_apart(
    now: _Prints, strength: pl.Series, ids: pl.Series, clashes: pl.Series, taken: pl.Series
) -> pl.Series:
    """New ids for rows that say the same, or what a row of the previous version said."""
    found = []
    for start, texts in _texts(now, strength):
        here = clashes.slice(start, texts.len())
        places = pl.arange(start, start + texts.len(), eager=True).filter(here)
        found.append(pl.DataFrame({"text": texts.filter(here), "place": places}))
    ordered = pl.concat(found).sort("text", "place")
    clashing = ordered["text"].to_list()
    free = free_ids(Counter(clashing), pl.concat([ids.filter(~clashes), taken]))
    made = pl.Series([next(free[text]) for text in clashing], dtype=pl.String)
    return ids.clone().scatter(ordered["place"], made)
