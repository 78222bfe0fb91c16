"""What follows a publication and can be repeated: merged tables, map tiles, then search.

A failure here undoes nothing: the publication stands, and the next run finds what is behind.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError

from tdpf.adapters.search import SearchIndex
from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.publishing.baking import bake_layers
from tdpf.apps.publishing.following import UNABLE
from tdpf.apps.publishing.log import Deed
from tdpf.apps.publishing.merging import refresh_merged
from tdpf.apps.publishing.relating import relate
from tdpf.apps.publishing.searching import catch_up_search
from tdpf.settings import settings

log = logging.getLogger(__name__)


def follow_up(
    deed: Deed,
    storage: Storage,
    *,
    workers: int = 1,
    index: SearchIndex | None = None,
    with_merging: bool = True,
) -> None:
    """Bring merged tables and search up to date, and log in plain words what could not be."""
    try:
        merging = (
            refresh_merged(deed=deed, storage=storage, workers=workers) if with_merging else ()
        )
        for failure in merging:
            log.warning("%s\n%s", failure.message.ja, failure.message.en)
    except (DatabaseError, OSError) as error:
        log.warning(
            "統合表の更新は次の実行で行います（%s）。\n"
            "Merged tables are brought up to date by the next run (%s).",
            error,
            error,
        )
    try:
        bake_layers(storage)
    except (DatabaseError, OSError) as error:
        log.warning(
            "地図タイルをまとめるのは次の実行で行います（%s）。\n"
            "Map tiles are put together by the next run (%s).",
            error,
            error,
        )
    try:
        if with_merging:
            relate(at=deed.at)
        catch_up_search(at=deed.at, index=index)
    except UNABLE as error:
        log.warning(
            "検索の更新は次の実行で行います（%s）。\n"
            "The search index is brought up to date by the next run (%s).",
            error,
            error,
        )


def settle(deed: Deed) -> None:
    """What was hidden leaves merged tables and search at once; what is shown again comes back."""
    follow_up(deed, open_storage(settings()))
