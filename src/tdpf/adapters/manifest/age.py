"""Whether the database has the form that this version of TDPF reads and writes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import tdpf
from tdpf.adapters.manifest.sql import Connector, Questions

Age = Literal["current", "older", "newer"]
Step = tuple[str, str]  # a room of `tdpf.apps` and one of its migrations


@cache
def our_steps() -> frozenset[Step]:
    """Every migration that comes with this version, read from the names of the files."""
    apps = Path(tdpf.__file__).parent / "apps"
    return frozenset((file.parts[-3], file.stem) for file in apps.glob("*/migrations/0*.py"))


def age(done: Iterable[Step]) -> Age:
    """How a database with these migrations stands to this version.

    Newer: a later TDPF has changed it, so nothing may be read from it or written to it.
    """
    ours, rooms = our_steps(), {room for room, _ in our_steps()}
    theirs = {step for step in done if step[0] in rooms}
    if theirs - ours:
        return "newer"
    return "older" if ours - theirs else "current"


def age_of_database(connector: Connector) -> Age:
    """The same, asked of a database that has been used before."""
    questions = Questions(connector)
    try:
        rows = questions.rows("select app, name from django_migrations", [])
    finally:
        questions.close()
    return age((str(row[0]), str(row[1])) for row in rows)
