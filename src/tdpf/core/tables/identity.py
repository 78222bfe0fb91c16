"""Row ids that survive the next version: the same facility keeps its id when rows move or change.

A new version takes over ids from the previous one in the stated order of `STEPS`: rows with equal
content first, then those that agree on identifier, name, address, position. What is left is new
and gets an id made from its strongest evidence, so an id depends on what a row says, never on
where it stands. Serial numbers (1 to n) count as an identifier only together with something else,
because they move when a row is put in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import polars as pl

from tdpf.core.tables.parquet import Frame, chosen
from tdpf.core.tables.schema import Column, TableSchema

SLICE = 50_000
_BREAK = "\x1f"
_NOTHING = "\x00"  # null and blank are two things

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
    if previous is None:
        found = _prints(rows)
        return _with_new_ids(rows, found, _no_ids(found.height), taken=frozenset())
    shared = _shared_columns(rows.schema, previous.schema)
    found, before = _prints(rows, shared), _prints(previous, shared)
    old_ids = chosen(previous.frame, pl.col("_id"))["_id"]
    match = _match(found, before)
    known = old_ids.gather(match).alias("_id") if old_ids.len() else _no_ids(found.height)
    return _with_new_ids(rows, found, known, taken=frozenset(old_ids))


def _no_ids(height: int) -> pl.Series:
    return pl.Series("_id", [None] * height, dtype=pl.String)


# What a row says, as 64-bit prints


def _prints(rows: Rows, content: Sequence[str] = ()) -> pl.DataFrame:
    """A print a trait, null where a row does not say it; of `content` only to find equal rows."""
    traits = _traits(rows.schema)
    words = _words(rows.schema)
    identifier = traits.get("identifier", [pl.repeat(None, pl.len(), dtype=pl.String)])[0]
    found = chosen(
        rows.frame,
        *(_print(texts).alias(trait) for trait, texts in traits.items()),
        *([pl.struct(words).hash(1).alias("words")] if words else []),
        *([pl.struct(content).hash(1).alias("content")] if content else []),
        identifier.cast(pl.Int64, strict=False).alias("serial"),
    )
    missing = {"identifier", "name", "address", "position", "words", "content"} - set(found.columns)
    found = found.with_columns(pl.lit(None, pl.UInt64).alias(trait) for trait in sorted(missing))
    strong = pl.lit(None, pl.UInt64) if _is_serial(found["serial"]) else pl.col("identifier")
    return found.with_columns(strong.alias("strong_identifier")).drop("serial")


def _traits(schema: TableSchema) -> dict[str, list[pl.Expr]]:
    """The texts that say what a row is, trait by trait; null where a row does not say it."""
    traits: dict[str, list[pl.Expr]] = {}
    for trait, column in {
        "identifier": _find(schema, "identifier", _IDENTIFIER.search),
        "name": _find(schema, "name", _looks_like_a_name),
        "address": _find(schema, "fullAddress", _ADDRESS.search),
    }.items():
        if column is not None:
            traits[trait] = [_folded(column.name)]
    if schema.has_position:
        traits["position"] = [pl.col("_lon").round(4), pl.col("_lat").round(4)]
    return traits


def _words(schema: TableSchema) -> list[str]:
    """Columns that are no figures, in a table that has both: they say what the figures are of."""
    words = [column.name for column in schema.columns if column.kind not in {"integer", "number"}]
    return words if len(words) < len(schema.columns) else []


def _find(schema: TableSchema, key: str, looks_right: Callable[[str], object]) -> Column | None:
    with_key = (column for column in schema.columns if column.key == key)
    by_header = (column for column in schema.columns if looks_right(column.name))
    return next(with_key, None) or next(by_header, None)


def _looks_like_a_name(header: str) -> bool:
    return bool(_NAME.search(header)) and not _NOT_A_NAME.search(header)


def _folded(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.replace_all(r"\s", "")
    return pl.when(text != "").then(text)  # null stays null, blank becomes null


def _print(texts: Sequence[pl.Expr]) -> pl.Expr:
    return _all_or_none([pl.struct(texts).hash(1)], texts)


def _all_or_none(values: Sequence[pl.Expr], known: Sequence[pl.Expr]) -> pl.Expr:
    return pl.when(pl.all_horizontal(part.is_not_null() for part in known)).then(*values)


def _shared_columns(schema: TableSchema, before: TableSchema) -> list[str]:
    """Columns that both versions have and read alike."""
    kinds = {column.name: column.kind for column in before.columns}
    shared = [column.name for column in schema.columns if kinds.get(column.name) == column.kind]
    is_placed = schema.has_position and before.has_position
    return [*shared, "_lon", "_lat"] if is_placed else shared


def _all_columns(schema: TableSchema) -> list[str]:
    return [*schema.names(), "_lon", "_lat"] if schema.has_position else schema.names()


def _is_serial(numbers: pl.Series) -> bool:
    """1 to n, each once, in whatever order."""
    count = numbers.len()
    return (
        count > 0
        and numbers.null_count() == 0
        and numbers.min() == 1
        and numbers.max() == count
        and numbers.n_unique() == count
    )


# Which row of the previous version is it?


def _match(found: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """For each row the index of the same thing in `before`, null where it is new."""
    new = found.with_row_index("new").with_columns(twin=pl.int_range(pl.len()).over("content"))
    old = before.with_row_index("old").with_columns(twin=pl.int_range(pl.len()).over("content"))
    pairs = [new.join(old, on=["content", "twin"]).select("new", "old")]
    for step in STEPS:
        new = new.join(pairs[-1], on="new", how="anti")
        old = old.join(pairs[-1], on="old", how="anti")
        if new.is_empty() or old.is_empty():
            break
        pairs.append(_agree(_candidates(new, found, step), _candidates(old, before, step)))
    all_pairs = pl.concat(pairs)
    return (
        pl.DataFrame({"new": pl.arange(found.height, eager=True, dtype=pl.UInt32)})
        .join(all_pairs, on="new", how="left", maintain_order="left")["old"]
        .cast(pl.UInt32)
    )


def _candidates(rest: pl.DataFrame, whole: pl.DataFrame, step: Step) -> pl.DataFrame:
    key = _key(step.traits)
    keyed = rest.select(pl.col("^new|old$"), key.alias("key")).filter(pl.col("key").is_not_null())
    keyed = keyed.filter(pl.col("key").is_unique())
    if not step.alone:
        return keyed
    everywhere = whole.select(key.alias("key"))
    return keyed.join(everywhere.filter(pl.col("key").is_unique()), on="key", how="semi")


def _agree(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    return new.join(old, on="key").select("new", "old")


def _key(traits: Iterable[str]) -> pl.Expr:
    columns = [pl.col(trait) for trait in traits]
    return columns[0] if len(columns) == 1 else _all_or_none([pl.struct(columns).hash(2)], columns)


# Ids of what is new


def _with_new_ids(
    rows: Rows, found: pl.DataFrame, known: pl.Series, *, taken: frozenset[str]
) -> pl.Series:
    if known.null_count() == 0:
        return known
    strength = found.select(_strongest().alias("strength"))["strength"]
    used = set(taken)
    wanted = sorted(_wanted(rows, strength, known))
    ids = known.to_list()
    for text, index in wanted:
        ids[index] = _fresh(text, used)
    return pl.Series("_id", ids, dtype=pl.String)


def _strongest() -> pl.Expr:
    """Which of EVIDENCE tells the row from all others; its length when none does."""
    choice = pl.lit(len(EVIDENCE), pl.UInt8)
    for place, traits in reversed(list(enumerate(EVIDENCE))):
        key = _key(traits)
        choice = (
            pl.when(key.is_not_null() & key.is_unique())
            .then(pl.lit(place, pl.UInt8))
            .otherwise(choice)
        )
    return choice


def _wanted(rows: Rows, strength: pl.Series, known: pl.Series) -> Iterator[tuple[str, int]]:
    """Text to make an id from, and row index, of every row that has no id yet."""
    traits = _traits(rows.schema)
    levels = set(strength.unique())
    for start in range(0, strength.len(), SLICE):
        part = rows.frame.slice(start, SLICE).with_columns(
            strength.slice(start, SLICE).alias("_strength")
        )
        texts = chosen(part, _evidence_text(rows.schema, traits, levels)).to_series()
        unknown = known.slice(start, SLICE).is_null()
        places = pl.arange(start, start + texts.len(), eager=True)
        yield from zip(texts.filter(unknown), places.filter(unknown), strict=True)


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
        parts = [part for name in names for part in traits.get(name, ())]
        parts += [pl.col(name) for name in _words(schema)] if "words" in names else []
        is_here = pl.col("_strength") == place
        text = pl.when(is_here).then(_joined("+".join(names), parts)).otherwise(text)
    return text


def _joined(label: str, parts: Sequence[pl.Expr]) -> pl.Expr:
    known = (part.cast(pl.String).fill_null(_NOTHING) for part in parts)
    return pl.concat_str(pl.lit(label), *known, separator=_BREAK)


def _fresh(text: str, used: set[str]) -> str:
    """An id that nothing in this table has or had in the previous version."""
    attempt = 0
    while True:
        salted = f"{text}{_BREAK}{attempt}" if attempt else text
        made = blake2b(salted.encode(), digest_size=8).hexdigest()
        if made not in used:
            used.add(made)
            return made
        attempt += 1
