"""The catalogue index in a folder, by tantivy, over our own tokens.

Traps: keys are raw text (deleting by a number deletes nothing), there is one writer at a time,
and every reader looks whether somebody committed before it answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import msgspec
import tantivy

from tdpf.adapters.search.answer import answer
from tdpf.adapters.search.base import Document, Results, SearchIndex, Sort
from tdpf.adapters.search.documents import (
    FACETS,
    Filters,
    checked,
    covered,
    facet_values,
    key_of,
    modified_key,
    order_key,
    owner_of,
    searchable,
)
from tdpf.adapters.search.generations import Generations
from tdpf.adapters.search.snapshot import Snapshot, offices_in
from tdpf.core.search.places import NO_OFFICES, Offices
from tdpf.core.search.plan import FIELDS
from tdpf.core.search.synonyms import Synonyms, shipped_synonyms
from tdpf.core.search.tokens import GAP_TOKEN, folded_tokens

log = logging.getLogger(__name__)

FORMAT = "4"  # another number when fields or tokens change: an index of another format is missing
_POSITION_ID = "\x00position"
_NOTHING = Results(total=0, hits=(), facets=dict.fromkeys(FACETS, ()))
_DAMAGE = (ValueError, OSError, RuntimeError, msgspec.DecodeError)
_Seen = TypeVar("_Seen")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "owner", "order", "modified_order", "title_order", *FACETS):
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    for name in ("title_key", "covers"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_bytes_field("document", stored=True)
    builder.add_bytes_field("position", stored=True)
    return builder.build()


def _entry(document: Document) -> tantivy.Document:
    text = searchable(document)
    entry = tantivy.Document()
    entry.add_text("id", key_of(document))
    if owner := owner_of(document):
        entry.add_text("owner", owner)
    entry.add_text("order", order_key(document))
    entry.add_text("modified_order", modified_key(document))
    entry.add_text("title_order", f"{document.title}\n{document.id}")
    for key in text.title_keys:
        entry.add_text("title_key", key)
    for name, tokens in zip(
        FIELDS, accumulate(map(folded_tokens, text.texts), _after), strict=True
    ):
        entry.add_text(name, " ".join(tokens))
    for facet in FACETS:
        for value in facet_values(document, facet):
            entry.add_text(facet, value)
    for code in sorted(covered(document)):
        entry.add_text("covers", code)
    entry.add_bytes("document", msgspec.msgpack.encode(document))
    return entry


def _after(before: list[str], more: list[str]) -> list[str]:
    """Each field holds those before it as well, so that one lookup answers for all of them."""
    return [*before, GAP_TOKEN, *more]


def _position_entry(position: int) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_text("id", _POSITION_ID)
    entry.add_bytes("position", str(position).encode())
    return entry


def _is_engine_error(error: BaseException) -> bool:
    """True for what the engine raises, its panics included: they are no `Exception`."""
    return isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException"


class TantivyIndex(SearchIndex):
    """A folder with an index. Any number of readers, one writer at a time, safe against kill."""

    def __init__(self, folder: Path, synonyms: Callable[[], Synonyms] = shipped_synonyms) -> None:
        self._synonyms = synonyms
        self._schema = _schema()
        self._generations = Generations(folder, self._schema, kind=FORMAT)
        self._offices: tuple[object, Offices] = (None, NO_OFFICES)

    def put(self, documents: Iterable[Document], *, position: int) -> None:
        with self._generations.writing() as writer:
            for document in documents:
                writer.delete_documents_by_term("id", key_of(document))
                writer.add_document(_entry(document))
            _set_position(writer, position)

    def delete(self, ids: Iterable[str], *, position: int) -> None:
        with self._generations.writing() as writer:
            for each in ids:
                writer.delete_documents_by_term("id", each)
            _set_position(writer, position)

    def rebuild(self, documents: Iterable[Document], *, position: int) -> None:
        with self._generations.writing(anew=True) as writer:
            for document in documents:
                writer.add_document(_entry(document))
            _set_position(writer, position)

    def search(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
        page: int = 1,
        page_size: int = 20,
    ) -> Results:
        narrowed = checked(filters)

        def look(searcher: tantivy.Searcher) -> Results:
            return answer(
                Snapshot(self._schema, searcher, self._known_offices(searcher)),
                query,
                self._synonyms(),
                filters=narrowed,
                sort=sort,
                page=page,
                page_size=page_size,
            )

        return self._read(look, _NOTHING)

    def _known_offices(self, searcher: tantivy.Searcher) -> Offices:
        """Read once for each state of the index."""
        state = self._generations.state
        if self._offices[0] != state:
            self._offices = (state, offices_in(searcher))
        return self._offices[1]

    def position(self) -> int:
        return self._read(self._stored_position, 0)

    def _read(self, look: Callable[[tantivy.Searcher], _Seen], otherwise: _Seen) -> _Seen:
        """What `look` sees, or `otherwise` when there is no index or it cannot be read."""
        try:
            searcher = self._generations.searcher()
            return otherwise if searcher is None else look(searcher)
        except BaseException as error:
            if not _is_engine_error(error):
                raise
            if self._is_sound():
                log.exception("the search index gave no answer")
            else:
                self._give_up(error)
            return otherwise

    def _give_up(self, error: BaseException) -> None:
        told = "the search index is damaged (%s); the next catch-up builds it anew"
        try:
            self._generations.give_up()
        except OSError:
            told = (
                "the search index cannot be read (%s), and its folder cannot be written from here; "
                "run `tdpf search --rebuild` where data is published"
            )
        log.warning(told, error)

    def _is_sound(self) -> bool:
        """True when every document can be read; asked after an error, so one query harms none."""
        try:
            searcher = self._generations.searcher()
            if searcher is not None:
                every = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1))
                for _, address in every.hits:
                    searcher.doc(address).to_dict()
                self._stored_position(searcher)
        except BaseException as error:
            if not _is_engine_error(error):
                raise
            return False
        return True

    def _stored_position(self, searcher: tantivy.Searcher) -> int:
        mine = tantivy.Query.term_query(self._schema, "id", _POSITION_ID)
        hits = searcher.search(mine, limit=1).hits
        return int(bytes(searcher.doc(hits[0][1])["position"][0])) if hits else 0


def _set_position(writer: tantivy.IndexWriter, position: int) -> None:
    writer.delete_documents_by_term("id", _POSITION_ID)
    writer.add_document(_position_entry(position))
