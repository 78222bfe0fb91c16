"""What somebody sees of a table in the pages, as the data server shows it to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tdpf.adapters.storage import open_storage
from tdpf.adapters.storage.cuts import Cuts, CutVersion, Whole
from tdpf.apps.catalog.service import Dataset, Distribution
from tdpf.apps.organisations.access import limits_of
from tdpf.apps.organisations.models import TableAccess
from tdpf.core.access import Actor, Cut, Limits, cut_for
from tdpf.core.tables.fit import DoesNotFit
from tdpf.settings import settings

_limits = msgspec.json.Decoder(Limits)


@dataclass(frozen=True)
class SeenVersion:
    """A version without what is cut out, and its file."""

    facts: CutVersion
    path: Path


@dataclass(frozen=True)
class CutTables:
    """Tables of a dataset that somebody does not see whole, and ids of the files they came from."""

    cuts: dict[str, Cut]
    files: frozenset[str]


def cut_of(table: Any, actor: Actor) -> Cut | None:
    """What is cut out of the table for the actor; None: nothing."""
    return cut_for(actor, table.dataset.organisation_id, limits_of(table))


def seen_version(table: Any, cut: Cut) -> SeenVersion | None:
    """The current version without what is cut out; None where nobody knows what that would be."""
    ours, version = settings(), table.head.version
    source = open_storage(ours).path_for(version.path)
    whole = Whole(version.sha256, version.rows, version.table_schema, source)
    try:
        return SeenVersion(*Cuts(ours.cuts_path).version(whole, cut))
    except (DoesNotFit, FileNotFoundError):
        return None


def cuts_of(dataset: Dataset, actor: Actor) -> CutTables:
    """What is cut out of the dataset's tables for the actor, asked for together."""
    rows = TableAccess.objects.filter(table__dataset=dataset).values_list(
        "table", "table__distribution", "limits"
    )
    found, files = {}, set()
    for table, file, limits in rows:
        cut = cut_for(actor, dataset.organisation_id, _limits.decode(limits))
        if cut is not None:
            found[table] = cut
            files.add(file)
    return CutTables(found, frozenset(files))


def may_have_file(file: Distribution, actor: Actor) -> bool:
    """Whether the actor may have the file as it came: nothing of its tables is cut out for them."""
    limited = TableAccess.objects.filter(table__distribution=file).select_related("table__dataset")
    return all(cut_of(one.table, actor) is None for one in limited)
