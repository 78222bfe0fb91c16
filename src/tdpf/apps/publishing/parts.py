"""Which tables stand in a merged one: of the same list by year, the newest alone.

Two tables of a publisher are the same list when they are files of one dataset whose titles differ
by their date alone, or the same file of datasets whose titles differ by their date alone. The date
is read by `core.catalog.series.undated`; a title that tells none, or several years, is no series.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from django.db.models import QuerySet

from tdpf.apps.publishing.merge_file import LeftOut
from tdpf.apps.publishing.models import TableHead
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
    period: Period | None


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
        list_of, period = _list_of(owner, dataset, title, words)
        found[slug].append(_Head(version, table, (*list_of, sheet), period))
    return {slug: _chosen(tables) for slug, tables in found.items()}


def _list_of(
    owner: str, dataset: str, title: str, file: str
) -> tuple[tuple[str, ...], Period | None]:
    """What is the same for all years of a list, and the date of this one."""
    if told := _undated(file):
        return (owner, dataset, title_key(told[0])), told[1]
    if told := _undated(title):
        return (owner, "", title_key(told[0]), file), told[1]
    return (owner, dataset, file), None


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
        newest = max(years, key=lambda one: (one.period or (0, 0, 0), one.table))
        for one in years:
            if one.period in {None, newest.period}:  # undated, or two of one date: who knows
                versions.add(one.version)
            else:
                left_out.append(LeftOut(table=one.table, newer=newest.table))
    return Chosen(frozenset(versions), tuple(sorted(left_out, key=lambda one: one.table)))
