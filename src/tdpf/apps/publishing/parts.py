"""Which tables stand in a merged one: of the same list by year, the newest alone.

Two tables of a publisher are the same list when they are files of one dataset whose titles differ
by their date alone, or files of datasets whose titles differ by their date alone, and theirs by
nothing else. The date is read by `core.catalog.series.undated`, that of the file before that of the
dataset; a title that tells none, or several years, is no series.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from django.db.models import Exists, OuterRef, Q, QuerySet

from tdpf.apps.publishing.merge_file import LeftOut
from tdpf.apps.publishing.models import MergeInput, Table, TableHead, TableVersion
from tdpf.core.catalog.series import Period, undated
from tdpf.core.search.fold import title_key


@dataclass(frozen=True, slots=True)
class Chosen:
    """The parts of a merged table, by the id of their versions, and what was left out."""

    versions: frozenset[str]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    version: str
    table: str
    list_of: tuple[str, ...]  # the same for the same list
    dates: tuple[Period, ...]  # that of the file first; none where nothing tells one


def public_heads() -> QuerySet[TableHead]:
    """Current versions that may stand in a merged table, which everybody reads.

    A table of nobody stands in none: each row there says whose it is.
    """
    return TableHead.objects.filter(
        table__is_merged=False,
        table__dataset__organisation__isnull=False,
        table__dataset__visibility="public",
        table__dataset__state__in=("active", "withdrawn"),  # what its source took back stays
        table__access__isnull=True,  # rows or columns of it are not for everybody
    )


def closed_inputs() -> QuerySet[MergeInput]:
    """Parts of merged versions that are not for everybody any more."""
    return MergeInput.objects.filter(
        ~Q(part__table__dataset__visibility="public")
        | ~Q(part__table__dataset__state__in=("active", "withdrawn"))
        | Q(part__table__access__isnull=False)
    )


def shown_versions(table: Table) -> QuerySet[TableVersion]:
    """Versions of a merged table without those that hold what is not for everybody any more."""
    return TableVersion.objects.filter(
        ~Exists(closed_inputs().filter(merged=OuterRef("pk"))), table=table
    )


def chosen_parts(standard: str = "") -> Mapping[str, Chosen]:
    """The parts of each merged table, or of that of one set, by the slug of the set."""
    heads = public_heads().exclude(table__standard="")
    if standard:
        heads = heads.filter(table__standard=standard)
    found: defaultdict[str, list[_Head]] = defaultdict(list)
    for slug, version, table, sheet, owner, dataset, title, file, file_name in heads.values_list(
        "table__standard",
        "version_id",
        "table__name",
        "table__sheet",
        "table__dataset__organisation_id",
        "table__dataset_id",
        "table__dataset__title",
        "table__distribution__title",
        "table__distribution__file_name",
    ):
        words = file or PurePath(file_name or "").stem
        list_of, dates = _list_of(owner, dataset, title, words)
        found[slug].append(_Head(version, table, (*list_of, sheet), dates))
    return {slug: _chosen(tables) for slug, tables in found.items()}


def _list_of(
    owner: str, dataset: str, title: str, file: str
) -> tuple[tuple[str, ...], tuple[Period, ...]]:
    """What is the same for all years of a list, and the dates of this one."""
    if of_title := _undated(title):
        words = f"{of_title[0]} {file}"  # together, as a file may be called by its date alone
        rest, date = _undated(words) or (words, of_title[1])
        return (owner, "", title_key(rest)), (date, of_title[1])
    if of_file := _undated(file):
        return (owner, dataset, title_key(of_file[0])), (of_file[1],)
    return (owner, dataset, file), ()


@lru_cache(maxsize=20_000)
def _undated(text: str) -> tuple[str, Period] | None:
    return undated(text)


def _chosen(tables: Iterable[_Head]) -> Chosen:
    lists: defaultdict[tuple[str, ...], list[_Head]] = defaultdict(list)
    for one in tables:
        lists[one.list_of].append(one)
    versions: set[str] = set()
    left_out: list[LeftOut] = []
    for years in lists.values():
        newest = max(years, key=lambda one: (one.dates, one.table))
        for one in years:
            if one.dates in {(), newest.dates}:  # undated, or two of one date: who knows
                versions.add(one.version)
            else:
                left_out.append(LeftOut(table=one.table, newer=newest.table))
    return Chosen(frozenset(versions), tuple(sorted(left_out, key=lambda one: one.table)))
