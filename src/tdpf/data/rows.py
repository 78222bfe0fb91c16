"""An understood request for rows → the rows as bytes, whole or in pieces. Runs beside the loop."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import polars as pl

from tdpf.core.tables import encode
from tdpf.core.tables.cursor import Cursor, question_of
from tdpf.core.tables.load import Table
from tdpf.core.tables.parameters import Pairs
from tdpf.core.tables.plan import BATCH_ROWS, Answer, takes_all
from tdpf.core.tables.query import Checked
from tdpf.core.tables.spreadsheet import xlsx_chunks
from tdpf.data.describe import Link, RecordsPage, credit
from tdpf.data.formats import Format
from tdpf.data.published import Published
from tdpf.data.request import with_pairs
from tdpf.data.zipped import LEAST_BYTES, Coding, pack, pack_stream

PAGE_ROWS = 10_000  # of JSON that are written at once; more are streamed
_IN_GEOMETRY = ("_id", "_lon", "_lat")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been understood."""

    table: Published
    query: Checked
    format: Format
    pairs: Pairs
    path: str  # address without its question
    version: int | None  # as asked; an answer that names its version never changes
    has_bom: bool
    coding: Coding | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)  # columns by the asked names
    is_columnar: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every row and column is asked, in the published order."""
        query = self.query
        is_reshaped = query.columns or query.sort or query.offset or query.groups or self.renamed
        return takes_all(query) and not is_reshaped and query.limit is None


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as bytes: `body` when it is small, else `chunks` that are made when asked for."""

    answer: Answer
    next: str | None  # where the next page is
    body: bytes | None
    chunks: Generator[bytes]
    coding: Coding | None = None


def make(asked: Asked, table: Table) -> Made:
    """Answer the query, and write the answer at once if it is a page or a small export."""
    query, properties = to_read(asked)
    answer = table.answer(query)
    following = next_page(asked, answer)
    chunks = _chunks(asked, answer, table, properties, following)
    coding = asked.coding if asked.format.is_text else None
    most = PAGE_ROWS if asked.format.name == "json" else BATCH_ROWS
    if answer.returned > most or asked.format.is_file:
        return Made(
            answer, following, None, pack_stream(chunks, coding) if coding else chunks, coding
        )
    body = b"".join(chunks)
    if coding and len(body) >= LEAST_BYTES:
        return Made(answer, following, pack(body, coding), chunks, coding)
    return Made(answer, following, body, chunks)


def to_read(asked: Asked) -> tuple[Checked, Sequence[str]]:
    """The query with the columns that the format needs besides, and the columns to be shown."""
    if asked.format.name != "geojson":
        return asked.query, ()
    layout = asked.table.layout
    in_geometry = (*_IN_GEOMETRY, *([layout.geometry] if layout.geometry else ()))
    shown = asked.query.columns or [name for name in layout.names() if name not in in_geometry]
    columns = tuple(dict.fromkeys((*shown, *in_geometry)))
    return msgspec.structs.replace(asked.query, columns=columns), shown


def next_page(asked: Asked, answer: Answer) -> str | None:
    """The address of the rows that follow, if there are any."""
    end = asked.query.offset + answer.returned
    if end >= answer.matched or not answer.returned:
        return None
    cursor = Cursor(asked.table.entry.version.number, end, question_of(asked.query))
    kept = [pair for pair in asked.pairs if pair[0] != "cursor"]
    return with_pairs(asked.path, [*kept, ("cursor", cursor.text())])


def _chunks(
    asked: Asked,
    answer: Answer,
    table: Table,
    properties: Sequence[str],
    following: str | None,
) -> Generator[bytes]:
    batches = _renamed(answer.batches(), asked.renamed)
    if asked.format.name == "csv":
        return encode.csv_lines(batches, has_bom=asked.has_bom)
    if asked.format.name == "parquet":
        return encode.parquet_chunks(batches)
    if asked.format.name == "arrow":
        return encode.arrow_stream(batches)
    if asked.format.name == "xlsx":
        return xlsx_chunks(batches, answer.returned)
    wide = table.wide if answer.wide is None else answer.wide
    wide = tuple(asked.renamed.get(name, name) for name in wide)
    properties = [asked.renamed.get(name, name) for name in properties]
    if asked.format.name == "ndjson":
        return encode.ndjson_lines(batches, wide=wide)
    facts = _facts(asked, answer, following)
    if asked.format.name == "geojson":
        return encode.geojson_document(
            facts, batches, properties, wide=wide, geometry=asked.table.layout.geometry
        )
    if asked.is_columnar:
        return encode.json_columns(facts, batches, wide=wide)
    return encode.json_document(facts, batches, wide=wide)


def _renamed(batches: Iterator[pl.DataFrame], names: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    if not names:
        return batches
    return (batch.rename(names, strict=False) for batch in batches)


def _facts(asked: Asked, answer: Answer, following: str | None) -> RecordsPage:
    links = [Link("self", with_pairs(asked.path, asked.pairs))]
    if following:
        links.append(Link("next", following))
    return RecordsPage(
        **credit(asked.table.entry),
        number_matched=answer.matched,
        number_returned=answer.returned,
        links=tuple(links),
    )
