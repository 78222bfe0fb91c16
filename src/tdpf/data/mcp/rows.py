"""Questions to a table as assistants ask them → the parameters of the records API → rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
import polars as pl

from tdpf.adapters.manifest import TableEntry
from tdpf.core.catalog.model import Dataset
from tdpf.core.tables.cursor import Cursor, question_of
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.parameters import PAGE, Pairs, parse, parse_place
from tdpf.data.context import Context
from tdpf.data.describe import credit
from tdpf.data.identity import ANONYMOUS, ASKER, Actor, finds, is_listed_for
from tdpf.data.mcp.bounds import MOST_ROWS, Row, bounded
from tdpf.data.published import Published
from tdpf.data.request import with_pairs
from tdpf.data.words import ERRORS

Names = Sequence[str] | str
Measures = dict[str, Any] | list[str] | None
Where = Sequence[dict[str, Any]] | dict[str, Any]
"""Conditions that must all hold: a list of {column, op, value}, or {column: value}."""


MANY_LICENCES = (
    "Rows of many publishers (_publisher_name), each under the licence of its own dataset."
)


class Told(Exception):
    """What an assistant asked cannot be answered; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with what is needed to cite them and to go on."""

    matched: int
    rows: list[Row]
    more: str | None
    source: dict[str, Any]
    url: str


async def find_table(context: Context, name: str, version: int | None = None) -> Published:
    """The table of that name or id, of that dataset, or of that standard set."""
    actor = ASKER.get()
    spellings = (name, name.replace("_", "-"), name.replace("-", "_"))
    for spelling in dict.fromkeys(spellings):
        if not spelling.isascii():
            continue
        found = await context.shelf.table_for(actor, spelling, version)
        if found is not None:
            return found
    dataset = await context.work.aside(lambda: find_dataset(context, actor, name))
    tables = [(t, f) for f in dataset.distributions for t in f.tables] if dataset else []
    if len(tables) > 1:
        named = ", ".join(f"{one.name} ({of.title} {one.sheet})" for one, of in tables[:20])
        raise Told(f"{name!r} is a dataset of {len(tables)} tables. Name one of: {named}")
    if tables and (found := await context.shelf.table_for(actor, tables[0][0].id, version)):
        return found
    raise Told(f"There is no table {name!r}. Find one with search_datasets.")


def find_dataset(context: Context, actor: Actor, name: str) -> Dataset | None:
    """The dataset of that id or name, if it is there for the actor."""
    catalog = context.ckan.catalog
    found = catalog.dataset(name, everything=actor != ANONYMOUS)
    return found if found is not None and finds(actor, found) else None


def find_datasets(context: Context, actor: Actor, ids: Sequence[str]) -> list[Dataset]:
    """Those of the datasets that are there for the actor."""
    found = context.ckan.catalog.datasets(ids, everything=actor != ANONYMOUS)
    return [one for one in found if is_listed_for(actor, one)]


async def page_of(context: Context, table: Published, pairs: Pairs) -> Page:
    """The page that the parameters ask for; Told when they cannot be answered."""
    try:
        place = parse_place(pairs)
        if place.version and place.version != table.entry.version.number:
            table = await find_table(context, table.entry.id, place.version)
        query = parse(pairs, table.layout, limits=PAGE, cursor=place.cursor)
    except QueryError as error:
        raise Told(sentence(error)) from error
    query = msgspec.structs.replace(query, limit=min(query.limit or MOST_ROWS, MOST_ROWS))
    tables = context.shelf.tables

    def answered() -> tuple[int, list[Row]]:
        answer = tables.get(table.path).answer(query)
        frames = list(answer.batches())
        rows = pl.concat(frames).write_json() if frames else "[]"
        return answer.matched, msgspec.json.decode(rows)

    matched, rows = await context.work.aside(answered)
    kept, _ = bounded(rows if query.columns or query.groups else map(_without_blanks, rows))
    end = query.offset + len(kept)
    more = None
    if end < matched and kept:
        more = Cursor(table.entry.version.number, end, question_of(query)).text()
    path = f"{context.ckan.at.site}/api/v1/tables/{table.entry.name}/records"
    shown = [pair for pair in pairs if pair[0] != "cursor"]
    return Page(matched, kept, more, source_of(table.entry), with_pairs(path, shown))


def _without_blanks(row: Row) -> Row:
    """Nobody named the columns: those without a value say nothing and cost much."""
    return {name: value for name, value in row.items() if value is not None}


def source_of(entry: TableEntry) -> dict[str, Any]:
    """Whose data it is, under which licence, of which version and date: enough for a citation."""
    found: dict[str, Any] = msgspec.to_builtins(credit(entry))
    if entry.is_merged:
        note = (
            "Rows of many publishers (_publisher_name), each under the licence of its own dataset."
        )
        found["licence_note"] = note
    return found


def pairs_of(
    *,
    columns: Names = (),
    where: Where = (),
    filter_cql2: str = "",
    text: str = "",
    bbox: Sequence[float] = (),
    near: Sequence[float] = (),
    sort: Names = (),
    group_by: Names = (),
    measures: Measures = None,
    limit: int | None = None,
    cursor: str = "",
) -> list[tuple[str, str]]:
    """The parameters that say the same."""
    found: list[tuple[str, str]] = []
    if columns:
        found.append(("select", _listed(_named(columns))))
    for one in _conditions(where):
        column, sign = str(one.get("column", "")), str(one.get("op") or "eq")
        op = _SIGNS.get(sign, sign)
        value = one.get("value")
        text_of = _listed(value) if isinstance(value, list) else _text(value)
        found.append((f"filter.{column}__{op}", text_of))
    for name, said in (("filter", filter_cql2), ("q", text), ("cursor", cursor)):
        if said:
            found.append((name, said))
    if bbox:
        found.append(("bbox", ",".join(map(str, bbox))))
    if near:
        found.append(("near", ",".join(map(str, near))))
    if sort:
        found.append(("sort", _listed(_named(sort))))
    if group_by:
        found.append(("group_by", _listed(_named(group_by))))
    for measure, names in _measured(measures).items():
        found.append((measure, "true" if measure == "count" and not names else _listed(names)))
    if limit is not None:
        found.append(("limit", str(limit)))
    return found


_SIGNS = {"=": "eq", "==": "eq", "!=": "ne", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def _conditions(where: Where) -> list[dict[str, Any]]:
    """One condition alone, or columns with the values they must have, mean the same as a list."""
    if not isinstance(where, dict):
        return list(where)
    if "column" in where:
        return [where]
    return [
        {"column": name, "op": "in" if isinstance(value, list) else "eq", "value": value}
        for name, value in where.items()
    ]


def _named(names: Names) -> list[str]:
    """Names as a list, or as one text with commas."""
    if isinstance(names, str):
        return [one.strip() for one in names.split(",") if one.strip()]
    return list(names)


def _measured(measures: Measures) -> dict[str, list[str]]:
    """`{"sum": ["数"]}`, also as `{"sum": "数"}`, `{"count": true}` or `["count"]`."""
    if isinstance(measures, list):
        return {name: [] for name in measures}
    asked = (measures or {}).items()
    return {name: _of_measure(said) for name, said in asked if said is not False}


def _of_measure(said: Any) -> list[str]:
    if said in (True, None, "*"):
        return []
    return _named(said if isinstance(said, list) else str(said))


def _listed(values: Sequence[Any]) -> str:
    return ",".join(_quoted(_text(value)) for value in values)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentence(error: QueryError) -> str:
    """The error in English, with names that were near."""
    said = asdict(error)
    near = ", ".join(said.get("near") or ())
    words = ERRORS[error.code].en
    filled = {name: str(value) for name, value in said.items()} | {
        "near": f"Did you mean: {near}?" if near else ""
    }
    try:
        return words.format_map(filled).strip()
    except KeyError:
        return f"{error.code}: {filled}"
