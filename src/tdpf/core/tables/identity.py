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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        return _with_new_ids(rows, found, known=_no_ids(found.height), taken=_no_ids(0))
    shared = _shared_columns(rows.schema, previous.schema)
    found, before = _prints(rows, shared), _prints(previous, shared)
    old_ids = chosen(previous.frame, pl.col("_id"))["_id"]
    match = _match(found, before)
    known = old_ids.gather(match).alias("_id") if old_ids.len() else _no_ids(found.height)
    return _with_new_ids(rows, found, known=known, taken=old_ids)


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
    matched = [_agree(_twins(found, "new"), _twins(before, "old"))]
    new, old = found.with_row_index("new"), before.with_row_index("old")
    for step in STEPS:
        new = new.join(matched[-1].select("new"), on="new", how="anti")
        old = old.join(matched[-1].select("old"), on="old", how="anti")
        if new.is_empty() or old.is_empty():
            break
        matched.append(_agree(_candidates(new, found, step), _candidates(old, before, step)))
    pairs = pl.concat(matched)
    places = pl.Series([None], dtype=pl.UInt32).new_from_index(0, found.height)
    return places.scatter(pairs["new"], pairs["old"])


def _twins(prints: pl.DataFrame, index: str) -> pl.DataFrame:
    """Rows by content, equal ones numbered, so that each finds one partner."""
    nth = pl.int_range(pl.len(), dtype=pl.UInt32).over("content").alias("nth")
    return prints.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(index), "content", nth
    ).select(index, pl.struct("content", "nth").hash(3).alias("key"))


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
    rows: Rows, found: pl.DataFrame, *, known: pl.Series, taken: pl.Series
) -> pl.Series:
    if known.null_count() == 0:
        return known
    strength = found.select(_strongest().alias("strength"))["strength"]
    pieces = [_no_ids(0)]
    for start, texts in _texts(rows, strength):
        made = pl.Series([_hash(text) for text in texts], dtype=pl.String)
        pieces.append(known.slice(start, texts.len()).fill_null(made))
    ids = pl.concat(pieces)
    clashes = known.is_null() & (ids.is_duplicated() | ids.is_in(taken.implode()))
    return _told_apart(rows, strength, ids, clashes, taken) if clashes.any() else ids


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


def _texts(rows: Rows, strength: pl.Series) -> Iterator[tuple[int, pl.Series]]:
    """What ids of new rows are made from, slice by slice, with the place where each begins."""
    wanted = _evidence_text(rows.schema, _traits(rows.schema), set(strength.unique()))
    for start in range(0, strength.len(), SLICE):
        part = rows.frame.slice(start, SLICE).with_columns(
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
        parts = [part for name in names for part in traits.get(name, ())]
        parts += [pl.col(name) for name in _words(schema)] if "words" in names else []
        is_here = pl.col("_strength") == place
        text = pl.when(is_here).then(_joined("+".join(names), parts)).otherwise(text)
    return text


def _joined(label: str, parts: Sequence[pl.Expr]) -> pl.Expr:
    known = (part.cast(pl.String).fill_null(_NOTHING) for part in parts)
    return pl.concat_str(pl.lit(label), *known, separator=_BREAK)


def _hash(text: str, attempt: int = 0) -> str:
    salted = f"{text}{_BREAK}{attempt}" if attempt else text
    return blake2b(salted.encode(), digest_size=8).hexdigest()


def _told_apart(
    rows: Rows, strength: pl.Series, ids: pl.Series, clashes: pl.Series, taken: pl.Series
) -> pl.Series:
    """New ids for rows that say the same, or what a row of the previous version said."""
    found = []
    for start, texts in _texts(rows, strength):
        here = clashes.slice(start, texts.len())
        places = pl.arange(start, start + texts.len(), eager=True).filter(here)
        found.append(pl.DataFrame({"text": texts.filter(here), "place": places}))
    ordered = pl.concat(found).sort("text", "place")
    clashing = ordered["text"].to_list()
    free = _free_ids(Counter(clashing), pl.concat([ids.filter(~clashes), taken]))
    made = pl.Series([next(free[text]) for text in clashing], dtype=pl.String)
    return ids.clone().scatter(ordered["place"], made)


def _free_ids(wanted: Mapping[str, int], used: pl.Series) -> dict[str, Iterator[str]]:
    """As many ids of each text as are wanted, none used; more attempts a round, so few rounds."""
    free: dict[str, list[str]] = {text: [] for text in wanted}
    tried = dict.fromkeys(wanted, 0)
    spent: set[str] = set()
    at_least = 1
    while short := [text for text in wanted if len(free[text]) < wanted[text]]:
        wishes = []
        for text in short:
            following = tried[text] + max(at_least, wanted[text] - len(free[text]))
            wishes += [(text, _hash(text, each)) for each in range(tried[text], following)]
            tried[text] = following
        is_used = pl.Series([wish for _, wish in wishes]).is_in(used.implode())
        for (text, wish), is_gone in zip(wishes, is_used, strict=True):
            if not is_gone and wish not in spent:
                free[text].append(wish)
                spent.add(wish)
        at_least *= 2
    return {text: iter(made) for text, made in free.items()}
