"""What commands, pages and other apps may use of harvesting."""

from __future__ import annotations

from tdpf.apps.harvest.actions import (
    KINDS,
    BadSource,
    add_source,
    confirm_shrunk,
    let_through,
    remove_source,
    source_named,
    try_again,
)
from tdpf.apps.harvest.fetching import file_name, judged
from tdpf.apps.harvest.models import Item, Record, Run, Source
from tdpf.apps.harvest.pace import shared_pace
from tdpf.apps.harvest.reasons import is_final, reason
from tdpf.apps.harvest.running import Progress, run_source
from tdpf.apps.harvest.selectors import SourceLine, by_code, ledger, lines, runs
from tdpf.apps.harvest.states import FILE_STATES, RUN_STATES
from tdpf.apps.harvest.taking_over import Left, Takeover, take_over
from tdpf.apps.harvest.tasks import queue_run, told

__all__ = [
    "FILE_STATES",
    "KINDS",
    "RUN_STATES",
    "BadSource",
    "Item",
    "Left",
    "Progress",
    "Record",
    "Run",
    "Source",
    "SourceLine",
    "Takeover",
    "add_source",
    "by_code",
    "confirm_shrunk",
    "file_name",
    "is_final",
    "judged",
    "ledger",
    "let_through",
    "lines",
    "queue_run",
    "reason",
    "remove_source",
    "run_source",
    "runs",
    "shared_pace",
    "source_named",
    "take_over",
    "told",
    "try_again",
]
