"""Search follows what is written, whoever wrote it: a command, a harvest, a CKAN client, a page.

A thread of the page server looks at the log four times a second, fills what rules can tell of the
change (`relating`) and brings the index up to it, so that a thousand changes in a row cost a few
commits of the index and no writer waits for one. Without page server, the end of each publication
and harvest does the same.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections

from tdpf.adapters.search.lock import IndexBusy, held_alone
from tdpf.apps.publishing.relating import relate
from tdpf.apps.publishing.searching import catch_up_search
from tdpf.settings import settings

log = logging.getLogger(__name__)

EVERY_S = 0.25
STANDING_BY_S = 5.0
REST = 9  # times as long as the last turn took: a tenth of a core at most
LONGEST_REST_S = 20.0

UNABLE = (DatabaseError, OSError, ValueError, RuntimeError, IndexBusy)  # tantivy raises the middle
"""What may keep the index from being written; the next look tries again."""


def follow_in_background(stop: threading.Event | None = None) -> threading.Thread:
    """Start following; one process on this machine does, the others stand by."""
    over = stop or threading.Event()
    thread = threading.Thread(target=_follow, args=(over,), name="search-follows", daemon=True)
    thread.start()
    return thread


def _follow(stop: threading.Event) -> None:
    lock = settings().search_path / "follower.lock"
    told = ""
    while not stop.is_set():
        try:
            with held_alone(lock) as is_ours:
                while is_ours and not stop.wait(EVERY_S):
                    stop.wait(min(_turn() * REST, LONGEST_REST_S))
        except OSError as error:  # a full disk; or a folder that others write
            if str(error) != told:
                told = str(error)
                log.warning("the search index is not brought up to date from here: %s", told)
        stop.wait(STANDING_BY_S)


def _turn() -> float:
    """Look once; the seconds that it took."""
    began = time.monotonic()
    try:
        close_old_connections()
        at = datetime.now(UTC)
        relate(at=at)
        catch_up_search(at=at)
    except UNABLE as error:
        log.warning("the search index is brought up to date later: %s", error)
    return time.monotonic() - began
